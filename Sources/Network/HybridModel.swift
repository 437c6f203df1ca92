import Support

/// The model of drug response: a drug's and a cell line's embedding, joined, and a head that predicts from them.
///
/// Between two changes of its parameters a model is only read: any number of threads may then compute on it, each
/// with a workspace of its own. A result depends on the parameters and the samples given in one call, bit for bit,
/// and on no workspace's past and no number of workers.
public final class HybridModel<Scalar: NetworkScalar>: @unchecked Sendable {
  public let architecture: ModelArchitecture
  public let inputs: ModelInputs<Scalar>
  public let layout: ParameterLayout
  /// Parts whose gradient is zero, whatever the loss.
  public let frozen: ModelParts

  /// [layout.count]
  public let parameters: AlignedBuffer<Scalar>
  let drugBranch: DrugBranch<Scalar>
  let cellLineBranch: CellLineBranch<Scalar>
  let head: Head
  /// The places of the parts.
  let drugRange, cellLineRange, headRange: Range<Int>

  enum Head {
    case quantum(QuantumHead<Scalar>)
    case classical(ClassicalHead<Scalar>)
  }

  /// A model that reads its parameters where they are.
  ///
  /// - Parameters:
  ///   - architecture: branches, head, and where each parameter stands.
  ///   - inputs: the drugs and cell lines that samples refer to.
  ///   - parameters: [layout.count], shared with whoever else holds it: who writes to it calls `parametersDidChange`
  ///     before the model is used again.
  ///   - frozen: parts that are not to be trained.
  /// - Precondition: architecture and inputs agree on the number of genomic features.
  public init(
    architecture: ModelArchitecture, inputs: ModelInputs<Scalar>, parameters: AlignedBuffer<Scalar>,
    frozen: ModelParts = .none
  ) {
    precondition(architecture.featureCount == inputs.featureCount, "model and cell lines differ in features")
    self.architecture = architecture
    self.inputs = inputs
    layout = architecture.parameterLayout
    precondition(parameters.count == layout.count, "not as many parameters as the model has")
    self.parameters = parameters
    self.frozen = frozen
    headRange = layout.range(of: .head)
    drugRange = layout.range(of: .drugBranch)
    cellLineRange = layout.range(of: .cellLineBranch)
    drugBranch = DrugBranch(layout)
    cellLineBranch = CellLineBranch(layout)
    switch architecture.head {
    case .quantum: head = .quantum(QuantumHead(architecture, layout))
    case .classical: head = .classical(ClassicalHead(architecture, layout))
    }
    parametersDidChange()
  }

  /// A model with parameters of its own, all zero.
  ///
  /// - Precondition: architecture and inputs agree on the number of genomic features.
  public convenience init(architecture: ModelArchitecture, inputs: ModelInputs<Scalar>) {
    self.init(
      architecture: architecture, inputs: inputs,
      parameters: AlignedBuffer(count: architecture.parameterLayout.count))
  }

  /// Copies parameters, [layout.count], over the model's.
  ///
  /// Nothing else may use the model meanwhile.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func setParameters(_ values: UnsafePointer<Scalar>) {
    parameters.pointer.update(from: values, count: layout.count)
    parametersDidChange()
  }

  /// Prepares what follows from the parameters alone: once after each change of `parameters`.
  ///
  /// Nothing else may use the model meanwhile.
  @_specialize(where Scalar == Float)
  @_specialize(where Scalar == Double)
  public func parametersDidChange() {
    cellLineBranch.prepare(parameters.pointer)
    if case .quantum(let head) = head { head.prepare(parameters.pointer) }
  }
}
