import Foundation
import Support

/// What the model predicts: a response, normalised into (0, 1).
///
/// IC50 is normalised as in Sagingalieva et al., Cancers 15(10):2705, 2023: norm(y) = 1/(1 + y^0.1) with
/// y = exp(ln IC50), which falls as IC50 rises. GraphDRP (Nguyen, Nguyen, Nguyen and Le, 2021) takes
/// 1/(1 + y^-0.1) = 1 - norm(y) instead, which rises with it. AUC lies in (0, 1) already and is taken as it is.
public struct Target: Codable, Hashable, Sendable {
  /// The response that is predicted.
  public enum Measure: String, Codable, CaseIterable, Sendable {
    case ic50
    case auc
  }

  /// Whether the normalised IC50 falls or rises with IC50.
  public enum Orientation: String, Codable, CaseIterable, Sendable {
    /// 1/(1 + y^0.1), the paper's.
    case falling
    /// 1/(1 + y^-0.1), GraphDRP's.
    case rising
  }

  public let measure: Measure
  public let orientation: Orientation

  /// The paper's target.
  public static let ic50 = Target(unchecked: .ic50, .falling)
  /// GraphDRP's target.
  public static let risingIC50 = Target(unchecked: .ic50, .rising)
  public static let auc = Target(unchecked: .auc, .falling)

  /// - Throws: `UsageError` for AUC with an orientation: it is not transformed.
  public init(_ measure: Measure = .ic50, orientation: Orientation = .falling) throws(UsageError) {
    guard measure == .ic50 || orientation == .falling else {
      throw UsageError(
        "the orientation \"\(orientation.rawValue)\" is for the target ic50; auc is taken as it is")
    }
    self.init(unchecked: measure, orientation)
  }

  private init(unchecked measure: Measure, _ orientation: Orientation) {
    self.measure = measure
    self.orientation = orientation
  }

  /// What the target is called in tables, with a capital.
  public var title: String {
    switch measure {
    case .ic50: "Normalised IC50"
    case .auc: "AUC"
    }
  }

  private enum CodingKeys: String, CodingKey { case measure, orientation }

  /// AUC has no orientation, so that none is written.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(measure, forKey: .measure)
    if measure == .ic50 { try container.encode(orientation, forKey: .orientation) }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      container.decode(Measure.self, forKey: .measure),
      orientation: container.decodeIfPresent(Orientation.self, forKey: .orientation) ?? .falling)
  }
}
