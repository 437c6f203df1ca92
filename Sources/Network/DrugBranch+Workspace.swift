import Support

extension DrugBranch {
  /// What one shard keeps from forward to backward, for n molecules. The convolutions see the different atom
  /// environments of their level: e1, e2 and e3 of them.
  final class Workspace: @unchecked Sendable {
    let levels: [DistinctEnvironments<Scalar>]
    /// The molecules that the environments were found for.
    private(set) var count = 0
    /// [n + 1] the environments of molecule k's atoms, of the last level, are at
    /// `place[firstPlace[k] ..< firstPlace[k + 1]]`.
    let firstPlace: AlignedBuffer<Int>
    /// Aggregated inputs z of the convolutions and their rectified outputs h: [e, width]. The third's output
    /// is kept without bias, before the pool.
    let z1, h1, z2, h2, z3, x3: AlignedBuffer<Scalar>
    /// The pool's output and choice [n, 312], the first dense layer's output [n, 1024], the embeddings [n, 128].
    let pooled: AlignedBuffer<Scalar>
    let choice: AlignedBuffer<Int32>
    let hidden, embedding: AlignedBuffer<Scalar>
    /// Gradients of the same.
    let dz, dh, dPooled, dHidden, dEmbedding: AlignedBuffer<Scalar>
    let terms: RowTerms<Scalar>

    private let known: AtomEnvironments<Scalar>
    /// The molecules' environments by their numbers in the data.
    private let environments: AlignedBuffer<Int32>

    init(_ branch: DrugBranch, _ inputs: ModelInputs<Scalar>, capacity n: Int) {
      known = inputs.atomEnvironments
      var levels: [DistinctEnvironments<Scalar>] = []
      environments = AlignedBuffer(count: known.environmentCapacity(drugs: n))
      var needed = environments.count
      for level in known.levels.reversed() {
        levels.insert(
          DistinctEnvironments(level, needed: needed, atoms: known.atomCapacity(drugs: n)), at: 0)
        needed = levels[0].termCapacity
      }
      self.levels = levels
      firstPlace = AlignedBuffer(count: n + 1)
      let (e1, e2, e3) = (levels[0].capacity, levels[1].capacity, levels[2].capacity)
      z1 = AlignedBuffer(count: e1 * branch.gcn1.inputs)
      h1 = AlignedBuffer(count: e1 * branch.gcn1.outputs)
      z2 = AlignedBuffer(count: e2 * branch.gcn2.inputs)
      h2 = AlignedBuffer(count: e2 * branch.gcn2.outputs)
      z3 = AlignedBuffer(count: e3 * branch.gcn3.inputs)
      x3 = AlignedBuffer(count: e3 * branch.gcn3.outputs)
      let rows = DenseLayer.padded(n)
      pooled = AlignedBuffer(count: rows * branch.gcn3.outputs)
      choice = AlignedBuffer(count: n * branch.gcn3.outputs)
      hidden = AlignedBuffer(count: rows * branch.dense1.outputs)
      embedding = AlignedBuffer(count: rows * branch.dense2.outputs)
      dz = AlignedBuffer(count: max(z2.count, z3.count))
      dh = AlignedBuffer(count: max(h1.count, h2.count))
      dPooled = AlignedBuffer(count: pooled.count)
      dHidden = AlignedBuffer(count: hidden.count)
      dEmbedding = AlignedBuffer(count: embedding.count)
      terms = RowTerms(capacity: n)
    }

    /// Finds the different environments of all levels in the molecules of `count` drugs.
    @inline(__always)
    func find(_ drugs: UnsafePointer<Int32>, count: Int) {
      self.count = count
      var end = 0
      for molecule in 0..<count {
        firstPlace.pointer[molecule] = end
        let first = known.drugStart.pointer[Int(drugs[molecule])]
        let size = known.drugStart.pointer[Int(drugs[molecule]) + 1] - first
        (environments.pointer + end).update(from: known.environments.pointer + first, count: size)
        end += size
      }
      firstPlace.pointer[count] = end
      levels[levels.count - 1].find(environments.pointer, count: end)
      for level in (1..<levels.count).reversed() {
        levels[level - 1].find(levels[level].member.pointer, count: levels[level].termCount)
      }
    }

    /// z1 = Â X, the atoms' aggregated features; [e1, 78].
    @inline(__always)
    func gatherAggregatedAtoms() {
      let width = ModelArchitecture.atomFeatureCount
      for number in 0..<levels[0].count {
        (z1.pointer + number * width).update(
          from: known.aggregatedAtoms.pointer + Int(levels[0].rows.pointer[number]) * width, count: width)
      }
    }
  }
}
