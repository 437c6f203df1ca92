/// Cosines and sines of the half angles of four RY rotations, in registers.
struct FourRotations<V: LaneVector> {
  var cosine0, sine0, cosine1, sine1, cosine2, sine2, cosine3, sine3: V

  /// Reads four pairs of cosine and sine, the same for all samples.
  @inline(__always)
  init(_ pairs: UnsafePointer<V.Scalar>) {
    cosine0 = V(repeating: pairs[0])
    sine0 = V(repeating: pairs[1])
    cosine1 = V(repeating: pairs[2])
    sine1 = V(repeating: pairs[3])
    cosine2 = V(repeating: pairs[4])
    sine2 = V(repeating: pairs[5])
    cosine3 = V(repeating: pairs[6])
    sine3 = V(repeating: pairs[7])
  }
}

extension Sixteen {
  /// Rotates all four qubits by RY, (c, -s; s, c) each, or by the inverse, (c, s; -s, c).
  @inline(__always)
  mutating func rotate(_ rotations: FourRotations<V>, inverse: Bool) {
    @inline(__always)
    func rotate(_ a: inout V, _ b: inout V, _ c: V, _ s: V) {
      (a, b) =
        inverse
        ? ((c * a).adding(s, times: b), (c * b).subtracting(s, times: a))
        : ((c * a).subtracting(s, times: b), (c * b).adding(s, times: a))
    }
    rotate(&v0, &v1, rotations.cosine0, rotations.sine0)
    rotate(&v2, &v3, rotations.cosine0, rotations.sine0)
    rotate(&v4, &v5, rotations.cosine0, rotations.sine0)
    rotate(&v6, &v7, rotations.cosine0, rotations.sine0)
    rotate(&v8, &v9, rotations.cosine0, rotations.sine0)
    rotate(&v10, &v11, rotations.cosine0, rotations.sine0)
    rotate(&v12, &v13, rotations.cosine0, rotations.sine0)
    rotate(&v14, &v15, rotations.cosine0, rotations.sine0)
    rotate(&v0, &v2, rotations.cosine1, rotations.sine1)
    rotate(&v1, &v3, rotations.cosine1, rotations.sine1)
    rotate(&v4, &v6, rotations.cosine1, rotations.sine1)
    rotate(&v5, &v7, rotations.cosine1, rotations.sine1)
    rotate(&v8, &v10, rotations.cosine1, rotations.sine1)
    rotate(&v9, &v11, rotations.cosine1, rotations.sine1)
    rotate(&v12, &v14, rotations.cosine1, rotations.sine1)
    rotate(&v13, &v15, rotations.cosine1, rotations.sine1)
    rotate(&v0, &v4, rotations.cosine2, rotations.sine2)
    rotate(&v1, &v5, rotations.cosine2, rotations.sine2)
    rotate(&v2, &v6, rotations.cosine2, rotations.sine2)
    rotate(&v3, &v7, rotations.cosine2, rotations.sine2)
    rotate(&v8, &v12, rotations.cosine2, rotations.sine2)
    rotate(&v9, &v13, rotations.cosine2, rotations.sine2)
    rotate(&v10, &v14, rotations.cosine2, rotations.sine2)
    rotate(&v11, &v15, rotations.cosine2, rotations.sine2)
    rotate(&v0, &v8, rotations.cosine3, rotations.sine3)
    rotate(&v1, &v9, rotations.cosine3, rotations.sine3)
    rotate(&v2, &v10, rotations.cosine3, rotations.sine3)
    rotate(&v3, &v11, rotations.cosine3, rotations.sine3)
    rotate(&v4, &v12, rotations.cosine3, rotations.sine3)
    rotate(&v5, &v13, rotations.cosine3, rotations.sine3)
    rotate(&v6, &v14, rotations.cosine3, rotations.sine3)
    rotate(&v7, &v15, rotations.cosine3, rotations.sine3)
  }
}

/// Sums for the derivatives of four RY rotations: dE/dt_q = Re <lambda| J_q psi>, J = (0, -1; 1, 0), that is the sum
/// over the pairs of amplitudes of lambda_1 psi_0 - lambda_0 psi_1, real and imaginary parts alike.
struct RotationGradient<V: LaneVector> {
  var plus0, plus1, plus2, plus3, minus0, minus1, minus2, minus3: V

  @inline(__always)
  init() {
    let zero = V.zero
    (plus0, plus1, plus2, plus3) = (zero, zero, zero, zero)
    (minus0, minus1, minus2, minus3) = (zero, zero, zero, zero)
  }

