import Support

/// The QDI layer: expectations of `QDICircuit` for a batch of samples, and their derivatives.
///
/// Samples are worked on in groups, one sample a vector lane, through the fused kernel of `RXBlock` or the layer by
/// layer kernel of `RYBlock`. What belongs to one sample depends on that sample and the weights alone. Sums over
/// samples are taken in an order that only the batch determines. So all results are the same bits for any number
/// of workers.
///
/// `setWeights` must not run at the same time as anything else; between two calls of it any number of threads may
/// use the layer, each with a workspace of its own.
public final class QDILayer<Scalar: QuantumScalar>: @unchecked Sendable {
  public let circuit: QDICircuit
  let tables: CircuitTables<Scalar>

  public init(circuit: QDICircuit) {
    self.circuit = circuit
    tables = CircuitTables(circuit)
  }

  /// Takes the angles, in radians, that the following calls use, and builds the tables that all samples share.
  ///
  /// - Parameter weights: [33 x depth x 8]; not kept.
  public func setWeights(_ weights: UnsafePointer<Scalar>) {
    tables.setWeights(weights)
  }

  /// Computes <Z_0> of each sample (for `parallel` the mean over its 32 circuits).
  ///
  /// - Parameters:
  ///   - features: [batch x 256], radians.
  ///   - batch: samples, at most the workspace's capacity.
  ///   - expectations: [batch], overwritten.
  ///   - workspace: keeps what `backward` needs of this pass.
  ///   - workers: share out the samples; results do not depend on them.
  public func forward(
    features: UnsafePointer<Scalar>, batch: Int, expectations: UnsafeMutablePointer<Scalar>,
    workspace: Workspace, workers: Workers
  ) {
    let run = CircuitRun(tables, workspace, features: features, batch: batch)
    workspace.limit(workers).perform(pieces: run.pieceCount) { piece, worker in
      run.forward(piece: piece, worker: worker)
    }
    run.meanExpectations(expectations)
  }

  /// Computes the derivatives of a loss L from dL/dE of each sample, by the adjoint method.
  ///
  /// Follows a `forward` with the same features, batch, weights and workspace; may be repeated.
  ///
  /// - Parameters:
  ///   - features: [batch x 256], radians, as in `forward`.
  ///   - batch: samples, as in `forward`.
  ///   - upstream: [batch], dL/dE.
  ///   - weightGradient: [33 x depth x 8], dL/dweights summed over the batch, overwritten.
  ///   - featureGradient: [batch x 256], dL/dfeatures, overwritten.
  ///   - workspace: that of the forward pass.
  ///   - workers: share out the samples; results do not depend on them.
  public func backward(
    features: UnsafePointer<Scalar>, batch: Int, upstream: UnsafePointer<Scalar>,
    weightGradient: UnsafeMutablePointer<Scalar>, featureGradient: UnsafeMutablePointer<Scalar>,
    workspace: Workspace, workers: Workers
  ) {
    let run = CircuitRun(tables, workspace, features: features, batch: batch)
    // Each piece reads and writes the rows of its own samples.
    nonisolated(unsafe) let (upstream, featureGradient) = (upstream, featureGradient)
    workspace.limit(workers).perform(pieces: run.pieceCount) { piece, worker in
      run.backward(piece: piece, worker: worker, upstream: upstream, featureGradient: featureGradient)
    }
    run.weightGradient(weightGradient)
  }
}
