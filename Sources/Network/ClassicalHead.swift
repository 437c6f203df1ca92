import Support

/// The counterpart to the quantum head: dense layers with ReLU between, from the joint embedding to the prediction; in the
/// paper 256 -> 8 -> 1.
struct ClassicalHead<Scalar: NetworkScalar> {
  /// The hidden layers, then the one of width 1.
  let layers: [DenseLayer]

  init(_ architecture: ModelArchitecture, _ layout: ParameterLayout) {
    layers = (1...architecture.hidden.widths.count + 1).map { DenseLayer("head/dense\($0)", in: layout) }
  }

  /// What one shard keeps from forward to backward.
  final class Workspace {
    /// Each hidden layer's rectified output and its gradient, [n, width].
    let hidden, dHidden: [AlignedBuffer<Scalar>]

    init(_ head: ClassicalHead, capacity n: Int) {
      hidden = head.layers.dropLast().map { AlignedBuffer(count: n * $0.outputs) }
      dHidden = hidden.map { AlignedBuffer(count: $0.count) }
    }
  }

  /// joint [n, 256] -> predictions [n]
  @inline(__always)
  func forward(
    _ joint: UnsafePointer<Scalar>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace,
    predictions: UnsafeMutablePointer<Scalar>
  ) {
    var input = joint
    for (layer, output) in zip(layers, workspace.hidden) {
      layer.forwardRectified(input, rows: count, parameters, y: output.pointer)
      input = UnsafePointer(output.pointer)
    }
    layers[layers.count - 1].forward(input, rows: count, parameters, y: predictions)
  }

  /// The head's gradients and dJoint [n, 256] from dPredictions [n], after `forward`.
  @inline(__always)
  func backward(
    dPredictions: UnsafePointer<Scalar>, _ joint: UnsafePointer<Scalar>, count: Int,
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace,
    dJoint: UnsafeMutablePointer<Scalar>
  ) {
    var dOutput = dPredictions
    for number in layers.indices.reversed() {
      let layer = layers[number]
      guard number > 0 else {
        layer.backward(
          dy: dOutput, joint, rows: count, padded: count, parameters, gradient, dx: dJoint)
        return
      }
      let (input, dInput) = (workspace.hidden[number - 1].pointer, workspace.dHidden[number - 1].pointer)
      layer.backward(
        dy: dOutput, input, rows: count, padded: count, parameters, gradient, dx: dInput)
      Rectifier.backward(dy: dInput, y: input, count: count * layer.inputs)
      dOutput = UnsafePointer(dInput)
    }
  }
}
