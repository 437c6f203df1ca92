/// What CNOTs and depolarizing channels do to the coefficients of a `PauliExpansion`, from the last gate to the first:
/// every string's new coefficient is some string's old one times a factor, a sign and a power of the noise's remainder.
struct PauliPermutation {
  /// [4^8] the strings that coefficients come from.
  private(set) var sources: [UInt16]
  /// [4^8] the places of their factors in `factors`.
  private(set) var factorNumbers: [UInt8]
  /// Powers 0, 1, ... of the remainder, then the same negative.
  let factors: [Double]

  /// More channels than any table here combines on one qubit times 8 qubits.
  private static let powerCount = 64

  /// The identity.
  init(_ noise: DepolarizingNoise) {
    sources = (0..<PauliExpansion.count).map { UInt16($0) }
    factorNumbers = [UInt8](repeating: 0, count: PauliExpansion.count)
    var powers = [1.0]
    while powers.count < Self.powerCount { powers.append(powers.last! * noise.remainder) }
    factors = powers + powers.map { -$0 }
  }

  /// Puts a channel on `qubit` before what is there already: earlier in the circuit.
  mutating func prepend(channelOn qubit: Int) {
    for index in sources.indices where index >> (2 * qubit) & 3 != 0 {
      precondition(Int(factorNumbers[index]) % Self.powerCount < Self.powerCount - 1)
      factorNumbers[index] += 1
    }
  }

  /// Puts a CNOT, which is its own inverse, and the channels after it before what is there already.
  ///
  /// O -> CNOT O CNOT takes X on the control to X on both, and Z on the target to Z on both. With Y = iXZ a string's
  /// sign changes where the control is X and the target Z, or both are Y.
  mutating func prepend(control: Int, target: Int) {
    prepend(channelOn: control)
    prepend(channelOn: target)
    let (oldSources, oldNumbers) = (sources, factorNumbers)
    for index in sources.indices {
      let (c, t) = (index >> (2 * control) & 3, index >> (2 * target) & 3)
      let (newC, newT) = (Self.table[c][t].0, Self.table[c][t].1)
      let image = index ^ (c ^ newC) << (2 * control) ^ (t ^ newT) << (2 * target)
      let isNegative = c == 1 && t == 3 || c == 2 && t == 2
      // The map is its own inverse: coefficient `index` comes from the one at `image`.
      sources[index] = oldSources[image]
      factorNumbers[index] = UInt8(
        (Int(oldNumbers[image]) + (isNegative ? Self.powerCount : 0)) % (2 * Self.powerCount))
    }
  }

  /// Digits of control and target after a CNOT, by those before: as X and Z parts, x_t ^= x_c and z_c ^= z_t.
  private static let table: [[(Int, Int)]] = (0..<4).map { c in
    (0..<4).map { t in
      func parts(_ digit: Int) -> (x: Int, z: Int) { (digit == 1 || digit == 2 ? 1 : 0, digit >= 2 ? 1 : 0) }
      func digit(_ x: Int, _ z: Int) -> Int { x == 1 ? 1 + z : 3 * z }
      let (control, target) = (parts(c), parts(t))
      return (digit(control.x, control.z ^ target.z), digit(target.x ^ control.x, target.z))
    }
  }
}
