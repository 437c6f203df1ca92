/// What a split keeps apart: each of these things stands on one of its sides only, with all of its measurements, so that
/// the test set measures how well a model predicts new ones.
public enum SplitKind: String, Codable, CaseIterable, Sendable {
  /// Pairs of (structure, cell line), the paper's split: both are known to the model, together they are new.
  case pairs
  case cellLine = "cell-line"
  /// Drugs by their structure (`ResponseDataset.Drugs.structureKey`): two names of one structure are one drug.
  case drug
  /// Tissues, and so cell lines too.
  case tissue

  /// "cell lines"
  public var plural: String {
    switch self {
    case .pairs: "pairs"
    case .cellLine: "cell lines"
    case .drug: "drugs"
    case .tissue: "tissues"
    }
  }
}
