import CChemistry

/// The 78 features of an atom, by the convention of DeepChem's graph featuriser as GraphDRP uses it (Nguyen et
/// al., "Graph convolutional networks for drug response prediction", 2021): one-hot symbol (44), degree (11),
/// total number of hydrogens (11) and implicit valence (11), then aromaticity (1). Each atom's row is divided
/// by its sum, which is 4 or 5.
public enum AtomFeatures {
  public static let count = symbols.count + 3 * bins + 1

  /// The symbols that have a column of their own; any other element takes the column of "Unknown".
  public static let symbols = [
    "C", "N", "O", "S", "F", "Si", "P", "Cl", "Br", "Mg", "Na", "Ca", "Fe", "As", "Al", "I", "B", "V", "K",
    "Tl", "Yb", "Sb", "Sn", "Ag", "Pd", "Co", "Se", "Ti", "Zn", "H", "Li", "Ge", "Cu", "Au", "Ni", "Cd", "In",
    "Mn", "Zr", "Cr", "Pt", "Hg", "Pb", "Unknown",
  ]

  /// Each of the three counts is one-hot over 0 ... 10.
  static let bins = 11

  /// A name for each column, in order: "symbol C", "degree 0", "hydrogens 0", "implicit valence 0", "aromatic".
  public static let names =
    symbols.map { "symbol \($0)" }
    + ["degree", "hydrogens", "implicit valence"].flatMap { name in (0..<bins).map { "\(name) \($0)" } }
    + ["aromatic"]

  /// How many columns belong together, of which each atom has one: symbol, degree, hydrogens, implicit valence.
  public static let oneHotWidths = [symbols.count, bins, bins, bins]

  private static let columnOfSymbol = Dictionary(
    uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })

  /// Writes an atom's normalised row into the `count` zeros of `row`.
  ///
  /// The convention treats counts beyond 10 differently: a degree is an error there (the caller has checked
  /// it), while hydrogens and implicit valence fall into the last column.
  static func write(_ atom: chemistry_atom, symbol: String, into row: inout ArraySlice<Float>) {
    let start = row.startIndex
    var columns = [
      columnOfSymbol[symbol] ?? symbols.count - 1,
      symbols.count + Int(atom.degree),
      symbols.count + bins + lastBinIfBeyond(atom.total_hydrogens),
      symbols.count + 2 * bins + lastBinIfBeyond(atom.implicit_valence),
    ]
    if atom.aromatic != 0 { columns.append(count - 1) }
    for column in columns { row[start + column] = 1 / Float(columns.count) }
  }

  private static func lastBinIfBeyond(_ value: Int32) -> Int {
    (0..<Int32(bins)).contains(value) ? Int(value) : bins - 1
  }
}
