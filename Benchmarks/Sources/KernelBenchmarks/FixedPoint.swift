/// The fixed point that training sums gradients in, see `ExactSum` in Sources/Training.
enum FixedPoint {
  static let scale = 0x1p48

  /// The magnitude that terms must stay below when `terms` of them are added.
  static func limit(terms: Int) -> Float { 0x1p14 / Float(terms) }
}
