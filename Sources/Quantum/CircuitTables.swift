import Support

/// What the kernels need of a circuit and its weights, for all samples alike. Rebuilt for new weights, read only
/// in between.
final class CircuitTables<S: QuantumScalar> {
  typealias V = S.Lanes

  let circuit: QDICircuit
  /// RX: `RXBlock.diagonals`; RY: `RYBlock.rotations`.
  let coefficients: AlignedBuffer<S>
  /// The state after the leading block, the same for all samples: [16 rows x 2 x 16 columns], real parts first;
  /// RX: of stored amplitudes, RY: of basis states.
  let leadingState = AlignedBuffer<S>(count: 2 * QDICircuit.amplitudeCount)
  /// `BasisLabels` by blocks before; RY stays with the first, whose labels are the basis states themselves.
  private let labelTables: AlignedBuffer<UInt16>
  /// RY: `RYBlock.addresses`.
  private let addresses: AlignedBuffer<Int32>
  /// [256] what the measurement counts stored amplitude i with. The CNOTs turn Z on qubit 0 into the parity of all
  /// qubits, which is (-1)^popcount of the basis state.
  let signs: AlignedBuffer<S>
  /// The same as a mask: (-1)^popcount(mask & i).
  private let measuredMask: Int
  /// Scratch of `setWeights`: one block's angles, [256].
  private let angles = AlignedBuffer<DoubleLanes>(count: QDICircuit.amplitudeCount / 8)
  /// 1 and -1, for the kernels to load.
  private let plusAndMinus = AlignedBuffer<S>([1, -1])
  /// RX: [33 x 8 depth] the positions of each block's masks in column-major order.
  let maskPositions: [Int]

  init(_ circuit: QDICircuit) {
    precondition(QDICircuit.depths.contains(circuit.depth))
    self.circuit = circuit
    let entangler = BasisPermutation(circuit)
    let blocks = circuit.blocksBefore(block: QDICircuit.blockCount - 1) + 1
    let powers = entangler.powers(through: circuit.depth * blocks)
    // By blocks before, the end included; then by layers.
    let labels = (0...blocks).map { powers[circuit.depth * $0] }
    signs = AlignedBuffer(labels[blocks].image.map { $0.nonzeroBitCount.isMultiple(of: 2) ? 1 : -1 })
    measuredMask = labels[blocks].rows.reduce(0, ^)
    switch circuit.rotation {
    case .rx:
      labelTables = AlignedBuffer(labels.flatMap(BasisLabels.table))
      addresses = AlignedBuffer(count: 0)
      let masks = circuit.blockMasks
      maskPositions = (0..<QDICircuit.blockCount).flatMap { block in
        // X on m exchanges the basis states A i and A i ^ m, that is the stored amplitudes i and i ^ A^-1 m.
        let inverse = labels[circuit.blocksBefore(block: block)].inverse
        return masks.map { Self.columnMajor(inverse.image[$0]) }
      }
      coefficients = AlignedBuffer(count: QDICircuit.blockCount * RXBlock<S>.diagonalCount)
    case .ry:
      labelTables = AlignedBuffer(BasisLabels.table(.identity))
      addresses = AlignedBuffer(
        powers.dropLast().flatMap { layers in
          layers.inverse.image.map { Int32(StateLayout.offset($0) * MemoryLayout<V>.stride) }
        })
      maskPositions = []
      coefficients = AlignedBuffer(count: 2 * circuit.weightCount)
    }
  }

  /// What the amplitudes are called at the encoding before `block`, and throughout it.
  @inline(__always)
  func labels(block: Int) -> BasisLabels {
    let number = circuit.rotation == .rx ? circuit.blocksBefore(block: block) : 0
    return BasisLabels(labelTables.pointer + BasisLabels.count &* number)
  }

  /// Variational layers before `block` in its circuit.
  @inline(__always)
  func layers(before block: Int) -> Int { circuit.depth &* circuit.blocksBefore(block: block) }

  /// Row and column of a basis index exchanged. Linear over GF(2), so that a transform in column-major order is
  /// read at column-major masks.
  static func columnMajor(_ index: Int) -> Int { (index & 15) << 4 | index >> 4 }

