/// Sixteen vectors that stay in registers: a radix-16 step works on four qubits at a time.
///
/// Sixteen named fields, because the compiler keeps them in registers where it keeps an array's elements in
/// memory. Bit b of a field's number is the b-th of the four qubits.
struct Sixteen<V: LaneVector> {
  var v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15: V

  /// Takes field i from `value(i)`.
  @inline(__always)
  init(_ value: (Int) -> V) {
    v0 = value(0)
    v1 = value(1)
    v2 = value(2)
    v3 = value(3)
    v4 = value(4)
    v5 = value(5)
    v6 = value(6)
    v7 = value(7)
    v8 = value(8)
    v9 = value(9)
    v10 = value(10)
    v11 = value(11)
    v12 = value(12)
    v13 = value(13)
    v14 = value(14)
    v15 = value(15)
  }

  /// Loads from `source[stride * i]`.
  @inline(__always)
  init(_ source: UnsafePointer<V>, stride: Int) {
    self.init { source[stride &* $0] }
  }

  /// Stores field i to `place(i)`.
  @inline(__always)
  func store(_ place: (Int) -> UnsafeMutablePointer<V>) {
    place(0).pointee = v0
    place(1).pointee = v1
    place(2).pointee = v2
    place(3).pointee = v3
    place(4).pointee = v4
    place(5).pointee = v5
    place(6).pointee = v6
    place(7).pointee = v7
    place(8).pointee = v8
    place(9).pointee = v9
    place(10).pointee = v10
    place(11).pointee = v11
    place(12).pointee = v12
    place(13).pointee = v13
    place(14).pointee = v14
    place(15).pointee = v15
  }

  /// Stores to `destination[stride * i]`.
  @inline(__always)
  func store(_ destination: UnsafeMutablePointer<V>, stride: Int) {
    store { destination + stride &* $0 }
  }

  /// The unnormalised Walsh-Hadamard transform of 16 points: 64 additions and subtractions.
  ///
  /// - Parameter one: 1. A quarter of the operations are written as a - one * b, rounded once and so the same bits:
  ///   processors with units of their own for additions have others, for multiplications, idle otherwise. It has to
  ///   come from memory, or the compiler turns them back.
  @inline(__always)
  mutating func hadamard(one: V) {
    Self.hadamard(&v0, &v1, &v2, &v3, one)
    Self.hadamard(&v4, &v5, &v6, &v7, one)
    Self.hadamard(&v8, &v9, &v10, &v11, one)
    Self.hadamard(&v12, &v13, &v14, &v15, one)
    Self.hadamard(&v0, &v4, &v8, &v12, one)
    Self.hadamard(&v1, &v5, &v9, &v13, one)
    Self.hadamard(&v2, &v6, &v10, &v14, one)
    Self.hadamard(&v3, &v7, &v11, &v15, one)
  }

  @inline(__always)
  private static func hadamard(_ a: inout V, _ b: inout V, _ c: inout V, _ d: inout V, _ one: V) {
    let (s, t, u, w) = (a + b, a.subtracting(b, times: one), c + d, c.subtracting(d, times: one))
    (a, b, c, d) = (s + u, t + w, s - u, t - w)
  }
}
