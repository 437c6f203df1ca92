/// Where the 256 amplitudes of a lane group lie: real and imaginary vector side by side, sixteen amplitudes (the
/// low four qubits) a row, sixteen rows (the high four).
///
/// A row is two vectors longer than its amplitudes, so that the vectors of a column do not all fall into the same
/// few sets of the first-level cache.
enum StateLayout {
  /// Vectors from an amplitude to the next one in its row.
  static let columnStride = 2
  /// Vectors from an amplitude to the next one in its column.
  static let rowStride = 16 * columnStride + 2
  /// Vectors in a state.
  static let vectorCount = 16 * rowStride

  /// The vector of an amplitude's real part.
  @inline(__always)
  static func offset(_ amplitude: Int) -> Int {
    (amplitude >> 4) &* rowStride &+ (amplitude & 15) &* columnStride
  }
}
