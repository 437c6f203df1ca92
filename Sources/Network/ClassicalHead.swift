import Support

/// The counterpart to the quantum head: prediction = dense 8 -> 1 of ReLU of dense 256 -> 8.
struct ClassicalHead<Scalar: NetworkScalar> {
  let dense1, dense2: DenseLayer

  init(_ layout: ParameterLayout) {
    dense1 = DenseLayer("head/dense1", in: layout)
    dense2 = DenseLayer("head/dense2", in: layout)
  }

  /// What one shard keeps from forward to backward.
  final class Workspace {
    /// The first layer's rectified output and its gradient, [n, 8].
    let hidden, dHidden: AlignedBuffer<Scalar>

    init(_ head: ClassicalHead, capacity n: Int) {
      hidden = AlignedBuffer(count: n * head.dense1.outputs)
      dHidden = AlignedBuffer(count: hidden.count)
    }
  }

  /// joint [n, 256] -> predictions [n]
  @inline(__always)
  func forward(
    _ joint: UnsafePointer<Scalar>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace,
    predictions: UnsafeMutablePointer<Scalar>
  ) {
    dense1.forwardRectified(joint, rows: count, parameters, y: workspace.hidden.pointer)
    dense2.forward(workspace.hidden.pointer, rows: count, parameters, y: predictions)
  }

  /// The head's gradients and dJoint [n, 256] from dPredictions [n], after `forward`.
  @inline(__always)
  func backward(
    dPredictions: UnsafePointer<Scalar>, _ joint: UnsafePointer<Scalar>, count: Int,
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace,
    dJoint: UnsafeMutablePointer<Scalar>
  ) {
    dense2.backward(
      dy: dPredictions, workspace.hidden.pointer, rows: count, padded: count, parameters, gradient,
      dx: workspace.dHidden.pointer)
    Rectifier.backward(
      dy: workspace.dHidden.pointer, y: workspace.hidden.pointer, count: count * dense1.outputs)
    dense1.backward(
      dy: workspace.dHidden.pointer, joint, rows: count, padded: count, parameters, gradient, dx: dJoint)
  }
}
