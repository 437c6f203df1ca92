import Foundation
import Support

extension SyntheticGDSC {
  /// In which layout the files are written.
  public enum Layout: String, Sendable, CaseIterable {
    /// A column a drug id and a column a feature, with a list of cell lines.
    case matrix
    /// The long files of GDSC's portal (release 6), whose features have lists of genes without quotation marks.
    case portal
    /// The fitted dose responses of release 8, one file each for GDSC1 and GDSC2, and the portal's features under the
    /// names of later downloads.
    case fittedDoseResponse = "fitted-dose-response"
    /// The layout for assays of one's own (docs/data.md).
    case general
  }

  /// Where the files are.
  public struct Files: Sendable, Hashable {
    public let responses: [String]
    public let features: String
    public let drugs: String
    /// nil in the general layout, which has no drug ids.
    public let drugList: String?
    /// nil where the other files name the cell lines.
    public let cellLines: String?

    public init(directory: String, layout: Layout = .matrix) {
      responses =
        layout == .fittedDoseResponse
        ? ["GDSC1", "GDSC2"].map { "\(directory)/\($0)_fitted_dose_response.csv" }
        : [directory + "/responses.csv"]
      features = directory + "/features.csv"
      drugs = directory + "/drugs.csv"
      drugList = layout == .general ? nil : directory + "/drug_list.csv"
      cellLines = layout == .matrix ? directory + "/cell_lines.csv" : nil
    }

    /// The conversion that reads them.
    public var conversion: GDSCConversion {
      GDSCConversion(
        responses: responses, features: features, drugs: drugs, drugList: drugList, cellLines: cellLines)
    }

    /// The command line that converts them to the data set `output`, its paths quoted for a shell.
    public func convertCommand(output: String) -> String {
      let words =
        ["hqnn", "convert", "--responses"] + responses + ["--features", features, "--drugs", drugs]
        + (drugList.map { ["--drug-list", $0] } ?? []) + (cellLines.map { ["--cell-lines", $0] } ?? [])
        + ["--output", output]
      return words.map(\.shellQuoted).joined(separator: " ")
    }

    /// - Throws: `FileError` with exit code 73 if one of the files is there already: it may be real data.
    func requireAbsent() throws {
      for path in ([drugs, drugList, cellLines, features] + responses).compactMap({ $0 }) {
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
