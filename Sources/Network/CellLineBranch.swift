import Support

/// From genomic features to embeddings: three times convolution (kernel 8), ReLU and max pool 3, channels
/// 1 -> 32 -> 64 -> 128; dense from the flattened rest to 128. For F = 735 the lengths are 735, 242, 78, 23.
///
/// What differs between cell lines and positions is computed, and each of it once: see `ReceptiveFields`.
struct CellLineBranch<Scalar: NetworkScalar> {
  let convolutions: [Convolution]
  let dense: DenseLayer
  /// The weights of the convolutions as their products take them, made by `prepare`.
  let packed: [AlignedBuffer<Scalar>]

  init(_ layout: ParameterLayout) {
    convolutions = (1...ModelArchitecture.convolutionChannels.count).map {
      Convolution("cell/conv\($0)", in: layout)
    }
    dense = DenseLayer("cell/dense", in: layout)
    packed = convolutions.map { AlignedBuffer(count: $0.products * $0.inputs) }
  }

  /// Once for each setting of the parameters.
  @inline(__always)
  func prepare(_ parameters: UnsafePointer<Scalar>) {
    for level in 0..<convolutions.count {
      convolutions[level].pack(parameters, into: packed[level].pointer)
    }
  }

  /// The embeddings of `count` cell lines, to `workspace.embedding`.
  @inline(__always)
  func forward(
    _ cellLines: UnsafePointer<Int32>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    w.find(cellLines, count: count)
    for level in 0..<convolutions.count {
      let fields = w.levels[level]
      convolutions[level].forward(
        w.input(level).pointer, rows: w.inputCount(level), fields: w.members(level), count: fields.count,
        packed: packed[level].pointer, parameters, y: fields.y.pointer, choice: fields.choice.pointer,
        scratch: w.scratch)
    }
    flatten(w)
    dense.forward(w.flat.pointer, rows: DenseLayer.padded(count), parameters, y: w.embedding.pointer)
  }

  /// The last level's values by cell line, channel-major as PyTorch's flatten leaves them: [n, 128 x 23].
  @inline(__always)
  private func flatten(_ w: Workspace) {
    let (length, channels) = (w.length, w.last.channels)
    for sample in 0..<w.count {
      let to = w.flat.pointer + sample * length * channels
      for position in 0..<length {
        let from = w.last.y.pointer + Int(w.last.place[sample * length + position]) * channels
        for channel in 0..<channels { to[channel * length + position] = from[channel] }
      }
    }
  }
}
