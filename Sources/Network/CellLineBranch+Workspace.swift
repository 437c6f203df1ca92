import Support

extension CellLineBranch {
  /// What one shard keeps from forward to backward, for n cell lines. Channels-last up to the dense layer.
  final class Workspace: @unchecked Sendable {
    let inputs: ModelInputs<Scalar>
    /// [n] cell-line numbers, and how many of them are valid.
    let cellLines: AlignedBuffer<Int32>
    var count = 0
    /// Rectified outputs of the pools and their choices: [n, 242, 32], [n, 78, 64], [n, 23, 128].
    let y1, y2, y3: AlignedBuffer<Scalar>
    let choice1, choice2, choice3: AlignedBuffer<UInt8>
    /// The third transposed, channel-major as PyTorch's flatten leaves it: [n, 128 x 23].
    let flat: AlignedBuffer<Scalar>
    /// A convolution's output before the pool for `group` cell lines: few enough to stay in the cache.
    let convolved: AlignedBuffer<Scalar>
    static var group: Int { 16 }
    /// The embeddings [n, 128].
    let embedding: AlignedBuffer<Scalar>
    /// Gradients, those of y1 and y2 for one cell line at a time; x that one's features.
    let dEmbedding, dFlat, dy2, dy1, x: AlignedBuffer<Scalar>
    /// Gradients of the packed weights.
    let dPacked2, dPacked3: AlignedBuffer<Scalar>
    let terms: RowTerms<Scalar>
    private let termOffsets: AlignedBuffer<Int32>
    private let termCoefficients: AlignedBuffer<Scalar>

    init(_ branch: CellLineBranch, _ inputs: ModelInputs<Scalar>, capacity n: Int) {
      self.inputs = inputs
      cellLines = AlignedBuffer(count: n)
      let (c1, c2, c3) = (branch.convolution1, branch.convolution2, branch.convolution3)
      y1 = AlignedBuffer(count: n * c1.pooled * c1.outputs)
      y2 = AlignedBuffer(count: n * c2.pooled * c2.outputs)
      y3 = AlignedBuffer(count: n * c3.pooled * c3.outputs)
      choice1 = AlignedBuffer(count: y1.count)
      choice2 = AlignedBuffer(count: y2.count)
      choice3 = AlignedBuffer(count: y3.count)
      flat = AlignedBuffer(count: y3.count)
      convolved = AlignedBuffer(
        count: min(n, Self.group) * max(c2.length * c2.outputs, c3.length * c3.outputs))
      embedding = AlignedBuffer(count: n * branch.dense.outputs)
      dEmbedding = AlignedBuffer(count: embedding.count)
      dFlat = AlignedBuffer(count: flat.count)
      dy2 = AlignedBuffer(count: c2.pooled * c2.outputs)
      dy1 = AlignedBuffer(count: c1.pooled * c1.outputs)
      x = AlignedBuffer(count: c1.length)
      dPacked2 = AlignedBuffer(count: c2.outputs * c2.window)
      dPacked3 = AlignedBuffer(count: c3.outputs * c3.window)
      let termCapacity = max(c1.pooled, c3.outputs)
      termOffsets = AlignedBuffer(count: termCapacity)
      termCoefficients = AlignedBuffer(count: termCapacity)
      terms = RowTerms(offsets: termOffsets.pointer, coefficients: termCoefficients.pointer)
    }
  }
}
