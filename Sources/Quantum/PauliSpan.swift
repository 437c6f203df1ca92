/// All products of some Pauli strings, signs apart: a vector space over GF(2).
///
/// A string commutes with all of them if it commutes with a basis, which has at most two strings a qubit however many were
/// put in.
struct PauliSpan {
  /// Independent strings. None has the lowest factor of one before it.
  private var basis: [PauliString] = []

  func commute(with string: PauliString) -> Bool { basis.allSatisfy(string.commutes) }

  /// Adds a string, unless it is a product of those that are there.
  mutating func insert(_ string: PauliString) {
    var rest = string
    for element in basis where rest.sharesLowestFactor(of: element) {
      rest.x ^= element.x
      rest.z ^= element.z
    }
    if rest != PauliString() { basis.append(rest) }
  }

  /// Pulls all strings through a CNOT.
  mutating func conjugate(control: Int, target: Int) {
    let strings = basis
    basis.removeAll(keepingCapacity: true)
    for var string in strings {
      string.conjugate(control: control, target: target)
      insert(string)
    }
  }
}

extension PauliString {
  /// Whether the string has the lowest factor X, or without any the lowest Z, of another.
  fileprivate func sharesLowestFactor(of other: PauliString) -> Bool {
    other.x != 0 ? x & other.x & (~other.x &+ 1) != 0 : z & other.z & (~other.z &+ 1) != 0
  }
}
