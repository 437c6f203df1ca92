import Support

extension HybridModel {
  /// Which way every ReLU and every maximum of the last forward pass in `workspace` went, as numbers to compare.
  ///
  /// The model is smooth in its parameters only as long as these stay the same: who checks a gradient by finite
  /// differences has to know.
  package func activationPattern(in workspace: Workspace) -> [Int32] {
    let drug = workspace.drugBranch
    let cell = workspace.cellLineBranch
    var pattern = signs(drug.h1, drug.levels[0].count * drugBranch.gcn1.outputs)
    pattern += signs(drug.h2, drug.levels[1].count * drugBranch.gcn2.outputs)
    pattern += drug.choice.buffer.prefix(drug.count * drugBranch.gcn3.outputs)
    pattern += signs(drug.hidden, drug.count * drugBranch.dense1.outputs)
    for level in cell.levels {
      pattern += level.choice.buffer.prefix(level.count * level.channels).map { Int32($0) }
    }
    if case .classical(let memory) = workspace.head {
      pattern += memory.hidden.flatMap { signs($0, $0.count) }
    }
    return pattern
  }

  private func signs(_ values: AlignedBuffer<Scalar>, _ count: Int) -> [Int32] {
    values.buffer.prefix(count).map { $0 > 0 ? 1 : 0 }
  }
}
