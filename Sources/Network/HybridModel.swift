import Support

/// The model of drug response: a drug's and a cell line's embedding, joined, and a head that predicts from them.
///
/// After `setParameters` a model is only read, until the next call: any number of threads may then compute on it,
/// each with a workspace of its own. A result depends on the parameters and the samples given in one call, bit for
/// bit, and on no workspace's past and no number of workers.
public final class HybridModel<Scalar: NetworkScalar>: @unchecked Sendable {
  public let architecture: ModelArchitecture
  public let inputs: ModelInputs<Scalar>
  public let layout: ParameterLayout

  let parameters: AlignedBuffer<Scalar>
  let drugBranch: DrugBranch<Scalar>
  let cellLineBranch: CellLineBranch<Scalar>
  let head: Head

  enum Head {
    case quantum(QuantumHead<Scalar>)
    case classical(ClassicalHead<Scalar>)
  }

  /// A model with all parameters zero.
  ///
  /// - Precondition: architecture and inputs agree on the number of genomic features.
  public init(architecture: ModelArchitecture, inputs: ModelInputs<Scalar>) {
    precondition(architecture.featureCount == inputs.featureCount, "model and cell lines differ in features")
    self.architecture = architecture
    self.inputs = inputs
    layout = architecture.parameterLayout
    parameters = AlignedBuffer(count: layout.count)
    drugBranch = DrugBranch(layout)
    cellLineBranch = CellLineBranch(layout)
    switch architecture.head {
    case .quantum: head = .quantum(QuantumHead(architecture, layout))
    case .classical: head = .classical(ClassicalHead(layout))
    }
    setParameters(parameters.pointer)
  }

  /// Copies the parameters, [layout.count], and prepares what follows from them alone: once a step.
  ///
  /// Nothing else may use the model meanwhile.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func setParameters(_ values: UnsafePointer<Scalar>) {
    parameters.pointer.update(from: values, count: layout.count)
    cellLineBranch.prepare(parameters.pointer)
    if case .quantum(let head) = head { head.prepare(parameters.pointer) }
  }
}
