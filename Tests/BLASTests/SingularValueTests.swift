import BLAS
import Foundation
import Support
import TestSupport
import Testing

@Suite struct SingularValueTests {
  /// Columns of one length that are orthogonal: the singular values are the lengths.
  @Test func ofADiagonalMatrixAreItsElements() throws {
    for (rows, columns) in [(4, 3), (3, 4), (3, 3), (1, 1), (3, 0), (0, 3)] {
      let matrix = AlignedBuffer<Double>(count: rows * columns)
      let size = min(rows, columns)
      for index in 0..<size { matrix[index * columns + index] = index % 2 == 0 ? Double(index + 1) : -7 }
      var expected: [Double] = []
      for index in 0..<size { expected.append(abs(matrix[index * columns + index])) }
      expected.sort(by: >)
      #expect(try singularValues(of: matrix, rows: rows, columns: columns) == expected)
    }
  }

  /// Matrices of full and of lower rank, of either shape, against numpy. Both routines are backward stable: a singular
  /// value is off by a few units of max(m, n) 2^-52 times the largest.
  @Test(
    .enabled(if: Python.has("numpy"), "python3-numpy is needed"),
    arguments: [(7, 5, 5), (5, 9, 3), (120, 80, 80), (90, 130, 41), (200, 200, 1)])
  func agreeWithNumPy(rows: Int, columns: Int, rank: Int) throws {
    var random = RandomStream(seed: UInt64(rows), purpose: .testing)
    let left = (0..<rows * rank).map { _ in random.normal() }
    let right = (0..<rank * columns).map { _ in random.normal() }
    let matrix = AlignedBuffer<Double>(count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        for term in 0..<rank {
          matrix[row * columns + column] += left[row * rank + term] * right[term * columns + column]
        }
      }
    }
    let values = try singularValues(of: matrix, rows: rows, columns: columns)
    let directory = try TemporaryDirectory()
    let file = directory.path("matrix.bin")
    try Data(UnsafeRawBufferPointer(matrix.buffer)).write(to: URL(fileURLWithPath: file))
    let result = try Python.run(
      """
      import sys, numpy
      a = numpy.fromfile(sys.argv[1]).reshape(int(sys.argv[2]), int(sys.argv[3]))
      print(numpy.linalg.matrix_rank(a), *map(repr, map(float, numpy.linalg.svd(a, compute_uv=False))))
      """, [file, "\(rows)", "\(columns)"])
    let numbers = result.standardOutput.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    try #require(numbers.count == 1 + min(rows, columns), "\(result.standardError)")
    let unit = Double(max(rows, columns)) * 0x1p-52 * values[0]
    for (value, expected) in zip(values, numbers.dropFirst()) { #expect(abs(value - expected) <= 4 * unit) }
    #expect(Int(numbers[0]) == rank && values.count { $0 > 4 * unit } == rank)
  }
}
