internal import CVector

/// Blocks of RY layers, for a group of samples at a time.
///
/// The rotations do not commute with each other through the CNOTs, so each layer is applied as it stands: four
/// qubits at a time in registers, the low ones over rows of the basis, the high ones over columns. The layers are
/// real, so that real and imaginary parts are rotated apart.
///
/// The entanglers move nothing. After p layers stored amplitude i is of basis state P^p i, and row and column are
/// found by a table of addresses: entry 256 p + s is where basis state s lies then.
struct RYBlock<S: QuantumScalar> {
  typealias V = S.Lanes
  typealias State = UnsafeMutablePointer<V>

  /// Layers of a block.
  let depth: Int
  /// `PairRotation` of qubits (0, 1), (2, 3) ... of each layer, [33 x depth x 4 x 4].
  let rotations: UnsafePointer<S>
  let addresses: UnsafePointer<Int32>
  /// The state after the leading block, the same for all samples: [16 rows x 2 x 16 columns] of the basis, real
  /// parts first.
  let leadingState: UnsafePointer<S>
  /// 1 and -1.
  let signs: UnsafePointer<S>

  /// Vectors of scratch that each call may use.
  static var scratchCount: Int { QDICircuit.qubitCount * QDICircuit.depths.upperBound }

  @inline(__always)
  private func pair(_ block: Int, _ layer: Int, _ number: Int) -> PairRotation<V> {
    PairRotation(rotations + 2 &* ((block &* depth &+ layer) &* QDICircuit.qubitCount &+ 2 &* number))
  }

  @inline(__always)
  func row(_ number: Int, afterLayers position: Int) -> AddressLine {
    AddressLine(table: addresses + (QDICircuit.amplitudeCount &* position &+ 16 &* number), stride: 1)
  }

  @inline(__always)
  private func column(_ number: Int, afterLayers position: Int) -> AddressLine {
    AddressLine(table: addresses + (QDICircuit.amplitudeCount &* position &+ number), stride: 16)
  }

  /// Amplitudes of a line in memory.
  struct LineNumbers: ComplexNumbers {
    let state: UnsafePointer<V>
    let line: AddressLine

    @inline(__always)
    subscript(index: Int) -> ComplexLanes<V> { ComplexLanes(line.place(state, index)) }
  }

  /// Applies the block in place.
  ///
  /// - Parameter position: variational layers before it.
  func apply(block: Int, position: Int, _ state: State) {
    for layer in 0..<depth {
      for number in 0..<16 {
        rotate(block, layer, low: true, state, row(number, afterLayers: position &+ layer))
      }
      for number in 0..<16 {
        rotate(block, layer, low: false, state, column(number, afterLayers: position &+ layer))
      }
    }
  }

  @inline(__always)
  private func rotate(_ block: Int, _ layer: Int, low: Bool, _ state: State, _ line: AddressLine) {
    let (first, second) = (pair(block, layer, low ? 0 : 2), pair(block, layer, low ? 1 : 3))
    for part in 0..<2 {
      var values = Sixteen { line.place(state + part, $0).pointee }
      values.rotate(first, second)
      values.store { line.place(state + part, $0) }
    }
  }

  /// Encodes in place.
  ///
  /// - Parameters:
  ///   - position: variational layers before it.
  ///   - isFirst: takes the leading state, and not what `state` holds.
  func encode(
    position: Int, _ phases: EncodingPhases<V>, _ labels: BasisLabels, isFirst: Bool, _ state: State,
    scratch: State
  ) {
    for number in 0..<16 {
      let line = row(number, afterLayers: position)
      var values =
        isFirst
        ? ComplexSixteen(SharedNumbers<S>(numbers: leadingState + 32 &* number), real: scratch)
        : ComplexSixteen(LineNumbers(state: state, line: line), real: scratch)
      values.multiply(by: phases.row(number, labels))
      values.store { line.place(state, $0) }
    }
  }

  /// Takes psi and lambda back through the block, in place.
  ///
  /// The rotations of a layer act on different qubits and commute, so that psi and lambda may be read at any point
  /// between them for each one's derivative.
  ///
  /// - Parameters:
  ///   - gradient: receives the derivatives of the block's weights, summed over the samples, and zeros up to a
  ///     multiple of 16.
  ///   - scratch: `scratchCount` vectors.
  func undo(
    block: Int, position: Int, psi: State, lambda: State, gradient: UnsafeMutablePointer<S>, scratch: State
  ) {
    for layer in (0..<depth).reversed() {
      let derivatives = scratch + layer &* QDICircuit.qubitCount
      undo(block, layer, position, low: false, psi, lambda, derivatives + 4)
      undo(block, layer, position, low: true, psi, lambda, derivatives)
    }
    let (used, parts) = (QDICircuit.qubitCount &* depth, (depth &+ 1) / 2)
    for index in used..<16 &* parts { scratch[index] = V.zero }
    for part in 0..<parts {
      storeLaneSums(scratch + 16 &* part, gradient + 16 &* part)
    }
  }

  /// One half of a layer: the low or the high four qubits.
  @inline(__always)
  private func undo(
    _ block: Int, _ layer: Int, _ position: Int, low: Bool, _ psi: State, _ lambda: State,
    _ derivatives: State
  ) {
    let (first, second) = (pair(block, layer, low ? 0 : 2), pair(block, layer, low ? 1 : 3))
    var (firstSums, secondSums) = (PairGradient<V>(), PairGradient<V>())
    for number in 0..<16 {
      let line =
        low
        ? row(number, afterLayers: position &+ layer) : column(number, afterLayers: position &+ layer)
      for part in 0..<2 {
        let (psi, lambda) = (psi + part, lambda + part)
        // The low pair's derivatives are read before lambda and psi are changed, the high pair's afterwards.
        var values = Sixteen { line.place(lambda, $0).pointee }
        values.rotateBackLow(first) { lambda, numbers in
          firstSums.add(psi: PairPlanes(psi, line, numbers), lambda: lambda)
        }
        values.rotateBackHigh(second) { _, _ in }
        values.store { line.place(lambda, $0) }
        vector_keep_in_memory()
        values = Sixteen { line.place(psi, $0).pointee }
        values.rotateBackLow(first) { _, _ in }
        values.rotateBackHigh(second) { psi, numbers in
          secondSums.add(psi: psi, lambda: PairPlanes(lambda, line, numbers))
        }
        values.store { line.place(psi, $0) }
        vector_keep_in_memory()
      }
    }
    firstSums.store(derivatives, scale: V(repeating: 0.5))
    secondSums.store(derivatives + 2, scale: V(repeating: 1))
  }
}

/// Where a row or a column of the basis lies.
struct AddressLine {
  /// In bytes from the beginning of a state.
  let table: UnsafePointer<Int32>
  let stride: Int

  /// Where basis state `index` of the line lies in a state.
  @inline(__always)
  func place<V>(_ state: UnsafePointer<V>, _ index: Int) -> UnsafePointer<V> {
    (UnsafeRawPointer(state) + Int(table[stride &* index])).assumingMemoryBound(to: V.self)
  }

  @inline(__always)
  func place<V>(_ state: UnsafeMutablePointer<V>, _ index: Int) -> UnsafeMutablePointer<V> {
    (UnsafeMutableRawPointer(state) + Int(table[stride &* index])).assumingMemoryBound(to: V.self)
  }
}
