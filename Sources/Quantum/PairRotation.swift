/// RY on a pair of qubits, (c, -s; s, c) each, as two rotations of planes.
///
/// The generators J_a and J_b, J = (0, -1; 1, 0), commute, and so does K = J_a J_b, which is symmetric and has the
/// eigenvalues 1 and -1. Where K = 1, spanned by e_0 + e_3 and e_1 - e_2, J_b = -J_a, and the pair turns a plane by
/// half the difference of its angles; where K = -1, spanned by e_0 - e_3 and e_1 + e_2, J_b = J_a, and it turns the
/// other plane by half their sum. That takes 8 multiplications and 8 additions for 4 amplitudes instead of 16
/// multiplications, and the derivatives 4 instead of 8.
struct PairRotation<V: LaneVector> {
  /// Cosines and sines of half the difference and half the sum, divided by 2: the planes' vectors have length
  /// sqrt(2).
  let differenceCosine, differenceSine, sumCosine, sumSine: V

  /// Reads four numbers in that order, the same for all samples.
  @inline(__always)
  init(_ numbers: UnsafePointer<V.Scalar>) {
    differenceCosine = V(repeating: numbers[0])
    differenceSine = V(repeating: numbers[1])
    sumCosine = V(repeating: numbers[2])
    sumSine = V(repeating: numbers[3])
  }
}

/// Four amplitudes of a pair of qubits in the planes that it turns: (p, q) by the difference, (m, n) by the sum.
struct PairPlanes<V: LaneVector> {
  var p, q, m, n: V

  @inline(__always)
  init(_ a: V, _ b: V, _ c: V, _ d: V) {
    (p, q, m, n) = (a + d, b - c, a - d, b + c)
  }

  /// Loads the four amplitudes `numbers` of a line.
  @inline(__always)
  init(_ state: UnsafePointer<V>, _ line: AddressLine, _ numbers: (Int, Int, Int, Int)) {
    self.init(
      line.place(state, numbers.0).pointee, line.place(state, numbers.1).pointee,
      line.place(state, numbers.2).pointee, line.place(state, numbers.3).pointee)
  }

  @inline(__always)
  func amplitudes(_ a: inout V, _ b: inout V, _ c: inout V, _ d: inout V) {
    (a, b, c, d) = (p + m, q + n, n - q, p - m)
  }

  /// Turns the planes and divides by 2.
  @inline(__always)
  mutating func rotate(_ rotation: PairRotation<V>) {
    (p, q) = (
      (rotation.differenceCosine * p).subtracting(rotation.differenceSine, times: q),
      (rotation.differenceCosine * q).adding(rotation.differenceSine, times: p)
    )
    (m, n) = (
      (rotation.sumCosine * m).subtracting(rotation.sumSine, times: n),
      (rotation.sumCosine * n).adding(rotation.sumSine, times: m)
    )
  }

  /// Turns the planes back and divides by 2.
  @inline(__always)
  mutating func rotateBack(_ rotation: PairRotation<V>) {
    (p, q) = (
      (rotation.differenceCosine * p).adding(rotation.differenceSine, times: q),
      (rotation.differenceCosine * q).subtracting(rotation.differenceSine, times: p)
    )
    (m, n) = (
      (rotation.sumCosine * m).adding(rotation.sumSine, times: n),
      (rotation.sumCosine * n).subtracting(rotation.sumSine, times: m)
    )
  }
}

/// Sums for the derivatives of a pair of RY rotations: dE/dt = Re <lambda| J psi>, real and imaginary parts alike.
struct PairGradient<V: LaneVector> {
  /// <lambda| J_a psi> in the planes of the difference and of the sum.
  private var difference = V.zero
  private var sum = V.zero

  @inline(__always)
  init() {}

