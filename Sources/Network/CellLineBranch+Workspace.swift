import Support

extension CellLineBranch {
  /// What one shard keeps from forward to backward, for n cell lines.
  final class Workspace: @unchecked Sendable {
    /// The values after each convolution and pool.
    let levels: [DistinctFields<Scalar>]
    var last: DistinctFields<Scalar> { levels[levels.count - 1] }
    /// The cell lines that the fields were found for.
    private(set) var count = 0
    /// The positions of the last level.
    let length: Int
    /// [n, 128 x 23] the last level by cell line, and its gradient.
    let flat, dFlat: AlignedBuffer<Scalar>
    /// The embeddings and their gradient, [n, 128].
    let embedding, dEmbedding: AlignedBuffer<Scalar>
    let scratch: ConvolutionScratch<Scalar>

    private let inputs: ModelInputs<Scalar>
    /// The two values that a feature has.
    private let features: AlignedBuffer<Scalar>
    /// [n, length] the fields of the last level that the cell lines are made of.
    private let fields: AlignedBuffer<Int32>

    init(_ branch: CellLineBranch, _ inputs: ModelInputs<Scalar>, capacity n: Int) {
      self.inputs = inputs
      let known = inputs.receptiveFields
      var levels: [DistinctFields<Scalar>] = []
      // From the top down: each field of a level needs at most ten of the level below.
      length = known.levels[known.levels.count - 1].length
      var needed = n * length
      for level in known.levels.indices.reversed() {
        let fields = DistinctFields<Scalar>(
          known.levels[level], channels: branch.convolutions[level].outputs, needed: needed, cellLines: n)
        levels.insert(fields, at: 0)
        needed = fields.capacity * ReceptiveFields.width
      }
      self.levels = levels
      features = AlignedBuffer([0, 1])
      fields = AlignedBuffer(count: n * length)
      let samples = DenseLayer.padded(n)
      flat = AlignedBuffer(count: samples * branch.dense.inputs)
      dFlat = AlignedBuffer(count: flat.count)
      embedding = AlignedBuffer(count: samples * branch.dense.outputs)
      dEmbedding = AlignedBuffer(count: embedding.count)
      let rows = [features.count] + levels.dropLast().map(\.capacity)
      scratch = ConvolutionScratch(
        zip(branch.convolutions, zip(rows, levels)).map { convolution, level in
          .init(convolution: convolution, rows: level.0, fields: level.1.capacity)
        })
    }

    /// Finds the different fields of all levels that `count` cell lines are made of.
    func find(_ cellLines: UnsafePointer<Int32>, count: Int) {
      self.count = count
      for sample in 0..<count {
        (fields.pointer + sample * length).update(
          from: inputs.receptiveFields.fields.pointer + Int(cellLines[sample]) * length, count: length)
      }
      last.find(fields.pointer, count: count * length)
      for level in (1..<levels.count).reversed() {
        levels[level - 1].find(
          levels[level].members.pointer, count: levels[level].count * ReceptiveFields.width)
      }
    }

    /// What a level's convolution reads: the values of the level below, of the lowest the features.
    @inline(__always)
    func input(_ level: Int) -> AlignedBuffer<Scalar> { level == 0 ? features : levels[level - 1].y }

    @inline(__always)
    func inputCount(_ level: Int) -> Int { level == 0 ? features.count : levels[level - 1].count }

    /// The fields of a level as places in its input.
    @inline(__always)
    func members(_ level: Int) -> UnsafePointer<Int32> {
      UnsafePointer(level == 0 ? levels[0].members.pointer : levels[level - 1].place.pointer)
    }
  }
}
