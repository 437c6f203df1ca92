import Foundation

extension Target {
  /// The normalised IC50 of `lnIC50`, the natural logarithm of IC50 in micromolar.
  ///
  /// A result so close to 1 that it rounds to it (from |ln IC50| = 368 on) or so close to 0 that the exponential
  /// overflows (from 7098 on) has no way back; infinite arguments give 0 or 1 too.
  public func normalised(lnIC50: Double) -> Double {
    // y^0.1 = exp(ln y / 10); either sign has its own exponential, so that small results keep all their digits.
    1 / (1 + exp(orientation == .falling ? lnIC50 / 10 : -lnIC50 / 10))
  }

  /// The ln IC50 that `normalised` stands for: the inverse of `normalised(lnIC50:)`.
  ///
  /// The inverse is exact; in Double its absolute error is at most a few units of 10 ε / (p (1 - p)), the
  /// rounding of p itself seen through the inverse's slope.
  ///
  /// - Returns: nil where there is none: for a prediction outside (0, 1), NaN, and for the target AUC.
  public func lnIC50(ofNormalised normalised: Double) -> Double? {
    guard measure == .ic50, normalised > 0, normalised < 1 else { return nil }
    // 1 - p is exact from 1/2 on. Two logarithms, as the quotient (1 - p)/p overflows for the smallest p.
    let value = 10 * (log(1 - normalised) - log(normalised))
    return orientation == .falling ? value : -value
  }

  /// The IC50 in micromolar that `normalised` stands for; nil where `lnIC50(ofNormalised:)` is.
  ///
  /// Infinite where IC50 exceeds Double's range (ln IC50 above 709.78), 0 where it is too small for it.
  public func ic50(ofNormalised normalised: Double) -> Double? {
    lnIC50(ofNormalised: normalised).map { exp($0) }
  }

  /// The AUC that `normalised` stands for, which is the same number.
  ///
  /// - Returns: nil outside [0, 1], for NaN, and for the target IC50.
  public func auc(ofNormalised normalised: Double) -> Double? {
    measure == .auc && (0...1).contains(normalised) ? normalised : nil
  }

  /// The normalised target of one response; NaN where it was not measured.
  public func value(of row: Int, in responses: ResponseDataset.Responses) -> Double {
    switch measure {
    case .ic50: normalised(lnIC50: Double(responses.lnIC50[row]))
    case .auc: Double(responses.auc[row])
    }
  }

  /// [R] the normalised targets of all responses; NaN where not measured.
  public func values(in responses: ResponseDataset.Responses) -> [Double] {
    (0..<responses.count).map { value(of: $0, in: responses) }
  }
}
