import Support

/// How much the naive baselines' effects are shrunken: the penalties of their ridge regressions, each of which is the
/// number of imaginary training samples without any effect that a drug or cell line gets.
public struct EffectPenalties: Codable, Hashable, Sendable {
  /// The drugs', where they are fitted alone.
  public let drugAlone: Double
  /// The drugs' beside cell lines.
  public let drug: Double
  /// The cell lines' beside drugs.
  public let cellLine: Double

  public init(drugAlone: Double, drug: Double, cellLine: Double) {
    (self.drugAlone, self.drug, self.cellLine) = (drugAlone, drug, cellLine)
  }

  /// The same for all.
  public init(_ penalty: Double) { self.init(drugAlone: penalty, drug: penalty, cellLine: penalty) }

  /// Throws `UsageError` for a penalty that is negative or not finite.
  func check() throws(UsageError) {
    for penalty in [drugAlone, drug, cellLine] where !(penalty >= 0 && penalty.isFinite) {
      throw UsageError("the baselines' penalties must be finite and not negative, not \(penalty)")
    }
  }
}