  var rx: RXBlock<S> {
    RXBlock(
      diagonals: coefficients.pointer, leadingState: leadingState.pointer, measuredMask: measuredMask,
      signs: plusAndMinus.pointer)
  }
  var ry: RYBlock<S> {
    RYBlock(
      depth: circuit.depth, rotations: coefficients.pointer, addresses: addresses.pointer,
      leadingState: leadingState.pointer,
      signs: plusAndMinus.pointer)
  }

  /// Builds the tables from the angles, in double precision: a sum of 40 or more of them in single precision would lose
  /// more than the rest of the circuit.
  @_specialize(where S == Float)
  @_specialize(where S == Double)
  func setWeights(_ weights: UnsafePointer<S>) {
    switch circuit.rotation {
    case .rx:
      for block in 0..<QDICircuit.blockCount { buildDiagonal(block, weights, angles.pointer) }
    case .ry:
      for start in stride(from: 0, to: circuit.weightCount, by: 8) { buildPairs(start, weights) }
    }
    buildLeadingState()
  }

  private func buildDiagonal(
    _ block: Int, _ weights: UnsafePointer<S>, _ angles: UnsafeMutablePointer<DoubleLanes>
  ) {
    for index in 0..<QDICircuit.amplitudeCount / 8 { angles[index] = .zero }
    for index in circuit.blockWeightCount * block..<circuit.blockWeightCount * (block + 1) {
      let position = maskPositions[index]
      angles[position >> 3].lanes[position & 7] += Double(weights[index])
    }
    walshHadamardTransform(angles)
    for index in 0..<QDICircuit.amplitudeCount / 8 {
      // exp(-i angle / 2), and 1/256 for the two transforms around it.
      let turn = (angles[index] * DoubleLanes(repeating: -0.5)).cosineAndSine
      let column = coefficients.pointer + (RXBlock<S>.diagonalCount * block + 32 * (index >> 1))
      for lane in 0..<8 {
        column[8 * (index & 1) + lane] = S(turn.cosine.lanes[lane] * 0x1p-8)
        column[16 + 8 * (index & 1) + lane] = S(turn.sine.lanes[lane] * 0x1p-8)
      }
    }
  }

  /// `PairRotation` of the four pairs of a layer.
  private func buildPairs(_ start: Int, _ weights: UnsafePointer<S>) {
    var angles = DoubleLanes.zero
    for pair in 0..<4 {
      let (a, b) = (Double(weights[start + 2 * pair]), Double(weights[start + 2 * pair + 1]))
      angles.lanes[2 * pair] = (a - b) / 2
      angles.lanes[2 * pair + 1] = (a + b) / 2
    }
    let turn = angles.cosineAndSine
    for lane in 0..<8 {
      coefficients.pointer[2 * (start + lane)] = S(turn.cosine.lanes[lane] / 2)
      coefficients.pointer[2 * (start + lane) + 1] = S(turn.sine.lanes[lane] / 2)
    }
  }

  private func buildLeadingState() {
    let rows = leadingState.pointer
    switch circuit.rotation {
    case .rx:
      // W |0...0> is all ones.
      withUnsafeTemporaryAllocation(of: V.self, capacity: QDICircuit.amplitudeCount / V.laneCount) {
        vectors in
        let values = UnsafeMutableRawPointer(vectors.baseAddress!).assumingMemoryBound(to: S.self)
        for part in 0..<2 {
          for index in 0..<QDICircuit.amplitudeCount {
            values[index] = rx.diagonal(0, index >> 4).numbers[16 * part + (index & 15)]
          }
          walshHadamardTransform(vectors.baseAddress!)
          for index in 0..<QDICircuit.amplitudeCount {
            rows[32 * (index & 15) + 16 * part + (index >> 4)] = values[index]
          }
        }
      }
    case .ry:
      withUnsafeTemporaryAllocation(of: V.self, capacity: StateLayout.vectorCount) { vectors in
        let state = vectors.baseAddress!
        for index in 0..<StateLayout.vectorCount { state[index] = V.zero }
        state[0] = V(repeating: 1)
        ry.apply(block: 0, position: 0, state)
        for index in 0..<QDICircuit.amplitudeCount {
          let place = ry.row(index >> 4, afterLayers: circuit.depth).place(state, index & 15)
          for part in 0..<2 {
            rows[32 * (index >> 4) + 16 * part + (index & 15)] =
              UnsafeRawPointer(place + part).load(as: S.self)
          }
        }
      }
    }
  }
}
