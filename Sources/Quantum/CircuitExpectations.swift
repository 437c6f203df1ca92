import Support

/// Exact expectations of every circuit of a sample, in double precision: what measurements are drawn from, and what an
/// exported circuit is compared with.
public final class CircuitExpectations: @unchecked Sendable {
  /// Samples that are computed together. A sample's result does not depend on its neighbours.
  private static let chunk = 32

  private let layer: QDILayer<Double>

  /// - Parameters:
  ///   - circuit: layout, rotation and entangler.
  ///   - weights: [33 x depth x 8], radians.
  public init(circuit: QDICircuit, weights: [Double]) {
    precondition(weights.count == circuit.weightCount)
    layer = QDILayer(circuit: circuit)
    weights.withUnsafeBufferPointer { layer.setWeights($0.baseAddress!) }
  }

  /// <Z_0> of each circuit.
  ///
  /// - Parameters:
  ///   - features: [count x 256], radians.
  ///   - count: samples.
  ///   - workers: results do not depend on them.
  /// - Returns: [count x circuits]: one a sample for `lattice`, 32 for `parallel`.
  public func values(features: AlignedBuffer<Double>, count: Int, workers: Workers) -> AlignedBuffer<Double> {
    precondition(features.count >= count * QDICircuit.featureCount)
    let (layer, circuits) = (layer, layer.circuit.circuitCount)
    let result = AlignedBuffer<Double>(count: count * circuits)
    let workspaces = (0..<workers.count).map { _ in
      QDILayer<Double>.Workspace(circuit: layer.circuit, capacity: Self.chunk, workerCount: 1)
    }
    let means = (0..<workers.count).map { _ in AlignedBuffer<Double>(count: Self.chunk) }
    workers.perform(pieces: (count + Self.chunk - 1) / Self.chunk) { piece, worker in
      let start = piece * Self.chunk
      let batch = min(Self.chunk, count - start)
      layer.forward(
        features: features.pointer + start * QDICircuit.featureCount, batch: batch,
        expectations: means[worker].pointer, workspace: workspaces[worker], workers: .serial)
      workspaces[worker].copyExpectations(batch: batch, to: result.pointer + start * circuits)
    }
    return result
  }
}

extension QDILayer.Workspace {
  /// The expectations that the last forward pass left, to [batch x circuits].
  fileprivate func copyExpectations(batch: Int, to result: UnsafeMutablePointer<Scalar>) {
    let values = UnsafeRawPointer(expectations.pointer).assumingMemoryBound(to: Scalar.self)
    let circuits = circuit.circuitCount
    for sample in 0..<batch {
      let (group, lane) = sample.quotientAndRemainder(dividingBy: V.laneCount)
      for number in 0..<circuits {
        result[sample * circuits + number] = values[(group * circuits + number) * V.laneCount + lane]
      }
    }
  }
}
