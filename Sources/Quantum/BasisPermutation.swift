/// A permutation of basis states that is linear over GF(2), as every product of CNOTs is.
struct BasisPermutation: Equatable {
  /// What becomes of each of the 256 basis states.
  private(set) var image: [Int]

  static let identity = BasisPermutation(image: Array(0..<QDICircuit.amplitudeCount))

  /// One entangler layer.
  init(_ circuit: QDICircuit) {
    image = (0..<QDICircuit.amplitudeCount).map { state in
      circuit.entanglerGates.reduce(state) { state, gate in
        state ^ (state >> gate.control & 1) << gate.target
      }
    }
  }

  private init(image: [Int]) { self.image = image }

  var inverse: BasisPermutation {
    var result = self
    for (state, target) in image.enumerated() { result.image[target] = state }
    return result
  }

  /// The masks m_q with parity(m_q & i) = bit q of the image of i.
  var rows: [Int] {
    (0..<QDICircuit.qubitCount).map { qubit in
      (0..<QDICircuit.qubitCount).reduce(0) { row, bit in row | (image[1 << bit] >> qubit & 1) << bit }
    }
  }

  /// The permutation applied 0, 1, 2, ... `exponent` times.
  func powers(through exponent: Int) -> [BasisPermutation] {
    (0..<exponent).reduce(into: [.identity]) { powers, number in
      powers.append(BasisPermutation(image: powers[number].image.map { image[$0] }))
    }
  }
}

extension QDICircuit {
  /// The masks m[k, q] of the X-strings of a block's rotations, pulled to the block's start:
  /// m[k, q] = P^-k applied to qubit q's bit, P the entangler's permutation. 8 masks a layer, k-major.
  var blockMasks: [Int] {
    BasisPermutation(self).inverse.powers(through: depth - 1).flatMap { pulled in
      (0..<Self.qubitCount).map { pulled.image[1 << $0] }
    }
  }
}
