import DrugResponse
import Foundation
import TestSupport
import Testing

/// Axes, units and descriptions of data sets as h5py shows them, by the library's own reading of dimension scales.
@Suite(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py")) struct DimensionScaleTests {
  private let directory = try! TemporaryDirectory()

  private func ask(_ expressions: String...) throws -> [String] {
    let path = directory.path("data.h5")
    var dataset = SmallDataset.full(cellLines: 7, drugs: 4)
    dataset.drugs.canonicalSMILES = dataset.drugs.smiles
    try dataset.write(to: path)
    let script =
      "import h5py, sys\nfile = h5py.File(sys.argv[1], 'r')\n"
      + expressions.map { "print(\($0))" }.joined(separator: "\n")
    let result = try Python.run(script, [path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test func axesHaveLabels() throws {
    #expect(
      try ask(
        "[axis.label for axis in file['cell_lines/features'].dims]",
        "file['drugs/atom_offset'].dims[0].label",
        "[axis.label for axis in file['drugs/bonds'].dims]", "file['responses/ln_ic50'].dims[0].label",
        "file['drugs/smiles'].dims[0].label")
        == ["['cosmic_id', 'feature_name']", "boundary", "['bond', 'end']", "response", "name"])
  }

  @Test func scalesAreAttachedToTheirAxes() throws {
    let attached = "[[scale.name for scale in axis.values()] for axis in file['%'].dims]"
    #expect(
      try ask(
        attached.replacing("%", with: "cell_lines/features"),
        attached.replacing("%", with: "drugs/atom_features"),
        attached.replacing("%", with: "drugs/canonical_smiles"),
        attached.replacing("%", with: "responses/auc"),
        "*(h5py.h5ds.is_scale(file[name].id) for name in ('drugs/name', 'drugs/smiles'))",
        "file['cell_lines/features'].dims[1][0][2].decode()",
        "file['drugs/atom_features'].dims[0][0][:].tolist()",
        "[file['drugs/atom_feature_name'].asstr()[i] for i in (0, 43, 44, 54, 55, 76, 77)]")
        == [
          "[['/cell_lines/cosmic_id'], ['/cell_lines/feature_name']]",
          "[['/drugs/atom'], ['/drugs/atom_feature_name']]", "[['/drugs/name']]", "[[]]", "True False",
          "gene2_mut", "[0, 1, 0, 1, 2, 0, 1, 2, 3, 0, 1]",
          "['symbol C', 'symbol Unknown', 'degree 0', 'degree 10', 'hydrogens 0', 'implicit valence 10', 'aromatic']",
        ])
  }

  /// Each scale knows who has it attached, and to which axis: what a program goes by that changes one.
  @Test func scalesKnowTheirUsers() throws {
    let users = "sorted((file[entry[0]].name, int(entry[1])) for entry in file['%'].attrs['REFERENCE_LIST'])"
    #expect(
      try ask(
        users.replacing("%", with: "cell_lines/feature_name"),
        users.replacing("%", with: "cell_lines/cosmic_id"),
        users.replacing("%", with: "drugs/name"))
        == [
          "[('/cell_lines/features', 1)]",
          "[('/cell_lines/features', 0), ('/cell_lines/name', 0), ('/cell_lines/tissue', 0)]",
          "[('/drugs/canonical_smiles', 0), ('/drugs/pubchem_cid', 0), ('/drugs/smiles', 0)]",
        ])
  }

  @Test func everyDataSetSaysWhatItIs() throws {
    #expect(
      try ask(
        "file['responses/ln_ic50'].attrs['units']", "file['responses/ln_ic50'].attrs['long_name']",
        "[name for group in file.values() for name, item in group.items() if not item.attrs.get('long_name')]"
      )
        == ["ln(micromole/litre)", "Natural logarithm of the half-maximal inhibitory concentration", "[]"])
  }

  @Test(.enabled(if: ProcessRunner.findProgram("h5dump") != nil, "HDF5's tools are not installed"))
  func h5dumpReadsThem() throws {
    let h5dump = try #require(ProcessRunner.findProgram("h5dump"))
    _ = try ask()
    let result = try ProcessRunner.run(
      h5dump, ["-a", "/cell_lines/features/DIMENSION_LABELS", directory.path("data.h5")])
    #expect(
      result.standardOutput.contains("(0): \"cosmic_id\", \"feature_name\""), "\(result.standardOutput)")
  }
}
