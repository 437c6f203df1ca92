import Quantum
import Support

/// The quantum head: prediction = scale E + offset, E the circuit's expectation at the angles that encode the joint
/// embedding.
struct QuantumHead<Scalar: NetworkScalar> {
  private let layer: QDILayer<Scalar>
  private let circuit: QDICircuit
  private let encoding: EncodingLayer<Scalar>
  /// The places of the angles and the two scalars.
  private let weights, scale, offset: Int

  init(_ architecture: ModelArchitecture, _ layout: ParameterLayout) {
    circuit = architecture.circuit
    layer = QDILayer(circuit: architecture.circuit)
    weights = layout.offset(of: "head/quantum/weights")
    scale = layout.offset(of: "head/quantum/scale")
    offset = layout.offset(of: "head/quantum/offset")
    encoding = EncodingLayer(
      architecture.encoding, at: layout.entry(named: ParameterLayout.encodingScaleName)?.offset ?? 0)
  }

  /// What one shard keeps from forward to backward.
  final class Workspace {
    /// E and the loss's derivative by it, [n].
    let expectations, dExpectations: AlignedBuffer<Scalar>
    /// The encodings' angles, [n, 256]; empty where the joint embedding is they.
    let angles: AlignedBuffer<Scalar>
    let layer: QDILayer<Scalar>.Workspace

    init(_ head: QuantumHead, capacity n: Int) {
      expectations = AlignedBuffer(count: n)
      dExpectations = AlignedBuffer(count: n)
      angles = AlignedBuffer(count: head.encoding.isIdentity ? 0 : n * ModelArchitecture.jointCount)
      layer = QDILayer<Scalar>.Workspace(circuit: head.circuit, capacity: n)
    }
  }

  /// Once for each setting of the parameters.
  @inline(__always)
  func prepare(_ parameters: UnsafePointer<Scalar>) { layer.setWeights(parameters + weights) }

  /// Whether dropout acts on the angles instead of the joint embedding.
  var dropsAngles: Bool { encoding.dropsAngles }

  /// joint [n, 256] -> predictions [n]
  ///
  /// - Parameter angleMask: [n, 256] what the angles are multiplied by, for `dropsAngles`; nil to leave them.
  @inline(__always)
  func forward(
    _ joint: UnsafePointer<Scalar>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace,
    _ workers: Workers, angleMask: UnsafePointer<Scalar>?, predictions: UnsafeMutablePointer<Scalar>
  ) {
    let expectations = workspace.expectations.pointer
    if !encoding.isIdentity {
      encoding.forward(joint, count: count, parameters, angles: workspace.angles.pointer)
      if let angleMask { Dropout.apply(angleMask, to: workspace.angles.pointer, count: count) }
    }
    layer.forward(
      features: angles(joint, workspace), batch: count, expectations: expectations,
      workspace: workspace.layer, workers: workers)
    for sample in 0..<count {
      predictions[sample] = parameters[scale] * expectations[sample] + parameters[offset]
    }
  }

  /// The head's gradients and dJoint [n, 256] from dPredictions [n], after `forward`.
  @inline(__always)
  func backward(
    dPredictions: UnsafePointer<Scalar>, _ joint: UnsafePointer<Scalar>, count: Int,
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>, _ workspace: Workspace,
    _ workers: Workers, angleMask: UnsafePointer<Scalar>?, dJoint: UnsafeMutablePointer<Scalar>
  ) {
    var dScale: Scalar = 0
    var dOffset: Scalar = 0
    for sample in 0..<count {
      dScale += dPredictions[sample] * workspace.expectations.pointer[sample]
      dOffset += dPredictions[sample]
      workspace.dExpectations.pointer[sample] = parameters[scale] * dPredictions[sample]
    }
    gradient[scale] = dScale
    gradient[offset] = dOffset
    layer.backward(
      features: angles(joint, workspace), batch: count, upstream: workspace.dExpectations.pointer,
      weightGradient: gradient + weights, featureGradient: dJoint, workspace: workspace.layer,
      workers: workers)
    if !encoding.isIdentity {
      if let angleMask { Dropout.apply(angleMask, to: dJoint, count: count) }
      encoding.backward(
        joint, angles: workspace.angles.pointer, count: count, parameters, gradient, dAngles: dJoint)
    }
  }

  /// The angles of the last `forward`.
  @inline(__always)
  private func angles(_ joint: UnsafePointer<Scalar>, _ workspace: Workspace) -> UnsafePointer<Scalar> {
    encoding.isIdentity ? joint : UnsafePointer(workspace.angles.pointer)
  }
}
