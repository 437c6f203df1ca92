import DrugResponse
import Testing

/// A way to spoil a data set, and what must be said of it.
struct Spoiling: Sendable, CustomTestStringConvertible {
  let object: String
  let problem: String
  let spoil: @Sendable (inout ResponseDataset) -> Void

  init(_ object: String, _ problem: String, _ spoil: @escaping @Sendable (inout ResponseDataset) -> Void) {
    self.object = object
    self.problem = problem
    self.spoil = spoil
  }

  var testDescription: String { "\(object): \(problem)" }
}

@Suite struct DatasetDefectTests {
  private static let sound = SmallDataset.full(cellLines: 3, drugs: 4) { _ in 0.5 }

  @Test func soundDataHaveNone() {
    #expect(Self.sound.firstDefect == nil)
    var dataset = Self.sound
    dataset.responses.auc = [.nan, 0, 1] + [Float](repeating: 0.5, count: 9)
    dataset.drugs.canonicalSMILES = ["C", "C", "N", "O"]
    dataset.drugs.pathway = ["", "", "", "p53 pathway"]
    #expect(dataset.firstDefect == nil)
  }

  /// Drugs 0...3 have 2, 3, 4, 2 atoms in chains, so offsets 0, 2, 5, 9, 11 and bonds 0, 1, 3, 6, 7.
  @Test(arguments: [
    Spoiling("/cell_lines/name", "expected 3 values, found 2") { $0.cellLines.name.removeLast() },
    Spoiling("/cell_lines/name", "row 1: expected a name, found none") { $0.cellLines.name[1] = "" },
    Spoiling("/cell_lines/name", "row 2: x is in row 0 already, expected it once") {
      $0.cellLines.name = ["x", "y", "x"]
    },
    Spoiling("/cell_lines/tissue", "expected 3 values, found 0") { $0.cellLines.tissue = [] },
    Spoiling("/cell_lines/features", "expected 15 values, found 14") { $0.cellLines.features.removeLast() },
    Spoiling("/cell_lines/features", "row 2, column 1 (gene1_mut): expected 0 or 1, found 2") {
      $0.cellLines.features[11] = 2
    },
    Spoiling("/cell_lines/cosmic_id", "row 2: 900001 is in row 1 already, expected it once") {
      $0.cellLines.cosmicID[2] = 900_001
    },
    Spoiling("/cell_lines/feature_name", "row 4: gene0_mut is in row 0 already, expected it once") {
      $0.cellLines.featureName[4] = "gene0_mut"
    },
    Spoiling("/drugs/name", "row 3: drug 1 is in row 1 already, expected it once") {
      $0.drugs.name[3] = "drug 1"
    },
    Spoiling("/drugs/smiles", "row 0: expected a SMILES string, found ") { $0.drugs.smiles[0] = "" },
    Spoiling("/drugs/smiles", "row 1: expected a SMILES string, found   ") { $0.drugs.smiles[1] = "  " },
    Spoiling("/drugs/canonical_smiles", "expected 4 values, found 1") { $0.drugs.canonicalSMILES = ["C"] },
    Spoiling("/drugs/canonical_smiles", "row 2: expected a SMILES string, found ") {
      $0.drugs.canonicalSMILES = ["C", "C", "", "C"]
    },
    Spoiling("/drugs/canonical_smiles", "row 3: expected a SMILES string, found  ") {
      $0.drugs.canonicalSMILES = ["C", "C", "C", " "]
    },
    Spoiling("/drugs/target", "expected 4 values, found 1") { $0.drugs.target = ["EGFR"] },
    Spoiling("/drugs/pathway", "expected 4 values, found 0") { $0.drugs.pathway = [] },
    Spoiling("/drugs/pubchem_cid", "row 2: expected a PubChem CID, or -1, found -2") {
      $0.drugs.pubchemCID[2] = -2
    },
    Spoiling("/drugs/atom_offset", "expected 5 values, found 4") { $0.drugs.atomOffset.removeLast() },
    Spoiling("/drugs/atom_offset", "row 0: expected 0, found 1") { $0.drugs.atomOffset[0] = 1 },
    Spoiling("/drugs/atom_offset", "row 3: 1 is below 5 in the row before, expected ascent") {
      $0.drugs.atomOffset[3] = 1
    },
    Spoiling(
      "/drugs/atom_offset", "row 2: the drug in row 1 (drug 1) has no atom, expected at least one"
    ) { $0.drugs.atomOffset[2] = 2 },
    Spoiling("/drugs/atom_offset", "row 4: expected 11, the number of rows it divides, found 12") {
      $0.drugs.atomOffset[4] = 12
    },
    Spoiling("/drugs/atom_features", "expected rows of 78 values, found 857 values in all") {
      $0.drugs.atomFeatures.removeLast()
    },
    Spoiling("/drugs/atom_features", "row 1, column 3: expected a number from 0 to 1, found nan") {
      $0.drugs.atomFeatures[78 + 3] = .nan
    },
    Spoiling("/drugs/atom_features", "row 1, column 3: expected a number from 0 to 1, found -0.5") {
      $0.drugs.atomFeatures[78 + 3] = -0.5
    },
    Spoiling(
      "/drugs/atom_features",
      "row 10, column 0: expected one value other than 0 in the columns 0 ... 43, found 0.0"
    ) { $0.drugs.atomFeatures.replaceSubrange(780..<858, with: repeatElement(0, count: 78)) },
    Spoiling("/drugs/atom_features", "row 3, column 47: expected 0 beside the value in column 46, found 0.2")
    {
      $0.drugs.atomFeatures[3 * 78 + 47] = 0.2
    },
    Spoiling(
      "/drugs/atom_features",
      "row 2, column 66: expected one value other than 0 in the columns 66 ... 76, found 0.0"
    ) { $0.drugs.atomFeatures.replaceSubrange(2 * 78 + 66..<2 * 78 + 77, with: repeatElement(0, count: 11)) },
    Spoiling(
      "/drugs/atom_features",
      "row 4, column 0: expected 0.2, the row's 5 values other than 0 being equal, their sum 1, found 0.25"
    ) { $0.drugs.atomFeatures[4 * 78 + 77] = 0.25 },
    Spoiling("/drugs/bond_offset", "row 4: expected 7, the number of rows it divides, found 6") {
      $0.drugs.bondOffset[4] = 6
    },
    Spoiling("/drugs/bond_offset", "row 2: 0 is below 1 in the row before, expected ascent") {
      $0.drugs.bondOffset[2] = 0
    },
    Spoiling("/drugs/bonds", "expected pairs, found 13 values in all") { $0.drugs.bonds.removeLast() },
    Spoiling(
      "/drugs/bonds",
      "row 2, drug 1 (drug 1): (1, 3) is no pair of the drug's atoms, expected numbers from 0 to 2"
    ) { $0.drugs.bonds[5] = 3 },
    Spoiling(
      "/drugs/bonds",
      "row 0, drug 0 (drug 0): (-1, 1) is no pair of the drug's atoms, expected numbers from 0 to 1"
    ) { $0.drugs.bonds[0] = -1 },
    Spoiling("/drugs/bonds", "row 2, drug 1 (drug 1): joins atom 2 to itself, expected two atoms") {
      $0.drugs.bonds[4] = 2
    },
    Spoiling("/drugs/bonds", "row 2, drug 1 (drug 1): (1, 0) occurs twice, expected each bond once") {
      $0.drugs.bonds.replaceSubrange(4..<6, with: [1, 0])
    },
    Spoiling("/responses/drug", "expected 12 values, found 11") { $0.responses.drug.removeLast() },
    Spoiling("/responses/ln_ic50", "expected 12 values, found 0") { $0.responses.lnIC50 = [] },
    Spoiling("/responses/auc", "expected 12 values, found 0") { $0.responses.auc = [] },
    Spoiling("/responses/cell_line", "row 4: there is no row 3, expected one of the 3 cell lines") {
      $0.responses.cellLine[4] = 3
    },
    Spoiling("/responses/drug", "row 0: there is no row -1, expected one of the 4 drugs") {
      $0.responses.drug[0] = -1
    },
    Spoiling("/responses/ln_ic50", "row 11: expected a finite number, found inf") {
      $0.responses.lnIC50[11] = .infinity
    },
    Spoiling("/responses/auc", "row 3: expected a number from 0 to 1, or NaN, found 1.5") {
      $0.responses.auc[3] = 1.5
    },
  ]) func isNamedByObjectAndRow(spoiling: Spoiling) {
    var dataset = Self.sound
    spoiling.spoil(&dataset)
    #expect(dataset.firstDefect?.object == spoiling.object)
    #expect(dataset.firstDefect?.problem == spoiling.problem)
  }
}
