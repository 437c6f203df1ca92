import Foundation
import Support

extension SyntheticGDSC {
  /// Where the files are.
  public struct Files: Sendable, Hashable {
    public let responses: String
    public let features: String
    public let drugs: String
    public let drugList: String
    public let cellLines: String

    public init(directory: String) {
      responses = directory + "/responses.csv"
      features = directory + "/features.csv"
      drugs = directory + "/drugs.csv"
      drugList = directory + "/drug_list.csv"
      cellLines = directory + "/cell_lines.csv"
    }

    /// The conversion that reads them.
    public var conversion: GDSCConversion {
      GDSCConversion(
        responses: responses, features: features, drugs: drugs, drugList: drugList, cellLines: cellLines)
    }

    /// The command line that converts them to the data set `output`, its paths quoted for a shell.
    public func convertCommand(output: String) -> String {
      let words = [
        "hqnn", "convert", "--responses", responses, "--features", features, "--drugs", drugs,
        "--drug-list", drugList, "--cell-lines", cellLines, "--output", output,
      ]
      return words.map(\.shellQuoted).joined(separator: " ")
    }

    /// - Throws: `FileError` with exit code 73 if one of the files is there already: it may be real data.
    func requireAbsent() throws {
      for path in [drugs, drugList, cellLines, features, responses] {
        var status = stat()
        if lstat(path, &status) == 0 {
          throw FileError(
            .cannotCreate, path,
            "is there already and is not replaced: remove it, or choose another directory")
        }
      }
    }
  }
}
