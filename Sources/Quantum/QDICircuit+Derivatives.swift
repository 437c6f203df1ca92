import Support

extension QDICircuit {
  /// The derivatives of each sample's expectation by every weight (of its mean over the circuits for `parallel`), in double
  /// precision.
  ///
  /// - Parameters:
  ///   - weights: [33 x depth x 8], radians.
  ///   - features: [count x 256], radians.
  ///   - count: samples.
  ///   - workers: results do not depend on them.
  /// - Returns: [count x weightCount], each within `derivativeError` of the truth.
  public func weightDerivatives(
    weights: [Double], features: AlignedBuffer<Double>, count: Int, workers: Workers
  ) -> AlignedBuffer<Double> {
    precondition(weights.count == weightCount && features.count >= count * Self.featureCount)
    let layer = QDILayer<Double>(circuit: self)
    layer.setWeights(weights)
    let result = AlignedBuffer<Double>(count: count * weightCount)
    let workspaces = (0..<workers.count).map { _ in
      QDILayer<Double>.Workspace(circuit: self, capacity: 1, workerCount: 1)
    }
    // What is not asked for: each worker's expectation, and derivatives by features.
    let rest = (0..<workers.count).map { _ in AlignedBuffer<Double>(count: 1 + Self.featureCount) }
    let upstream = AlignedBuffer<Double>([1])
    workers.perform(pieces: count) { sample, worker in
      let input = features.pointer + sample * Self.featureCount
      layer.forward(
        features: input, batch: 1, expectations: rest[worker].pointer, workspace: workspaces[worker],
        workers: .serial)
      layer.backward(
        features: input, batch: 1, upstream: upstream.pointer,
        weightGradient: result.pointer + sample * weightCount, featureGradient: rest[worker].pointer + 1,
        workspace: workspaces[worker], workers: .serial)
    }
    return result
  }

  /// How far a derivative in double precision may be from the truth.
  ///
  /// An operation on a state of norm 1 rounds each amplitude by at most half a unit in its last place, which moves the
  /// state by at most 2^-53, and an error of a state enters a derivative once. psi goes forward, psi and lambda go back:
  /// three sweeps. An RX block is two transforms of 8 additions each in sequence, a diagonal and an encoding: 24
  /// roundings; an RY block is layers of four pairs of rotations with four roundings each, and the encoding.
  public var derivativeError: Double {
    let blocks = layout == .lattice ? Self.blockCount : 2
    return Double(3 * blocks * (rotation == .rx ? 24 : 16 * depth + 6)) * 0x1p-53
  }
}
