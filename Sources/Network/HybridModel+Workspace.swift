import Support

extension HybridModel {
  /// The memory that one micro-shard is computed in: made once for a worker, then used again and again. Nothing
  /// else is allocated on the way.
  ///
  /// Not synchronised: for one call at a time.
  public final class Workspace: @unchecked Sendable {
    /// The most samples that are computed at a time.
    public let capacity: Int

    let drugs, cellLines: DistinctRows
    let drugBranch: DrugBranch<Scalar>.Workspace
    let cellLineBranch: CellLineBranch<Scalar>.Workspace
    let head: Head
    /// The joined embeddings and their gradient, [capacity, 256].
    let joint, dJoint: AlignedBuffer<Scalar>
    /// [capacity]
    let dPredictions: AlignedBuffer<Scalar>

    enum Head {
      case quantum(QuantumHead<Scalar>.Workspace)
      case classical(ClassicalHead<Scalar>.Workspace)
    }

    /// - Parameters:
    ///   - architecture: that of the model.
    ///   - inputs: those of the model.
    ///   - capacity: the samples of a micro-shard, at least 1.
    public init(architecture: ModelArchitecture, inputs: ModelInputs<Scalar>, capacity: Int) {
      precondition(capacity >= 1)
      self.capacity = capacity
      let layout = architecture.parameterLayout
      drugs = DistinctRows(rowCount: inputs.drugCount, capacity: capacity)
      cellLines = DistinctRows(rowCount: inputs.cellLineCount, capacity: capacity)
      drugBranch = DrugBranch.Workspace(DrugBranch(layout), inputs, capacity: capacity)
      cellLineBranch = CellLineBranch.Workspace(CellLineBranch(layout), inputs, capacity: capacity)
      switch architecture.head {
      case .quantum:
        head = .quantum(QuantumHead.Workspace(QuantumHead(architecture, layout), capacity: capacity))
      case .classical:
        head = .classical(ClassicalHead.Workspace(ClassicalHead(architecture, layout), capacity: capacity))
      }
      joint = AlignedBuffer(count: capacity * ModelArchitecture.jointCount)
      dJoint = AlignedBuffer(count: joint.count)
      dPredictions = AlignedBuffer(count: capacity)
    }
  }
}
