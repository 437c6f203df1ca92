/// Complex numbers in two vectors.
struct ComplexLanes<V: LaneVector> {
  var real: V
  var imaginary: V

  @inline(__always)
  init(real: V, imaginary: V) {
    self.real = real
    self.imaginary = imaginary
  }

  /// Loads an amplitude, real and imaginary vector side by side.
  @inline(__always)
  init(_ source: UnsafePointer<V>) {
    real = source[0]
    imaginary = source[1]
  }

  /// left * right
  @inline(__always)
  static func * (left: Self, right: Self) -> Self {
    Self(
      real: (left.real * right.real).subtracting(left.imaginary, times: right.imaginary),
      imaginary: (left.real * right.imaginary).adding(left.imaginary, times: right.real))
  }

  /// left * conj(right)
  @inline(__always)
  func timesConjugate(_ right: Self) -> Self {
    Self(
      real: (real * right.real).adding(imaginary, times: right.imaginary),
      imaginary: (imaginary * right.real).subtracting(real, times: right.imaginary))
  }
}

/// Sixteen complex amplitudes in registers.
///
/// They fill all registers of a processor with 32 of them, so that what comes next goes through memory.
struct ComplexSixteen<V: LaneVector> {
  var real: Sixteen<V>
  var imaginary: Sixteen<V>

  /// Loads amplitudes, real and imaginary vector side by side, from `source[offset(i)]`.
  @inline(__always)
  init(_ source: UnsafePointer<V>, _ offset: (Int) -> Int) {
    real = Sixteen(source, offset)
    imaginary = Sixteen(source + 1, offset)
  }

  @inline(__always)
  init(_ source: UnsafePointer<V>, stride: Int) {
    self.init(source) { $0 &* stride }
  }

  /// Takes amplitude i from `value(i)`.
  @inline(__always)
  init(_ value: (Int) -> ComplexLanes<V>) {
    real = Sixteen { value($0).real }
    imaginary = Sixteen { value($0).imaginary }
  }

  @inline(__always)
  func store(_ destination: UnsafeMutablePointer<V>, _ offset: (Int) -> Int) {
    real.store(destination, offset)
    imaginary.store(destination + 1, offset)
  }

  @inline(__always)
  func store(_ destination: UnsafeMutablePointer<V>, stride: Int) {
    real.store(destination, stride: stride)
    imaginary.store(destination + 1, stride: stride)
  }

  @inline(__always)
  mutating func hadamard(one: V) {
    real.hadamard(one: one)
    imaginary.hadamard(one: one)
  }

  /// Transforms and stores one part before the other: 32 vectors and their temporaries do not fit the registers.
  @inline(__always)
  consuming func storeHadamard(_ destination: UnsafeMutablePointer<V>, stride: Int, one: V) {
    real.hadamard(one: one)
    real.store(destination, stride: stride)
    imaginary.hadamard(one: one)
    imaginary.store(destination + 1, stride: stride)
  }

  @inline(__always)
  mutating func scale(by factor: V) {
    real.scale(by: factor)
    imaginary.scale(by: factor)
  }

  /// Multiplies amplitude i by `factor(i)`, or by its complex conjugate.
  @inline(__always)
  mutating func multiply(conjugate: Bool = false, by factor: (Int) -> ComplexLanes<V>) {
    @inline(__always)
    func multiply(_ a: inout V, _ b: inout V, _ i: Int) {
      let value = ComplexLanes(real: a, imaginary: b)
      let product = conjugate ? value.timesConjugate(factor(i)) : value * factor(i)
      (a, b) = (product.real, product.imaginary)
    }
    multiply(&real.v0, &imaginary.v0, 0)
    multiply(&real.v1, &imaginary.v1, 1)
    multiply(&real.v2, &imaginary.v2, 2)
    multiply(&real.v3, &imaginary.v3, 3)
    multiply(&real.v4, &imaginary.v4, 4)
    multiply(&real.v5, &imaginary.v5, 5)
    multiply(&real.v6, &imaginary.v6, 6)
    multiply(&real.v7, &imaginary.v7, 7)
    multiply(&real.v8, &imaginary.v8, 8)
    multiply(&real.v9, &imaginary.v9, 9)
    multiply(&real.v10, &imaginary.v10, 10)
    multiply(&real.v11, &imaginary.v11, 11)
    multiply(&real.v12, &imaginary.v12, 12)
    multiply(&real.v13, &imaginary.v13, 13)
    multiply(&real.v14, &imaginary.v14, 14)
    multiply(&real.v15, &imaginary.v15, 15)
  }

  /// Stores Im(conj(self_i) other_i) to `destination[i]`.
  @inline(__always)
  func imaginaryOfConjugateProduct(
    to destination: UnsafeMutablePointer<V>, _ other: (Int) -> ComplexLanes<V>
  ) {
    @inline(__always)
    func part(_ a: V, _ b: V, _ i: Int) {
      let other = other(i)
      destination[i] = (a * other.imaginary).subtracting(b, times: other.real)
    }
    part(real.v0, imaginary.v0, 0)
    part(real.v1, imaginary.v1, 1)
    part(real.v2, imaginary.v2, 2)
    part(real.v3, imaginary.v3, 3)
    part(real.v4, imaginary.v4, 4)
    part(real.v5, imaginary.v5, 5)
    part(real.v6, imaginary.v6, 6)
    part(real.v7, imaginary.v7, 7)
    part(real.v8, imaginary.v8, 8)
    part(real.v9, imaginary.v9, 9)
    part(real.v10, imaginary.v10, 10)
    part(real.v11, imaginary.v11, 11)
    part(real.v12, imaginary.v12, 12)
    part(real.v13, imaginary.v13, 13)
    part(real.v14, imaginary.v14, 14)
    part(real.v15, imaginary.v15, 15)
  }
}
