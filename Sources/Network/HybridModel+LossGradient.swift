import Support

extension HybridModel {
  /// Forward and backward for one micro-shard.
  ///
  /// Each different drug and each different cell line among the samples is computed once.
  ///
  /// - Parameters:
  ///   - drugs: [count] drug rows of the inputs.
  ///   - cellLines: [count] cell-line rows.
  ///   - targets: [count] normalised responses.
  ///   - mask: [count, 256] what the joined embeddings are multiplied by (`Dropout`), or with the encoding `normalised` the
  ///     circuit's angles; nil to leave them.
  ///   - count: samples, from 1 to the workspace's capacity.
  ///   - lossScale: the loss is `lossScale` times the sum of (prediction - target)²; one over the number of
  ///     samples of the whole mini-batch gives its mean squared error when the shards' gradients are summed.
  ///   - gradient: [layout.count] overwritten with the loss's gradient, zero for what is frozen.
  ///   - predictions: [count] overwritten.
  ///   - workspace: one that nobody else uses meanwhile.
  ///   - workers: threads to use inside; without influence on the results.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func lossGradient(
    drugs: UnsafePointer<Int32>, cellLines: UnsafePointer<Int32>, targets: UnsafePointer<Scalar>,
    mask: UnsafePointer<Scalar>? = nil, count: Int, lossScale: Scalar,
    gradient: UnsafeMutablePointer<Scalar>, predictions: UnsafeMutablePointer<Scalar>, workspace: Workspace,
    workers: Workers
  ) {
    forward(drugs, cellLines, count, predictions, workspace, workers, mask: mask)
    let dPredictions = workspace.dPredictions.pointer
    for sample in 0..<count {
      dPredictions[sample] = 2 * lossScale * (predictions[sample] - targets[sample])
    }
    let (jointMask, angleMask) = masks(mask)
    backwardThroughHead(count, gradient, workspace, workers, angleMask)
    if frozen.contains(.head) { clear(headRange, of: gradient) }

    let width = ModelArchitecture.embeddingCount
    let dJoint = workspace.dJoint.pointer
    if let jointMask { Dropout.apply(jointMask, to: dJoint, count: count) }
    workspace.drugs.scatter(
      dJoint, stride: ModelArchitecture.jointCount, samples: count, width: width,
      into: workspace.drugBranch.dEmbedding.pointer)
    workspace.cellLines.scatter(
      dJoint + width, stride: ModelArchitecture.jointCount, samples: count, width: width,
      into: workspace.cellLineBranch.dEmbedding.pointer)
    nonisolated(unsafe) let gradient = gradient
    workers.perform(pieces: 2) { piece, _ in
      // The branches write different parts of the gradient. The longer one goes first.
      if frozen.contains(piece == 0 ? .cellLineBranch : .drugBranch) {
        clear(piece == 0 ? cellLineRange : drugRange, of: gradient)
      } else if piece == 0 {
        cellLineBranch.backward(parameters.pointer, gradient, workspace.cellLineBranch)
      } else {
        drugBranch.backward(parameters.pointer, gradient, workspace.drugBranch)
      }
    }
  }

  @inline(__always)
  private func clear(_ range: Range<Int>, of gradient: UnsafeMutablePointer<Scalar>) {
    (gradient + range.lowerBound).update(repeating: 0, count: range.count)
  }

  /// Predictions for `count` samples of one micro-shard; all that `lossGradient` needs stays in the workspace.
  @inline(__always)
  func forward(
    _ drugs: UnsafePointer<Int32>, _ cellLines: UnsafePointer<Int32>, _ count: Int,
    _ predictions: UnsafeMutablePointer<Scalar>, _ workspace: Workspace, _ workers: Workers,
    mask: UnsafePointer<Scalar>? = nil
  ) {
    precondition(1 <= count && count <= workspace.capacity, "more samples than the workspace was made for")
    workspace.drugs.find(drugs, samples: count)
    workspace.cellLines.find(cellLines, samples: count)
    workers.perform(pieces: 2) { piece, _ in
      if piece == 0 {
        cellLineBranch.forward(
          workspace.cellLines.rows.pointer, count: workspace.cellLines.count, parameters.pointer,
          workspace.cellLineBranch)
      } else {
        drugBranch.forward(
          workspace.drugs.rows.pointer, count: workspace.drugs.count, parameters.pointer, workspace.drugBranch
        )
      }
    }
    let width = ModelArchitecture.embeddingCount
    let joint = workspace.joint.pointer
    workspace.drugs.gather(
      workspace.drugBranch.embedding.pointer, samples: count, width: width, into: joint,
      stride: ModelArchitecture.jointCount)
    workspace.cellLines.gather(
      workspace.cellLineBranch.embedding.pointer, samples: count, width: width, into: joint + width,
      stride: ModelArchitecture.jointCount)
    let (jointMask, angleMask) = masks(mask)
    if let jointMask { Dropout.apply(jointMask, to: joint, count: count) }
    forwardThroughHead(joint, count, predictions, workspace, workers, angleMask: angleMask)
  }

  /// A mask as one of the joined embeddings or of the circuit's angles.
  @inline(__always)
  private func masks(
    _ mask: UnsafePointer<Scalar>?
  ) -> (joint: UnsafePointer<Scalar>?, angles: UnsafePointer<Scalar>?) {
    if case .quantum(let head) = head, head.dropsAngles { (nil, mask) } else { (mask, nil) }
  }

  /// joint [count, 256] -> predictions [count]
  @inline(__always)
  func forwardThroughHead(
    _ joint: UnsafePointer<Scalar>, _ count: Int, _ predictions: UnsafeMutablePointer<Scalar>,
    _ workspace: Workspace, _ workers: Workers, angleMask: UnsafePointer<Scalar>? = nil
  ) {
    switch (head, workspace.head) {
    case (.quantum(let head), .quantum(let memory)):
      head.forward(
        joint, count: count, parameters.pointer, memory, workers, angleMask: angleMask,
        predictions: predictions)
    case (.classical(let head), .classical(let memory)):
      head.forward(joint, count: count, parameters.pointer, memory, predictions: predictions)
    default: preconditionFailure("the workspace was made for the other head")
    }
  }

  /// The head's gradients and `workspace.dJoint` from `workspace.dPredictions`.
  @inline(__always)
  private func backwardThroughHead(
    _ count: Int, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace, _ workers: Workers,
    _ angleMask: UnsafePointer<Scalar>?
  ) {
    switch (head, workspace.head) {
    case (.quantum(let head), .quantum(let memory)):
      head.backward(
        dPredictions: workspace.dPredictions.pointer, workspace.joint.pointer, count: count,
        parameters.pointer, gradient, memory, workers, angleMask: angleMask,
        dJoint: workspace.dJoint.pointer)
    case (.classical(let head), .classical(let memory)):
      head.backward(
        dPredictions: workspace.dPredictions.pointer, workspace.joint.pointer, count: count,
        parameters.pointer, gradient, memory, dJoint: workspace.dJoint.pointer)
    default: preconditionFailure("the workspace was made for the other head")
    }
  }
}
