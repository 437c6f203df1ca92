internal import CVector

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

/// Sixteen complex numbers, each of them found when it is wanted.
///
/// A protocol and no closure: the compiler inlines the one always, and calls the other when it is long, with all
/// registers saved around it.
protocol ComplexNumbers<V> {
  associatedtype V: LaneVector
  subscript(index: Int) -> ComplexLanes<V> { get }
}

/// Sixteen that are the same for all samples: real parts first.
struct SharedNumbers<S: QuantumScalar>: ComplexNumbers {
  let numbers: UnsafePointer<S>

  @inline(__always)
  subscript(index: Int) -> ComplexLanes<S.Lanes> {
    ComplexLanes(
      real: S.Lanes(repeating: numbers[index]), imaginary: S.Lanes(repeating: numbers[16 &+ index]))
  }
}

/// Sixteen in memory, real and imaginary vector side by side, `stride` vectors apart.
struct StoredNumbers<V: LaneVector>: ComplexNumbers {
  let source: UnsafePointer<V>
  let stride: Int

  @inline(__always)
  subscript(index: Int) -> ComplexLanes<V> { ComplexLanes(source + stride &* index) }
}

/// Sixteen complex amplitudes: imaginary parts in registers, real parts in memory.
///
/// Both together would fill all registers of a processor that has 32 of them. The compiler then saves and loads
/// again in every step of a transform, about as often as this type stores and loads on purpose, twice.
struct ComplexSixteen<V: LaneVector> {
  let real: UnsafeMutablePointer<V>
  var imaginary: Sixteen<V>

  /// - Parameter real: memory for 16 real parts.
  @inline(__always)
  init(_ numbers: some ComplexNumbers<V>, real: UnsafeMutablePointer<V>) {
    self.real = real
    imaginary = Sixteen { numbers[$0].imaginary }
    for index in 0..<16 { real[index] = numbers[index].real }
  }

  /// Loads amplitudes, real and imaginary vector side by side, from `source[stride * i]`, and transforms them.
  @inline(__always)
  init(hadamardOf source: UnsafePointer<V>, stride: Int, real: UnsafeMutablePointer<V>, one: V) {
    self.real = real
    var values = Sixteen(source, stride: stride)
    values.hadamard(one: one)
    values.store(real, stride: 1)
    vector_keep_in_memory()
    imaginary = Sixteen(source + 1, stride: stride)
    imaginary.hadamard(one: one)
  }

  /// Stores amplitude i to `place(i)`, real and imaginary vector side by side.
  @inline(__always)
  func store(_ place: (Int) -> UnsafeMutablePointer<V>) {
    imaginary.store { place($0) + 1 }
    vector_keep_in_memory()
    Sixteen(real, stride: 1).store(place)
  }

  /// Transforms and stores to `destination[stride * i]`.
  @inline(__always)
  consuming func storeHadamard(_ destination: UnsafeMutablePointer<V>, stride: Int, one: V) {
    imaginary.hadamard(one: one)
    imaginary.store(destination + 1, stride: stride)
    vector_keep_in_memory()
    var values = Sixteen(real, stride: 1)
    values.hadamard(one: one)
    values.store(destination, stride: stride)
  }

  /// Multiplies by `factors`, or by their complex conjugates.
  @inline(__always)
  mutating func multiply(by factors: some ComplexNumbers<V>, conjugate: Bool = false) {
    let real = real
    @inline(__always)
    func multiply(_ imaginary: inout V, _ i: Int) {
      let value = ComplexLanes(real: real[i], imaginary: imaginary)
      let product = conjugate ? value.timesConjugate(factors[i]) : value * factors[i]
      real[i] = product.real
      imaginary = product.imaginary
    }
    multiply(&imaginary.v0, 0)
    multiply(&imaginary.v1, 1)
    multiply(&imaginary.v2, 2)
    multiply(&imaginary.v3, 3)
    multiply(&imaginary.v4, 4)
    multiply(&imaginary.v5, 5)
    multiply(&imaginary.v6, 6)
    multiply(&imaginary.v7, 7)
    multiply(&imaginary.v8, 8)
    multiply(&imaginary.v9, 9)
    multiply(&imaginary.v10, 10)
    multiply(&imaginary.v11, 11)
    multiply(&imaginary.v12, 12)
    multiply(&imaginary.v13, 13)
    multiply(&imaginary.v14, 14)
    multiply(&imaginary.v15, 15)
  }

  /// Stores Im(conj(self_i) other_i) to `destination[i]`.
  @inline(__always)
  func imaginaryOfConjugateProduct(_ other: some ComplexNumbers<V>, to destination: UnsafeMutablePointer<V>) {
    @inline(__always)
    func part(_ imaginary: V, _ i: Int) {
      let other = other[i]
      destination[i] = (real[i] * other.imaginary).subtracting(imaginary, times: other.real)
    }
    part(imaginary.v0, 0)
    part(imaginary.v1, 1)
    part(imaginary.v2, 2)
    part(imaginary.v3, 3)
    part(imaginary.v4, 4)
    part(imaginary.v5, 5)
    part(imaginary.v6, 6)
    part(imaginary.v7, 7)
    part(imaginary.v8, 8)
    part(imaginary.v9, 9)
    part(imaginary.v10, 10)
    part(imaginary.v11, 11)
    part(imaginary.v12, 12)
    part(imaginary.v13, 13)
    part(imaginary.v14, 14)
    part(imaginary.v15, 15)
  }
}
