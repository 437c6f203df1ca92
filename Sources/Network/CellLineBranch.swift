import Support

/// From genomic features to embeddings: three times convolution (kernel 8), ReLU and max pool 3, channels
/// 1 -> 32 -> 64 -> 128; dense from the flattened rest to 128. For F = 735 the lengths are 735, 242, 78, 23.
struct CellLineBranch<Scalar: NetworkScalar> {
  let convolution1, convolution2, convolution3: Convolution
  let dense: DenseLayer
  /// What the forward pass reads beside the parameters, made of them by `prepare`: outputs of the first
  /// convolution by input pattern, and the other weights [outputs, kernel, inputs].
  let table, packed2, packed3: AlignedBuffer<Scalar>

  init(_ architecture: ModelArchitecture, _ layout: ParameterLayout) {
    let lengths = architecture.pooledLengths
    convolution1 = Convolution("cell/conv1", length: architecture.featureCount, in: layout)
    convolution2 = Convolution("cell/conv2", length: lengths[0], in: layout)
    convolution3 = Convolution("cell/conv3", length: lengths[1], in: layout)
    dense = DenseLayer("cell/dense", in: layout)
    table = AlignedBuffer(count: convolution1.patternCount * convolution1.outputs)
    packed2 = AlignedBuffer(count: convolution2.outputs * convolution2.window)
    packed3 = AlignedBuffer(count: convolution3.outputs * convolution3.window)
  }

  /// Once for each setting of the parameters.
  @inline(__always)
  func prepare(_ parameters: UnsafePointer<Scalar>) {
    convolution1.tabulate(parameters, into: table.pointer)
    convolution2.pack(parameters, into: packed2.pointer)
    convolution3.pack(parameters, into: packed3.pointer)
  }

  /// The embeddings of `count` cell lines, to `workspace.embedding`.
  @inline(__always)
  func forward(
    _ cellLines: UnsafePointer<Int32>, count: Int, _ parameters: UnsafePointer<Scalar>, _ workspace: Workspace
  ) {
    let w = workspace
    w.count = count
    w.cellLines.pointer.update(from: cellLines, count: count)
    for first in stride(from: 0, to: count, by: Workspace.group) {
      let group = first..<min(first + Workspace.group, count)
      for sample in group {
        let place = sample * convolution1.pooled * convolution1.outputs
        convolution1.forward(
          binary: w.inputs.cellLineFeatures.pointer + Int(cellLines[sample]) * convolution1.length,
          table: table.pointer, parameters, y: w.y1.pointer + place, choice: w.choice1.pointer + place)
      }
      forward(convolution2, w.y1, packed2, parameters, group, w.convolved, y: w.y2, choice: w.choice2)
      forward(convolution3, w.y2, packed3, parameters, group, w.convolved, y: w.y3, choice: w.choice3)
      for sample in group { flatten(sample, w) }
    }
    dense.forward(w.flat.pointer, rows: count, parameters, y: w.embedding.pointer)
  }

  /// Convolution, bias, ReLU and pool of a group of cell lines.
  @inline(__always)
  private func forward(
    _ convolution: Convolution, _ x: AlignedBuffer<Scalar>, _ packed: AlignedBuffer<Scalar>,
    _ parameters: UnsafePointer<Scalar>, _ group: Range<Int>, _ convolved: AlignedBuffer<Scalar>,
    y: AlignedBuffer<Scalar>, choice: AlignedBuffer<UInt8>
  ) {
    convolution.convolve(
      x.pointer + group.lowerBound * convolution.length * convolution.inputs, samples: group.count,
      packed: packed.pointer, convolved: convolved.pointer)
    for (number, sample) in group.enumerated() {
      let place = sample * convolution.pooled * convolution.outputs
      MaxPool.forward(
        convolved.pointer + number * convolution.length * convolution.outputs,
        bias: parameters + convolution.bias, length: convolution.pooled, channels: convolution.outputs,
        y: y.pointer + place, choice: choice.pointer + place)
    }
  }

  /// [23, 128] -> [128, 23]
  @inline(__always)
  private func flatten(_ sample: Int, _ w: Workspace) {
    let (positions, channels) = (convolution3.pooled, convolution3.outputs)
    let from = w.y3.pointer + sample * positions * channels
    let to = w.flat.pointer + sample * positions * channels
    for channel in 0..<channels {
      for position in 0..<positions {
        to[channel * positions + position] = from[position * channels + channel]
      }
    }
  }
}
