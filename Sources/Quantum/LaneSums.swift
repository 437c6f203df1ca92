/// Writes the sums over the lanes of each of sixteen vectors as sixteen scalars, by trees of fixed shape.
///
/// It reads memory, and is a function of its own: inlined behind a transform, the compiler pulls the transform's
/// last steps apart into scalars.
@inline(never)
func storeLaneSums<S: QuantumScalar>(_ vectors: UnsafePointer<S.Lanes>, _ sums: UnsafeMutablePointer<S>) {
  typealias V = S.Lanes
  @inline(__always)
  func four(_ first: Int) -> V {
    V.pairwiseSums(
      V.pairwiseSums(vectors[first], vectors[first &+ 1]),
      V.pairwiseSums(vectors[first &+ 2], vectors[first &+ 3]))
  }
  let (low, high) = (V.pairwiseSums(four(0), four(4)), V.pairwiseSums(four(8), four(12)))
  let raw = UnsafeMutableRawPointer(sums)
  if V.laneCount == 16 {
    raw.storeBytes(of: V.pairwiseSums(low, high), as: V.self)
  } else {
    raw.storeBytes(of: low, as: V.self)
    raw.storeBytes(of: high, toByteOffset: MemoryLayout<V>.size, as: V.self)
  }
}
