import Support

/// What the kernels need of a circuit and its weights, for all samples alike. Rebuilt for new weights, read only
/// in between.
final class CircuitTables<S: QuantumScalar> {
  typealias V = S.Lanes

  let circuit: QDICircuit
  /// RX: `RXBlock.diagonals`; RY: `RYBlock.rotations`.
  let coefficients: AlignedBuffer<S>
  /// The state after the leading block, the same for all samples, in all lanes. For RX it still lacks the block's
  /// end, which is done together with the encoding.
  let leadingState = AlignedBuffer<V>(count: StateLayout.vectorCount)
  /// `BasisLabels` by blocks before; RY stays with the first, whose labels are the basis states themselves.
  private let labelBytes: AlignedBuffer<UInt8>
  /// RY: `RYBlock.addresses`.
  private let addresses: AlignedBuffer<Int32>
  /// [256] what the measurement counts stored amplitude i with. The CNOTs turn Z on qubit 0 into the parity of all
  /// qubits, which is (-1)^popcount of the basis state.
  let signs: AlignedBuffer<S>
  /// 1, for the kernels to load.
  private let unit = AlignedBuffer<S>([1])
  /// Scratch of `setWeights`: one block's angles, [256].
  private let angles = AlignedBuffer<DoubleLanes>(count: QDICircuit.amplitudeCount / 8)
  /// RX: [33 x 40] the positions of each block's masks in column-major order.
  let maskPositions: [Int]

  init(_ circuit: QDICircuit) {
    self.circuit = circuit
    let entangler = BasisPermutation(circuit)
    let blocks = circuit.blocksBefore(block: QDICircuit.blockCount - 1) + 1
    // By blocks before, the end included; then by layers.
    let labels = (0...blocks).map { entangler.power(QDICircuit.depth * $0) }
    signs = AlignedBuffer(labels[blocks].image.map { $0.nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 })
    switch circuit.rotation {
    case .rx:
      labelBytes = AlignedBuffer(labels.flatMap(BasisLabels.bytes))
      addresses = AlignedBuffer(count: 0)
      let masks = circuit.blockMasks
      maskPositions = (0..<QDICircuit.blockCount).flatMap { block in
        // X on m exchanges the basis states A i and A i ^ m, that is the stored amplitudes i and i ^ A^-1 m.
        let inverse = labels[circuit.blocksBefore(block: block)].inverse
        return masks.map { Self.columnMajor(inverse.image[$0]) }
      }
      coefficients = AlignedBuffer(count: QDICircuit.blockCount * RXBlock<S>.diagonalCount)
    case .ry:
      labelBytes = AlignedBuffer(BasisLabels.bytes(.identity))
      addresses = AlignedBuffer(
        (0..<QDICircuit.depth * blocks).flatMap { layers in
          entangler.power(layers).inverse.image.map { Int32(StateLayout.offset($0)) }
        })
      maskPositions = []
      coefficients = AlignedBuffer(count: 2 * QDICircuit.weightCount)
    }
  }

  /// What the amplitudes are called at the encoding before `block`, and throughout it.
  @inline(__always)
  func labels(block: Int) -> BasisLabels {
    let number = circuit.rotation == .rx ? circuit.blocksBefore(block: block) : 0
    return BasisLabels(labelBytes.pointer + BasisLabels.byteCount &* number)
  }

  /// Variational layers before `block` in its circuit.
  @inline(__always)
  func layers(before block: Int) -> Int { QDICircuit.depth &* circuit.blocksBefore(block: block) }

  /// Row and column of a basis index exchanged. Linear over GF(2), so that a transform in column-major order is
  /// read at column-major masks.
  static func columnMajor(_ index: Int) -> Int { (index & 15) << 4 | index >> 4 }

  var rx: RXBlock<S> { RXBlock(diagonals: coefficients.pointer, unit: unit.pointer) }
  var ry: RYBlock<S> {
    RYBlock(rotations: coefficients.pointer, addresses: addresses.pointer, unit: unit.pointer)
  }

  /// Builds the tables from 1320 angles, in double precision: a sum of 40 angles in single precision would lose
  /// more than the rest of the circuit.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func setWeights(_ weights: UnsafePointer<S>) {
    switch circuit.rotation {
    case .rx:
      for block in 0..<QDICircuit.blockCount { buildDiagonal(block, weights, angles.pointer) }
    case .ry:
      for start in stride(from: 0, to: QDICircuit.weightCount, by: 8) {
        var half = DoubleLanes.zero
        for lane in 0..<8 { half.lanes[lane] = Double(weights[start + lane]) / 2 }
        store(half.cosineAndSine, scale: 1, at: start)
      }
    }
    buildLeadingState()
  }

  private func buildDiagonal(
    _ block: Int, _ weights: UnsafePointer<S>, _ angles: UnsafeMutablePointer<DoubleLanes>
  ) {
    for index in 0..<QDICircuit.amplitudeCount / 8 { angles[index] = .zero }
    for index in QDICircuit.blockWeightCount * block..<QDICircuit.blockWeightCount * (block + 1) {
      let position = maskPositions[index]
      angles[position >> 3].lanes[position & 7] += Double(weights[index])
    }
    walshHadamardTransform(angles)
    for index in 0..<QDICircuit.amplitudeCount / 8 {
      // exp(-i angle / 2), and 1/256 for the two transforms around it.
      store(
        (angles[index] * DoubleLanes(repeating: -0.5)).cosineAndSine, scale: 0x1p-8,
        at: QDICircuit.amplitudeCount * block + 8 * index)
    }
  }

  private func store(
    _ values: (cosine: DoubleLanes, sine: DoubleLanes), scale: Double, at index: Int
  ) {
    for lane in 0..<8 {
      coefficients.pointer[2 * (index + lane)] = S(values.cosine.lanes[lane] * scale)
      coefficients.pointer[2 * (index + lane) + 1] = S(values.sine.lanes[lane] * scale)
    }
  }

  private func buildLeadingState() {
    let state = leadingState.pointer
    switch circuit.rotation {
    case .rx:
      rx.begin(state)
      rx.apply(block: 0, state)
    case .ry:
      for index in 0..<StateLayout.vectorCount { state[index] = V.zero }
      state[0] = V(repeating: 1)
      ry.apply(block: 0, position: 0, state, encoding: nil, labels(block: 0))
    }
  }
}
