import Quantum

extension ModelArchitecture {
  /// The model's parameters, their shapes and places.
  public var parameterLayout: ParameterLayout {
    var layout = ParameterLayout()
    let graphWidths = [Self.atomFeatureCount, 78, 156, 312]
    for number in 1...3 {
      layout.appendGraphConvolution(
        "drug/gcn\(number)", inputs: graphWidths[number - 1], outputs: graphWidths[number])
    }
    layout.appendDense("drug/dense1", inputs: graphWidths[3], outputs: 1024)
    layout.appendDense("drug/dense2", inputs: 1024, outputs: Self.embeddingCount)

    let channels = [1] + Self.convolutionChannels
    for number in 1...3 {
      layout.appendConvolution(
        "cell/conv\(number)", inputs: channels[number - 1], outputs: channels[number],
        kernel: Self.convolutionKernel)
    }
    layout.appendDense(
      "cell/dense", inputs: channels[3] * Self.pooledLengths(featureCount: featureCount)[2],
      outputs: Self.embeddingCount)

    switch head {
    case .quantum:
      layout.append(
        "head/quantum/weights", [QDICircuit.blockCount, circuit.depth, QDICircuit.qubitCount],
        .circuit)
      layout.append("head/quantum/scale", [], .scale)
      layout.append("head/quantum/offset", [], .offset)
      switch encoding {
      case .scaled, .tanh: break
      case .trainableScale: layout.append(ParameterLayout.encodingScaleName, [], .encodingScale)
      case .normalised:
        layout.append(ParameterLayout.encodingScaleName, [Self.jointCount], .encodingScale)
        layout.append(ParameterLayout.encodingOffsetName, [Self.jointCount], .zero)
      }
    case .classical:
      let widths = [Self.jointCount] + hidden.widths + [1]
      for number in 1..<widths.count {
        layout.appendDense("head/dense\(number)", inputs: widths[number - 1], outputs: widths[number])
      }
    }
    return layout
  }
}

extension ParameterLayout {
  /// What the joined embeddings are multiplied by, where that is trained.
  package static let encodingScaleName = "head/quantum/encoding_scale"
  /// What is added then.
  package static let encodingOffsetName = "head/quantum/encoding_offset"

  /// Starts as torch.nn.Linear: weight and bias uniform within 1/sqrt(inputs).
  fileprivate mutating func appendDense(_ name: String, inputs: Int, outputs: Int) {
    append("\(name)/weight", [outputs, inputs], .uniformByFanIn(inputs))
    append("\(name)/bias", [outputs], .uniformByFanIn(inputs))
  }

  /// Starts as torch.nn.Conv1d: weight and bias uniform within 1/sqrt(inputs x kernel).
  fileprivate mutating func appendConvolution(_ name: String, inputs: Int, outputs: Int, kernel: Int) {
    append("\(name)/weight", [outputs, inputs, kernel], .uniformByFanIn(inputs * kernel))
    append("\(name)/bias", [outputs], .uniformByFanIn(inputs * kernel))
  }

  /// Starts as torch_geometric.nn.GCNConv: weight Glorot-uniform, bias zero.
  fileprivate mutating func appendGraphConvolution(_ name: String, inputs: Int, outputs: Int) {
    append("\(name)/weight", [outputs, inputs], .glorot(fanIn: inputs, fanOut: outputs))
    append("\(name)/bias", [outputs], .zero)
  }
}
