/// Â = D^-1/2 (A + I) D^-1/2 of one drug, unweighted bonds, D the row sums of A + I: Kipf and Welling,
/// "Semi-supervised classification with graph convolutional networks" (ICLR 2017), equation 2 and below.
struct NormalisedAdjacency {
  /// For each atom, the entries of its row: the atom itself and those bonded to it, and 1 / sqrt(d_i d_j).
  let rows: [[(atom: Int, coefficient: Double)]]

  /// - Parameters:
  ///   - drug: for messages.
  ///   - bonds: [E x 2] the drug's bonds, each once, atoms counted from its first.
  /// - Throws: if a bond leads nowhere, to itself or is there twice.
  init(drug: Int, atoms: Int, bonds: ArraySlice<Int32>) throws(ModelInputsError) {
    var neighbours = (0..<atoms).map { [$0] }
    for first in stride(from: bonds.startIndex, to: bonds.endIndex, by: 2) {
      let (a, b) = (Int(bonds[first]), Int(bonds[first + 1]))
      let name = "drug \(drug), bond \((first - bonds.startIndex) / 2) between atoms \(a) and \(b)"
      guard 0..<atoms ~= a, 0..<atoms ~= b else {
        throw ModelInputsError("\(name): expected atoms from 0 to \(atoms - 1)")
      }
      guard a != b else { throw ModelInputsError("\(name): expected two different atoms") }
      guard !neighbours[a].contains(b) else { throw ModelInputsError("\(name): expected each bond once") }
      neighbours[a].append(b)
      neighbours[b].append(a)
    }
    let degrees = neighbours.map(\.count)
    rows = neighbours.map { row in
      row.map { ($0, 1 / Double(row.count * degrees[$0]).squareRoot()) }
    }
  }
}
