/// Blocks of five RY layers, for a group of samples at a time.
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

  /// Cosine and sine of half of each weight, [1320 x 2].
  let rotations: UnsafePointer<S>
  let addresses: UnsafePointer<Int32>
  /// 1 and -1.
  let signs: UnsafePointer<S>

  /// Vectors of scratch for `undo`.
  static var scratchCount: Int { 3 * 16 }

  @inline(__always)
  private func four(_ block: Int, _ layer: Int, high: Bool) -> FourRotations<V> {
    FourRotations(
      rotations + 2 &* QDICircuit.weightIndex(block: block, layer: layer, qubit: high ? 4 : 0))
  }

  @inline(__always)
  private func row(_ number: Int, afterLayers position: Int) -> (Int) -> Int {
    let table = addresses + (QDICircuit.amplitudeCount &* position &+ 16 &* number)
    return { Int(table[$0]) }
  }

  @inline(__always)
  private func column(_ number: Int, afterLayers position: Int) -> (Int) -> Int {
    let table = addresses + (QDICircuit.amplitudeCount &* position &+ number)
    return { Int(table[16 &* $0]) }
  }

  /// Applies the encoding, if there is one, and the block, in place.
  ///
  /// - Parameter position: variational layers before it.
  func apply(
    block: Int, position: Int, _ state: State, encoding phases: EncodingPhases<V>?, _ labels: BasisLabels
  ) {
    for layer in 0..<QDICircuit.depth {
      let low = four(block, layer, high: false)
      for number in 0..<16 {
        let place = row(number, afterLayers: position &+ layer)
        if layer == 0, let phases {
          let row = phases.row(number, labels)
          for index in 0..<16 {
            let there = state + place(index)
            let value = ComplexLanes(there) * row[index]
            there[0] = value.real
            there[1] = value.imaginary
          }
        }
        for part in 0..<2 {
          var values = Sixteen(state + part, place)
          values.rotate(low, inverse: false)
          values.store(state + part, place)
        }
      }
      let high = four(block, layer, high: true)
      for number in 0..<16 {
        let place = column(number, afterLayers: position &+ layer)
        for part in 0..<2 {
          var values = Sixteen(state + part, place)
          values.rotate(high, inverse: false)
          values.store(state + part, place)
        }
      }
    }
  }

  /// Takes psi and lambda back through the block, in place.
  ///
  /// The rotations of a layer act on different qubits and commute, so that psi and lambda may be read at any point
  /// between them for each one's derivative.
  ///
  /// - Parameters:
  ///   - gradient: receives the derivatives of the block's weights, summed over the samples: 40, and 8 zeros.
  ///   - scratch: `scratchCount` vectors.
  func undo(
    block: Int, position: Int, psi: State, lambda: State, gradient: UnsafeMutablePointer<S>,
    scratch: UnsafeMutablePointer<V>
  ) {
    for layer in (0..<QDICircuit.depth).reversed() {
      let derivatives = scratch + layer &* QDICircuit.qubitCount
      let high = four(block, layer, high: true)
      var sums = RotationGradient<V>()
      for number in 0..<16 {
        undo(high, psi, lambda, column(number, afterLayers: position &+ layer), &sums)
      }
      sums.store(derivatives + 4)
      let low = four(block, layer, high: false)
      sums = RotationGradient()
      for number in 0..<16 {
        undo(low, psi, lambda, row(number, afterLayers: position &+ layer), &sums)
      }
      sums.store(derivatives)
    }
    for index in QDICircuit.blockWeightCount..<Self.scratchCount { scratch[index] = V.zero }
    for part in 0..<3 {
      storeLaneSums(scratch + 16 &* part, gradient + 16 &* part)
    }
  }

  @inline(__always)
  private func undo(
    _ rotations: FourRotations<V>, _ psi: State, _ lambda: State, _ place: (Int) -> Int,
    _ sums: inout RotationGradient<V>
  ) {
    for part in 0..<2 {
      var a = Sixteen(psi + part, place)
      var b = Sixteen(lambda + part, place)
      sums.add(psi: a, lambda: b)
      a.rotate(rotations, inverse: true)
      a.store(psi + part, place)
      b.rotate(rotations, inverse: true)
      b.store(lambda + part, place)
    }
  }

  /// Takes psi and lambda back through an encoding and adds up its derivatives.
  ///
  /// - Parameter position: variational layers before it.
  func undoEncoding(
    position: Int, _ phases: EncodingPhases<V>, _ labels: BasisLabels, psi: State, lambda: State,
    gradient: EncodingGradient<V>, scratch: UnsafeMutablePointer<V>
  ) {
    gradient.reset()
    for number in 0..<16 {
      let place = row(number, afterLayers: position)
      let phases = phases.row(number, labels)
      for index in 0..<16 {
        let phase = phases[index]
        let (left, right) = (lambda + place(index), psi + place(index))
        // Both states have the phases here; without them g would be the same.
        scratch[index] = (left[0] * right[1]).subtracting(left[1], times: right[0])
        for state in [left, right] {
          let value = ComplexLanes(state).timesConjugate(phase)
          state[0] = value.real
          state[1] = value.imaginary
        }
      }
      gradient.add(row: number, Sixteen(scratch, stride: 1), labels, signs: signs)
    }
  }
}
