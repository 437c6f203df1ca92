import BLAS
import Support
import Testing

/// `gemm` against the definition of the matrix product.
@Suite struct GEMMTests {
  /// Sizes around the edges of the kernels' tiles, vectors, the empty inner dimension, and the network's own.
  static let sizes: [(m: Int, n: Int, k: Int)] = [
    (1, 1, 1), (1, 17, 5), (17, 1, 5), (3, 5, 0), (2, 3, 257), (15, 16, 17), (31, 33, 63), (64, 64, 64),
    (121, 64, 256), (9, 128, 512), (32, 1024, 312), (97, 78, 78), (128, 300, 32),
  ]

  @Test(arguments: sizes.indices) func single(_ index: Int) { check(Self.sizes[index], Float.self) }
  @Test(arguments: sizes.indices) func double(_ index: Int) { check(Self.sizes[index], Double.self) }

  /// Every transposition, with leading dimensions beyond the columns, and several alpha and beta.
  ///
  /// Both sides sum k products and two scalings of them in some order, so each is within gamma(k + 3) of the
  /// exact value times the sum of absolute values (Higham, equation 3.13); the reference, in double precision,
  /// doubles the bound at most.
  private func check<Scalar: BLASScalar>(_ size: (m: Int, n: Int, k: Int), _: Scalar.Type) {
    let (m, n, k) = size
    var random = RandomStream(seed: UInt64(m + 1000 * n + 1_000_000 * k), purpose: .testing)
    for (transposeA, transposeB, alpha, beta) in [
      (false, false, 1.0, 0.0), (true, false, 1, 1), (false, true, -0.75, 0.5), (true, true, 2, 0),
    ] {
      let lda = (transposeA ? m : k) + 3
      let ldb = (transposeB ? k : n) + 2
      let ldc = n + 1
      let a = matrix((transposeA ? k : m) * lda, &random, as: Scalar.self)
      let b = matrix((transposeB ? n : k) * ldb, &random, as: Scalar.self)
      let before = matrix(m * ldc, &random, as: Scalar.self)
      let c = AlignedBuffer<Scalar>(before.buffer)

      let aStored = Matrix(
        UnsafePointer(a.pointer), rows: transposeA ? k : m, columns: transposeA ? m : k, leadingDimension: lda
      )
      let bStored = Matrix(
        UnsafePointer(b.pointer), rows: transposeB ? n : k, columns: transposeB ? k : n, leadingDimension: ldb
      )
      gemm(
        transposeA ? aStored.transposed : aStored, transposeB ? bStored.transposed : bStored,
        into: MutableMatrix(c.pointer, rows: m, columns: n, leadingDimension: ldc),
        alpha: Scalar(alpha), beta: Scalar(beta))

      let terms = Double(k + 3)
      let unit = Double(Scalar.ulpOfOne) / 2
      let gamma = 2 * terms * unit / (1 - terms * unit)
      var failures = 0
      for row in 0..<m {
        for column in 0..<n {
          var sum = 0.0
          var magnitude = 0.0
          for inner in 0..<k {
            let x = Double(a[transposeA ? inner * lda + row : row * lda + inner])
            let y = Double(b[transposeB ? column * ldb + inner : inner * ldb + column])
            sum += x * y
            magnitude += abs(x * y)
          }
          let old = Double(before[row * ldc + column])
          let difference = abs(Double(c[row * ldc + column]) - (alpha * sum + beta * old))
          if !(difference <= gamma * (abs(alpha) * magnitude + abs(beta * old))) { failures += 1 }
        }
        #expect(c[row * ldc + n] == before[row * ldc + n], "what lies beyond the columns is left alone")
      }
      #expect(failures == 0, "\(size) \(transposeA) \(transposeB) \(alpha) \(beta)")
    }
  }

  @Test func betaZeroOverwritesNotANumber() {
    let one = AlignedBuffer<Float>([1, 2, 3, 4])
    let result = AlignedBuffer<Float>([.nan, .nan, .infinity, .nan])
    gemm(
      Matrix(UnsafePointer(one.pointer), rows: 2, columns: 2),
      Matrix(UnsafePointer(one.pointer), rows: 2, columns: 2).transposed,
      into: MutableMatrix(result.pointer, rows: 2, columns: 2))
    #expect(result.elements == [5, 11, 11, 25])
  }

  @Test func emptyResultsAreLeftAlone() {
    let one = AlignedBuffer<Double>([1])
    gemm(
      Matrix(UnsafePointer(one.pointer), rows: 0, columns: 1),
      Matrix(UnsafePointer(one.pointer), rows: 1, columns: 1),
      into: MutableMatrix(one.pointer, rows: 0, columns: 1))
    #expect(one.elements == [1])
  }

  @Test func disagreeingDimensionsTrap() async {
    await #expect(processExitsWith: .failure) {
      let memory = AlignedBuffer<Float>(count: 16)
      let square = Matrix(UnsafePointer(memory.pointer), rows: 2, columns: 2)
      let tall = Matrix(UnsafePointer(memory.pointer), rows: 3, columns: 2)
      gemm(square, tall, into: MutableMatrix(memory.pointer, rows: 2, columns: 2))
    }
  }

  private func matrix<Scalar: BLASScalar>(_ count: Int, _ random: inout RandomStream, as: Scalar.Type)
    -> AlignedBuffer<Scalar>
  {
    let buffer = AlignedBuffer<Scalar>(count: count)
    for index in 0..<count { buffer[index] = Scalar(random.uniform(from: -1, to: 1)) }
    return buffer
  }
}
