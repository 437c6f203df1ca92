import Support

extension DrugBranch {
  /// What one shard keeps from forward to backward. n molecules with a atoms in all.
  final class Workspace: @unchecked Sendable {
    let molecules: MoleculeShard<Scalar>
    /// Aggregated inputs z of the convolutions and their rectified outputs h: [a, width]. The third's output
    /// is kept without bias, before the pool.
    let z1, h1, z2, h2, z3, x3: AlignedBuffer<Scalar>
    /// The pool's output and choice [n, 312], the first dense layer's output [n, 1024], the embeddings [n, 128].
    let pooled: AlignedBuffer<Scalar>
    let choice: AlignedBuffer<Int32>
    let hidden, embedding: AlignedBuffer<Scalar>
    /// Gradients of the same.
    let dz, dh, dPooled, dHidden, dEmbedding: AlignedBuffer<Scalar>
    let terms: RowTerms<Scalar>
    private let termOffsets: AlignedBuffer<Int32>
    private let termCoefficients: AlignedBuffer<Scalar>

    init(_ branch: DrugBranch, _ inputs: ModelInputs<Scalar>, capacity n: Int) {
      let a = inputs.atomCapacity(drugs: n)
      molecules = MoleculeShard(inputs, capacity: n)
      z1 = AlignedBuffer(count: a * branch.gcn1.inputs)
      h1 = AlignedBuffer(count: a * branch.gcn1.outputs)
      z2 = AlignedBuffer(count: a * branch.gcn2.inputs)
      h2 = AlignedBuffer(count: a * branch.gcn2.outputs)
      z3 = AlignedBuffer(count: a * branch.gcn3.inputs)
      x3 = AlignedBuffer(count: a * branch.gcn3.outputs)
      pooled = AlignedBuffer(count: n * branch.gcn3.outputs)
      choice = AlignedBuffer(count: n * branch.gcn3.outputs)
      hidden = AlignedBuffer(count: n * branch.dense1.outputs)
      embedding = AlignedBuffer(count: n * branch.dense2.outputs)
      dz = AlignedBuffer(count: z3.count)
      dh = AlignedBuffer(count: h2.count)
      dPooled = AlignedBuffer(count: pooled.count)
      dHidden = AlignedBuffer(count: hidden.count)
      dEmbedding = AlignedBuffer(count: embedding.count)
      termOffsets = AlignedBuffer(count: n + 1)
      termCoefficients = AlignedBuffer(count: n + 1)
      terms = RowTerms(offsets: termOffsets.pointer, coefficients: termCoefficients.pointer)
    }
  }
}
