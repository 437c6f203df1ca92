import Foundation
import Support
import Training

/// What a report says: of one run, or of several beside each other.
public struct ReportContent: Encodable {
  let runs: [RunContent]
  /// nil for a single run.
  let comparison: Comparison?

  /// The data sets that were read.
  public var dataPaths: [String] { runs.map(\.data.path) }

  /// Scores the test pairs of each run by its model.
  ///
  /// - Parameters:
  ///   - paths: run directories, of which the newest checkpoint is taken, or checkpoints.
  ///   - data: the data set of all of them; nil for the one that each run's settings name.
  ///   - threads: nil for the cores that this process may use.
  /// - Throws: `UsageError` for a run given twice; `FileError` for files that are missing, damaged or do not go together.
  public init(runs paths: [String], data: String? = nil, threads: Int? = nil) throws {
    for (number, path) in paths.enumerated() where paths[..<number].contains(where: { isSameFile($0, path) })
    {
      throw UsageError("\(path) is given twice, expected different runs")
    }
    let labels = Self.labels(paths)
    let workers = try RankPlacement.workers(threads)
    runs = try zip(paths, labels).map { path, label in
      let source = try RunSource(path)
      let checkpoint = source.checkpoint
      let dataPath = data ?? checkpoint.configuration.data
      if data == nil, !FileManager.default.fileExists(atPath: dataPath) {
        throw FileError(
          .missingFile, dataPath,
          "no such file: the data set of the run \(path) is to be named by --data FILE")
      }
      let session = try ScoringSession(checkpoint, data: dataPath, workers: workers)
      return try RunContent(session, source, label: label, path: path, dataPath: dataPath)
    }
    comparison = runs.count > 1 ? Comparison(runs, workers: workers) : nil
  }

  /// The last parts of the paths, as many as tell them apart: of a checkpoint in a run's directory without the folder
  /// between them.
  package static func labels(_ paths: [String]) -> [String] {
    let parts = paths.map { path in
      let url = URL(fileURLWithPath: path).standardizedFileURL
      let names = url.pathComponents.filter { $0 != "/" && $0 != "checkpoints" }
      let isCheckpoint = url.pathExtension == "h5"
      return (names: names, least: min(names.count, isCheckpoint ? 2 : 1))
    }
    for more in 0..<(parts.map(\.names.count).max() ?? 0) {
      let labels = parts.map { $0.names.suffix($0.least + more).joined(separator: "/") }
      if Set(labels).count == labels.count { return labels }
    }
    return paths
  }

  /// Indented JSON with sorted keys: the values that the page shows, but for single pairs.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
