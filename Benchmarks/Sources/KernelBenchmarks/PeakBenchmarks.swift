import BLAS
import CPeak
import Support

/// What a core of this machine can do at most: the other figures are read as fractions of these.
enum PeakBenchmarks {
  static func all(seed: UInt64) -> [Benchmark] {
    [8, 16].map(multiplyAdd) + [8, 16].map(add)
      + matrixShapes.map { matrixProduct($0, seed: seed) }
      + [triad("cache", elementCount: 1 << 20), triad("memory", elementCount: 1 << 24)]
  }

  private static let chainCount = 12
  private static let rounds = 1 << 16

  /// Independent fused multiply-adds in registers, on vectors of `width` lanes.
  private static func multiplyAdd(width: Int) -> Benchmark {
    Benchmark("peak/fma/\(width)", .gigaflops, operations: 2 * Double(chainCount * width * rounds)) {
      let sum = AlignedBuffer<Float>(count: 1)
      return Benchmark.Prepared(
        call: { sum[0] = peak_multiply_add(Int32(width), rounds, 0.5, 0.5) },
        // x <- x / 2 + 1 / 2 arrives at 1 in every lane.
        defect: {
          Checks.rangeDefect(
            sum, Float(chainCount * width)...Float(chainCount * width), "the sum of the chains")
        })
    }
  }

  /// Independent additions in registers.
  private static func add(width: Int) -> Benchmark {
    Benchmark("peak/add/\(width)", .gigaflops, operations: Double(chainCount * width * rounds)) {
      let sum = AlignedBuffer<Float>(count: 1)
      return Benchmark.Prepared(
        call: { sum[0] = peak_add(Int32(width), rounds, 1) },
        // Chain c counts from c: all below 2^24, where every whole number has its Float, and so has their sum,
        // a multiple of `width` and below 2^24 multiples.
        defect: {
          let expected = Float(width * (chainCount * rounds + chainCount * (chainCount - 1) / 2))
          return Checks.rangeDefect(sum, expected...expected, "the sum of the chains")
        })
    }
  }

  private static let matrixShapes = [
    (512, 512, 512), (1024, 1024, 1024),
    // In a micro-shard of 32 samples: the third graph convolution of 960 atoms, the third convolution of 550 different
    // values, and the cell lines' dense layer.
    (960, 312, 156), (552, 1024, 64), (32, 128, 2944),
  ]

  /// C [m x n] = A [m x k] B [k x n] by the BLAS in use.
  private static func matrixProduct(_ shape: (m: Int, n: Int, k: Int), seed: UInt64) -> Benchmark {
    let (m, n, k) = shape
    return Benchmark("peak/sgemm/\(m)x\(n)x\(k)", .gigaflops, operations: 2 * Double(m * n * k)) {
      var random = RandomStream(seed: seed, purpose: .testing, index: RandomIndex.matrices)
      let a = AlignedBuffer((0..<m * k).map { _ in Float(random.uniform(from: -1, to: 1)) })
      let b = AlignedBuffer((0..<k * n).map { _ in Float(random.uniform(from: -1, to: 1)) })
      let c = AlignedBuffer<Float>(count: m * n)
      return Benchmark.Prepared(
        call: {
          gemm(
            Matrix(a.pointer, rows: m, columns: k), Matrix(b.pointer, rows: k, columns: n),
            into: MutableMatrix(c.pointer, rows: m, columns: n))
        },
        defect: {
          // The last element by definition; k u is the bound that `gemm` gives, and the products' magnitudes sum
          // up to k at most.
          var expected = 0.0
          for index in 0..<k { expected += Double(a[(m - 1) * k + index]) * Double(b[index * n + n - 1]) }
          let bound = Double(k) * Double(k) * Double(Float.ulpOfOne)
          let value = Double(c[m * n - 1])
          return abs(value - expected) <= bound ? nil : "the last element is \(value), expected \(expected)"
        })
    }
  }

  /// McCalpin's STREAM triad over three arrays: 12 MB in all stays in the caches, 192 MB does not.
  private static func triad(_ place: String, elementCount: Int) -> Benchmark {
    Benchmark("peak/triad/\(place)", .gigabytesPerSecond(bytes: 12 * Double(elementCount))) {
      let (left, right) = (
        AlignedBuffer<Float>(count: elementCount), AlignedBuffer<Float>(count: elementCount)
      )
      left.buffer.update(repeating: 1)
      right.buffer.update(repeating: 2)
      let result = AlignedBuffer<Float>(count: elementCount)
      return Benchmark.Prepared(
        call: { peak_triad(result.pointer, left.pointer, right.pointer, 3, elementCount) },
        defect: { Checks.rangeDefect(result, 7...7, "the triad") })
    }
  }
}
