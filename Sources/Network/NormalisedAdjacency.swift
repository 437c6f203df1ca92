import Support

/// Â = D^-1/2 (A + I) D^-1/2 of every drug, unweighted bonds, D the row sums of A + I: Kipf and Welling,
/// "Semi-supervised classification with graph convolutional networks" (ICLR 2017), equation 2 and below.
///
/// Symmetric, so that it serves backward too. Compressed sparse rows, columns ascending within a row.
struct NormalisedAdjacency<Scalar: NetworkScalar>: Sendable {
  /// [A + 1] the entries of atom a's row are `rowStart[a] ..< rowStart[a + 1]`.
  private let rowStart: AlignedBuffer<Int>
  /// The other atom, counted from the drug's first.
  private let column: AlignedBuffer<Int32>
  /// 1 / sqrt(d_i d_j)
  private let coefficient: AlignedBuffer<Scalar>
  private let longestRow: Int

  init(atomOffset: [Int64], bondOffset: [Int64], bonds: [Int32]) throws(ModelInputsError) {
    var rowStart = [0]
    var columns: [Int32] = []
    var coefficients: [Scalar] = []
    for drug in 0..<atomOffset.count - 1 {
      let neighbours = try Self.neighbours(
        drug, atoms: Int32(atomOffset[drug + 1] - atomOffset[drug]),
        bonds: bonds[2 * Int(bondOffset[drug])..<2 * Int(bondOffset[drug + 1])])
      for row in neighbours {
        for other in row {
          columns.append(other)
          coefficients.append(Scalar(1 / Double(row.count * neighbours[Int(other)].count).squareRoot()))
        }
        rowStart.append(columns.count)
      }
    }
    longestRow = zip(rowStart.dropFirst(), rowStart).map { $0 - $1 }.max() ?? 0
    self.rowStart = AlignedBuffer(rowStart)
    column = AlignedBuffer(columns)
    coefficient = AlignedBuffer(coefficients)
  }

  /// The atoms bonded to each atom and the atom itself, ascending.
  private static func neighbours(_ drug: Int, atoms: Int32, bonds: ArraySlice<Int32>)
    throws(ModelInputsError) -> [[Int32]]
  {
    var neighbours = (0..<atoms).map { [$0] }
    for first in stride(from: bonds.startIndex, to: bonds.endIndex, by: 2) {
      let (a, b) = (bonds[first], bonds[first + 1])
      let name = "drug \(drug), bond \((first - bonds.startIndex) / 2) between atoms \(a) and \(b)"
      guard 0..<atoms ~= a, 0..<atoms ~= b else {
        throw ModelInputsError("\(name): expected atoms from 0 to \(atoms - 1)")
      }
      guard a != b else { throw ModelInputsError("\(name): expected two different atoms") }
      guard !neighbours[Int(a)].contains(b) else {
        throw ModelInputsError("\(name): expected each bond once")
      }
      neighbours[Int(a)].append(b)
      neighbours[Int(b)].append(a)
    }
    return neighbours.map { $0.sorted() }
  }

  /// Room for the terms of one row.
  func makeTerms() -> AlignedBuffer<Int32> { AlignedBuffer(count: longestRow) }

  /// z = Â x for one drug, rows summed in the order of the columns.
  ///
  /// - Parameters:
  ///   - x: [n x width] the drug's atoms.
  ///   - atoms: their places among all drugs' atoms.
  ///   - z: [n x width], overwritten.
  ///   - offsets: from `makeTerms`.
  @inline(__always)
  func aggregate(
    _ x: UnsafePointer<Scalar>, atoms: Range<Int>, width: Int, into z: UnsafeMutablePointer<Scalar>,
    offsets: UnsafeMutablePointer<Int32>
  ) {
    var z = z
    for atom in atoms {
      let first = rowStart.pointer[atom]
      let terms = rowStart.pointer[atom + 1] - first
      for term in 0..<terms {
        offsets[term] = column.pointer[first + term] &* Int32(truncatingIfNeeded: width)
      }
      z.update(repeating: 0, count: width)
      Scalar.accumulateRows(
        x, offsets: offsets, coefficients: coefficient.pointer + first, terms: terms, length: width, into: z)
      z += width
    }
  }
}
