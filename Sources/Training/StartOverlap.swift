import DrugResponse
import Foundation
import Support

/// Whether the parameters that a run starts from (`--init-from`) have been trained with its test pairs: then errors on these
/// say too little.
public enum StartOverlap: Equatable, Sendable {
  /// With none of them, as far as the file goes back: what that model had itself started from is not followed.
  case none
  case pairs(Int, of: Int)
  /// The file is of the same data set, and does not say which pairs its model was trained with.
  case unsaid
  /// The file is no longer the one that the run started from.
  case gone(String)

  /// - Parameters:
  ///   - source: what the run starts from.
  ///   - split: the run's own.
  ///   - datasetDigest: SHA-256 of the run's data set.
  package init(of source: ParameterFile, with split: Split, datasetDigest: String) {
    guard source.contents.metadata["dataset_sha256"] == datasetDigest else {
      self = .none
      return
    }
    guard let trained = source.trainedRows else {
      self = .unsaid
      return
    }
    let seen = Set(trained)
    let count = split.test.count { seen.contains($0) }
    self = count == 0 ? .none : .pairs(count, of: split.test.count)
  }

  /// Of a run that has begun long ago, by the file that its configuration names.
  public init(of configuration: TrainingConfiguration, split: Split, datasetDigest: String) {
    guard let path = configuration.initFrom else {
      self = .none
      return
    }
    guard let source = try? ParameterFile.read(from: path), source.sha256 == configuration.initFromSHA256
    else {
      self = .gone(path)
      return
    }
    self.init(of: source, with: split, datasetDigest: datasetDigest)
  }

  /// What is to be said of it; nil for nothing.
  public var sentence: String? {
    switch self {
    case .none: nil
    case .pairs(let count, let all):
      "the parameters that the run starts from were trained with \(count) of the \(all) test samples: errors on the "
        + "test set flatter"
    case .unsaid:
      "the parameters that the run starts from are of a model of the same data set, and their file does not say which "
        + "samples it was trained with: errors on the test set may flatter"
    case .gone(let path):
      "whether the parameters that the run started from were trained with test samples cannot be told: \(path) is not "
        + "the file that it was"
    }
  }
}
