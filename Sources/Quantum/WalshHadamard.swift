/// The unnormalised Walsh-Hadamard transform of 256 scalars: x[s] becomes sum_m (-1)^popcount(m & s) x[m].
///
/// Butterflies on the bits inside a vector rotate them by one place each, so that after all of them they are back
/// in order.
@inline(__always)
func walshHadamardTransform<V: LaneVector>(_ vectors: UnsafeMutablePointer<V>) {
  let vectorCount = QDICircuit.amplitudeCount / V.laneCount
  for index in 0..<vectorCount {
    var value = vectors[index]
    for _ in 0..<V.laneCount.trailingZeroBitCount { value = value.pairwiseButterfly }
    vectors[index] = value
  }
  var stride = 1
  while stride < vectorCount {
    for index in 0..<vectorCount where index & stride == 0 {
      let (a, b) = (vectors[index], vectors[index &+ stride])
      vectors[index] = a + b
      vectors[index &+ stride] = a - b
    }
    stride &<<= 1
  }
}
