import BLAS
import Quantum

// The sum of scaled rows carries all that is no matrix product: the taps of a convolution, the aggregation over a
// molecule's bonds, and the way back behind max pools, where at most one position in three (of a molecule, one atom
// in all) has a gradient.
//
// The sum stays in registers while the terms go by: eight vectors at a time hide the latency of the fused
// multiply-add, what is left is taken in ever smaller pieces.

extension Float: NetworkScalar {
  public static func accumulateRows(
    _ rows: UnsafePointer<Float>, offsets: UnsafePointer<Int32>, coefficients: UnsafePointer<Float>,
    terms: Int, length: Int, into sum: UnsafeMutablePointer<Float>
  ) {
    if terms == 0 { return }
    var start = 0
    while start + 128 <= length {
      accumulateEightVectors(
        SIMD16<Float>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 128
    }
    while start + 16 <= length {
      accumulateVector(SIMD16<Float>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 16
    }
    while start + 8 <= length {
      accumulateVector(SIMD8<Float>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 8
    }
    while start + 4 <= length {
      accumulateVector(SIMD4<Float>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 4
    }
    accumulateRest(rows + start, offsets, coefficients, terms, length: length - start, into: sum + start)
  }
}

extension Double: NetworkScalar {
  public static func accumulateRows(
    _ rows: UnsafePointer<Double>, offsets: UnsafePointer<Int32>, coefficients: UnsafePointer<Double>,
    terms: Int, length: Int, into sum: UnsafeMutablePointer<Double>
  ) {
    if terms == 0 { return }
    var start = 0
    while start + 64 <= length {
      accumulateEightVectors(
        SIMD8<Double>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 64
    }
    while start + 8 <= length {
      accumulateVector(SIMD8<Double>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 8
    }
    while start + 4 <= length {
      accumulateVector(SIMD4<Double>.self, rows + start, offsets, coefficients, terms, into: sum + start)
      start += 4
    }
    accumulateRest(rows + start, offsets, coefficients, terms, length: length - start, into: sum + start)
  }
}

@inline(__always)
private func load<Vector: SIMD>(_: Vector.Type, _ pointer: UnsafePointer<Vector.Scalar>) -> Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
private func store<Vector: SIMD>(_ vector: Vector, _ pointer: UnsafeMutablePointer<Vector.Scalar>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

@inline(__always)
private func accumulateEightVectors<Vector: SIMD>(
  _: Vector.Type, _ rows: UnsafePointer<Vector.Scalar>, _ offsets: UnsafePointer<Int32>,
  _ coefficients: UnsafePointer<Vector.Scalar>, _ terms: Int, into sum: UnsafeMutablePointer<Vector.Scalar>
) where Vector.Scalar: FloatingPoint {
  let width = Vector.scalarCount
  var s0 = load(Vector.self, sum)
  var s1 = load(Vector.self, sum + width)
  var s2 = load(Vector.self, sum + 2 * width)
  var s3 = load(Vector.self, sum + 3 * width)
  var s4 = load(Vector.self, sum + 4 * width)
  var s5 = load(Vector.self, sum + 5 * width)
  var s6 = load(Vector.self, sum + 6 * width)
  var s7 = load(Vector.self, sum + 7 * width)
  for term in 0..<terms {
    let row = rows + Int(offsets[term])
    let coefficient = Vector(repeating: coefficients[term])
    s0.addProduct(coefficient, load(Vector.self, row))
    s1.addProduct(coefficient, load(Vector.self, row + width))
    s2.addProduct(coefficient, load(Vector.self, row + 2 * width))
    s3.addProduct(coefficient, load(Vector.self, row + 3 * width))
    s4.addProduct(coefficient, load(Vector.self, row + 4 * width))
    s5.addProduct(coefficient, load(Vector.self, row + 5 * width))
    s6.addProduct(coefficient, load(Vector.self, row + 6 * width))
    s7.addProduct(coefficient, load(Vector.self, row + 7 * width))
  }
  store(s0, sum)
  store(s1, sum + width)
  store(s2, sum + 2 * width)
  store(s3, sum + 3 * width)
  store(s4, sum + 4 * width)
  store(s5, sum + 5 * width)
  store(s6, sum + 6 * width)
  store(s7, sum + 7 * width)
}

@inline(__always)
private func accumulateVector<Vector: SIMD>(
  _: Vector.Type, _ rows: UnsafePointer<Vector.Scalar>, _ offsets: UnsafePointer<Int32>,
  _ coefficients: UnsafePointer<Vector.Scalar>, _ terms: Int, into sum: UnsafeMutablePointer<Vector.Scalar>
) where Vector.Scalar: FloatingPoint {
  var partial = load(Vector.self, sum)
  for term in 0..<terms {
    partial.addProduct(
      Vector(repeating: coefficients[term]), load(Vector.self, rows + Int(offsets[term])))
  }
  store(partial, sum)
}

@inline(__always)
private func accumulateRest<Scalar: FloatingPoint>(
  _ rows: UnsafePointer<Scalar>, _ offsets: UnsafePointer<Int32>, _ coefficients: UnsafePointer<Scalar>,
  _ terms: Int, length: Int, into sum: UnsafeMutablePointer<Scalar>
) {
  for index in 0..<length {
    var partial = sum[index]
    for term in 0..<terms { partial.addProduct(coefficients[term], rows[Int(offsets[term]) + index]) }
    sum[index] = partial
  }
}
