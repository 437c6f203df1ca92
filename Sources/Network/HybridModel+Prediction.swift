import Support

extension HybridModel {
  /// Predictions for any number of samples, as many at a time as the workspace holds.
  ///
  /// How samples fall into shards has influence on the bits only through the order in which a matrix product sums,
  /// see `gemm`.
  ///
  /// - Parameters:
  ///   - drugs: [count] drug rows of the inputs.
  ///   - cellLines: [count] cell-line rows.
  ///   - count: samples.
  ///   - predictions: [count] overwritten with normalised responses.
  ///   - workspace: of at least one sample's capacity.
  ///   - workers: share out the work within a shard; results do not depend on them.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func predict(
    drugs: UnsafePointer<Int32>, cellLines: UnsafePointer<Int32>, count: Int,
    predictions: UnsafeMutablePointer<Scalar>, workspace: Workspace, workers: Workers
  ) {
    for first in stride(from: 0, to: count, by: workspace.capacity) {
      forward(
        drugs + first, cellLines + first, min(workspace.capacity, count - first), predictions + first,
        workspace, workers)
    }
  }

  /// The embeddings of `count` drugs, to [count, 128].
  ///
  /// Together with `cellLineEmbeddings` and `headPredictions` this predicts all pairs of D drugs and C cell lines
  /// with D + C instead of D C passes through the branches.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func drugEmbeddings(
    _ drugs: UnsafePointer<Int32>, count: Int, into embeddings: UnsafeMutablePointer<Scalar>,
    workspace: Workspace
  ) {
    let width = ModelArchitecture.embeddingCount
    for first in stride(from: 0, to: count, by: workspace.capacity) {
      let samples = min(workspace.capacity, count - first)
      workspace.drugs.find(drugs + first, samples: samples)
      drugBranch.forward(
        workspace.drugs.rows.pointer, count: workspace.drugs.count, parameters.pointer, workspace.drugBranch)
      workspace.drugs.gather(
        workspace.drugBranch.embedding.pointer, samples: samples, width: width,
        into: embeddings + first * width, stride: width)
    }
  }

  /// The embeddings of `count` cell lines, to [count, 128].
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func cellLineEmbeddings(
    _ cellLines: UnsafePointer<Int32>, count: Int, into embeddings: UnsafeMutablePointer<Scalar>,
    workspace: Workspace
  ) {
    let width = ModelArchitecture.embeddingCount
    for first in stride(from: 0, to: count, by: workspace.capacity) {
      let samples = min(workspace.capacity, count - first)
      workspace.cellLines.find(cellLines + first, samples: samples)
      cellLineBranch.forward(
        workspace.cellLines.rows.pointer, count: workspace.cellLines.count, parameters.pointer,
        workspace.cellLineBranch)
      workspace.cellLines.gather(
        workspace.cellLineBranch.embedding.pointer, samples: samples, width: width,
        into: embeddings + first * width, stride: width)
    }
  }

  /// Predictions from joined embeddings, [count, 256]: the drug's 128 numbers, then the cell line's.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func headPredictions(
    _ joint: UnsafePointer<Scalar>, count: Int, predictions: UnsafeMutablePointer<Scalar>,
    workspace: Workspace, workers: Workers
  ) {
    for first in stride(from: 0, to: count, by: workspace.capacity) {
      forwardThroughHead(
        joint + first * ModelArchitecture.jointCount, min(workspace.capacity, count - first),
        predictions + first, workspace, workers)
    }
  }
}