  /// Adds the pairs among sixteen real (or imaginary) parts.
  @inline(__always)
  mutating func add(psi: Sixteen<V>, lambda: Sixteen<V>) {
    plus0 = plus0.adding(lambda.v1, times: psi.v0)
    minus0 = minus0.adding(lambda.v0, times: psi.v1)
    plus0 = plus0.adding(lambda.v3, times: psi.v2)
    minus0 = minus0.adding(lambda.v2, times: psi.v3)
    plus0 = plus0.adding(lambda.v5, times: psi.v4)
    minus0 = minus0.adding(lambda.v4, times: psi.v5)
    plus0 = plus0.adding(lambda.v7, times: psi.v6)
    minus0 = minus0.adding(lambda.v6, times: psi.v7)
    plus0 = plus0.adding(lambda.v9, times: psi.v8)
    minus0 = minus0.adding(lambda.v8, times: psi.v9)
    plus0 = plus0.adding(lambda.v11, times: psi.v10)
    minus0 = minus0.adding(lambda.v10, times: psi.v11)
    plus0 = plus0.adding(lambda.v13, times: psi.v12)
    minus0 = minus0.adding(lambda.v12, times: psi.v13)
    plus0 = plus0.adding(lambda.v15, times: psi.v14)
    minus0 = minus0.adding(lambda.v14, times: psi.v15)
    plus1 = plus1.adding(lambda.v2, times: psi.v0)
    minus1 = minus1.adding(lambda.v0, times: psi.v2)
    plus1 = plus1.adding(lambda.v3, times: psi.v1)
    minus1 = minus1.adding(lambda.v1, times: psi.v3)
    plus1 = plus1.adding(lambda.v6, times: psi.v4)
    minus1 = minus1.adding(lambda.v4, times: psi.v6)
    plus1 = plus1.adding(lambda.v7, times: psi.v5)
    minus1 = minus1.adding(lambda.v5, times: psi.v7)
    plus1 = plus1.adding(lambda.v10, times: psi.v8)
    minus1 = minus1.adding(lambda.v8, times: psi.v10)
    plus1 = plus1.adding(lambda.v11, times: psi.v9)
    minus1 = minus1.adding(lambda.v9, times: psi.v11)
    plus1 = plus1.adding(lambda.v14, times: psi.v12)
    minus1 = minus1.adding(lambda.v12, times: psi.v14)
    plus1 = plus1.adding(lambda.v15, times: psi.v13)
    minus1 = minus1.adding(lambda.v13, times: psi.v15)
    plus2 = plus2.adding(lambda.v4, times: psi.v0)
    minus2 = minus2.adding(lambda.v0, times: psi.v4)
    plus2 = plus2.adding(lambda.v5, times: psi.v1)
    minus2 = minus2.adding(lambda.v1, times: psi.v5)
    plus2 = plus2.adding(lambda.v6, times: psi.v2)
    minus2 = minus2.adding(lambda.v2, times: psi.v6)
    plus2 = plus2.adding(lambda.v7, times: psi.v3)
    minus2 = minus2.adding(lambda.v3, times: psi.v7)
    plus2 = plus2.adding(lambda.v12, times: psi.v8)
    minus2 = minus2.adding(lambda.v8, times: psi.v12)
    plus2 = plus2.adding(lambda.v13, times: psi.v9)
    minus2 = minus2.adding(lambda.v9, times: psi.v13)
    plus2 = plus2.adding(lambda.v14, times: psi.v10)
    minus2 = minus2.adding(lambda.v10, times: psi.v14)
    plus2 = plus2.adding(lambda.v15, times: psi.v11)
    minus2 = minus2.adding(lambda.v11, times: psi.v15)
    plus3 = plus3.adding(lambda.v8, times: psi.v0)
    minus3 = minus3.adding(lambda.v0, times: psi.v8)
    plus3 = plus3.adding(lambda.v9, times: psi.v1)
    minus3 = minus3.adding(lambda.v1, times: psi.v9)
    plus3 = plus3.adding(lambda.v10, times: psi.v2)
    minus3 = minus3.adding(lambda.v2, times: psi.v10)
    plus3 = plus3.adding(lambda.v11, times: psi.v3)
    minus3 = minus3.adding(lambda.v3, times: psi.v11)
    plus3 = plus3.adding(lambda.v12, times: psi.v4)
    minus3 = minus3.adding(lambda.v4, times: psi.v12)
    plus3 = plus3.adding(lambda.v13, times: psi.v5)
    minus3 = minus3.adding(lambda.v5, times: psi.v13)
    plus3 = plus3.adding(lambda.v14, times: psi.v6)
    minus3 = minus3.adding(lambda.v6, times: psi.v14)
    plus3 = plus3.adding(lambda.v15, times: psi.v7)
    minus3 = minus3.adding(lambda.v7, times: psi.v15)
  }

  /// Stores the four derivatives, sample by sample.
  @inline(__always)
  func store(_ destination: UnsafeMutablePointer<V>) {
    destination[0] = plus0 - minus0
    destination[1] = plus1 - minus1
    destination[2] = plus2 - minus2
    destination[3] = plus3 - minus3
  }
}
