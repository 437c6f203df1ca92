import BLAS
import Foundation
import Support

/// What this process computes where code that is not the program's own has a say: the C library's functions and
/// OpenBLAS.
///
/// glibc has several versions of its functions, and the processor, the environment (GLIBC_TUNABLES) and the host's
/// release decide which one is taken; they are all within an ulp, but not of the same bits. Two processes of the same
/// build that agree here compute the same: the values below differ between any two versions of one function.
enum NumericalFingerprint {
  /// SHA-256 of the bits of the functions that training calls, each at some thousands of places that cover its use,
  /// and of a product of matrices that is cut in the inner dimension.
  static let ofThisProcess: String = {
    let places = 4096
    var values = [Double](repeating: 0, count: 5 * places)
    for place in 0..<places {
      let fraction = (Double(place) + 0.5) / Double(places)
      values[5 * place] = exp(4 * fraction - 2)
      values[5 * place + 1] = log(fraction)
      values[5 * place + 2] = cos(2 * .pi * fraction)
      values[5 * place + 3] = pow(0.999, Double(place + 1))
      values[5 * place + 4] = tanh(8 * fraction - 4)
    }
    return SHA256.hexadecimal(
      of: values.withUnsafeBytes { Array($0) } + product().withUnsafeBytes { Array($0) })
  }()

  /// A [17, 1031] times a [1031, 33] matrix: no dimension a multiple of a kernel's tile, and the inner one beyond what
  /// OpenBLAS takes at a time.
  private static func product() -> [Float] {
    let (rows, inner, columns) = (17, 1031, 33)
    func matrix(_ count: Int, _ step: Int) -> AlignedBuffer<Float> {
      AlignedBuffer((0..<count).map { Float(($0 * step) % 509) / 509 - 0.5 })
    }
    let (a, b) = (matrix(rows * inner, 89), matrix(inner * columns, 137))
    let c = AlignedBuffer<Float>(count: rows * columns)
    gemm(
      Matrix(a.pointer, rows: rows, columns: inner), Matrix(b.pointer, rows: inner, columns: columns),
      into: MutableMatrix(c.pointer, rows: rows, columns: columns))
    return c.elements
  }
}