  /// Adds four amplitudes.
  @inline(__always)
  mutating func add(psi: PairPlanes<V>, lambda: PairPlanes<V>) {
    difference = difference.adding(lambda.q, times: psi.p).subtracting(lambda.p, times: psi.q)
    sum = sum.adding(lambda.n, times: psi.m).subtracting(lambda.m, times: psi.n)
  }

  /// Stores the two derivatives, sample by sample.
  ///
  /// - Parameter scale: the planes' vectors have length sqrt(2), which makes 1/2; or 1 where psi was divided by 2, as
  ///   `PairPlanes.rotateBack` does.
  @inline(__always)
  func store(_ destination: UnsafeMutablePointer<V>, scale: V) {
    destination[0] = (sum + difference) * scale
    destination[1] = (sum - difference) * scale
  }
}

extension Sixteen {
  /// Rotates four qubits: the pair of the low two, then that of the high two.
  @inline(__always)
  mutating func rotate(_ low: PairRotation<V>, _ high: PairRotation<V>) {
    @inline(__always)
    func rotate(_ rotation: PairRotation<V>, _ a: inout V, _ b: inout V, _ c: inout V, _ d: inout V) {
      var planes = PairPlanes(a, b, c, d)
      planes.rotate(rotation)
      planes.amplitudes(&a, &b, &c, &d)
    }
    rotate(low, &v0, &v1, &v2, &v3)
    rotate(low, &v4, &v5, &v6, &v7)
    rotate(low, &v8, &v9, &v10, &v11)
    rotate(low, &v12, &v13, &v14, &v15)
    rotate(high, &v0, &v4, &v8, &v12)
    rotate(high, &v1, &v5, &v9, &v13)
    rotate(high, &v2, &v6, &v10, &v14)
    rotate(high, &v3, &v7, &v11, &v15)
  }

  /// Takes back the rotation of the pair of the low two of four qubits.
  ///
  /// - Parameters:
  ///   - rotated: gets the planes of four amplitudes before, and the numbers of the four amplitudes.
  @inline(__always)
  mutating func rotateBackLow(
    _ rotation: PairRotation<V>, rotated: (PairPlanes<V>, (Int, Int, Int, Int)) -> Void
  ) {
    @inline(__always)
    func rotateBack(
      _ a: inout V, _ b: inout V, _ c: inout V, _ d: inout V, _ numbers: (Int, Int, Int, Int)
    ) {
      var planes = PairPlanes(a, b, c, d)
      rotated(planes, numbers)
      planes.rotateBack(rotation)
      planes.amplitudes(&a, &b, &c, &d)
    }
    rotateBack(&v0, &v1, &v2, &v3, (0, 1, 2, 3))
    rotateBack(&v4, &v5, &v6, &v7, (4, 5, 6, 7))
    rotateBack(&v8, &v9, &v10, &v11, (8, 9, 10, 11))
    rotateBack(&v12, &v13, &v14, &v15, (12, 13, 14, 15))
  }

  /// The same for the high two.
  ///
  /// - Parameters:
  ///   - restored: gets the planes of four amplitudes afterwards, divided by 2, and the numbers of the four amplitudes.
  @inline(__always)
  mutating func rotateBackHigh(
    _ rotation: PairRotation<V>, restored: (PairPlanes<V>, (Int, Int, Int, Int)) -> Void
  ) {
    @inline(__always)
    func rotateBack(
      _ a: inout V, _ b: inout V, _ c: inout V, _ d: inout V, _ numbers: (Int, Int, Int, Int)
    ) {
      var planes = PairPlanes(a, b, c, d)
      planes.rotateBack(rotation)
      restored(planes, numbers)
      planes.amplitudes(&a, &b, &c, &d)
    }
    rotateBack(&v0, &v4, &v8, &v12, (0, 4, 8, 12))
    rotateBack(&v1, &v5, &v9, &v13, (1, 5, 9, 13))
    rotateBack(&v2, &v6, &v10, &v14, (2, 6, 10, 14))
    rotateBack(&v3, &v7, &v11, &v15, (3, 7, 11, 15))
  }
}
