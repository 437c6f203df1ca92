import Foundation
import HDF5
import Schemas
import Support
import TestSupport
import Testing

@Suite("Schemas: inspect and validate")
struct InspectionTests {
  let directory = try! TemporaryDirectory()

  @Test("All schemas are read, and say what they are")
  func catalogue() throws {
    for name in Schema.names {
      let schema = try Schema.named(name)
      #expect(schema.name == name)
      #expect(schema.version == 1)
      #expect(schema.attributes.first?.value == name)
      #expect(
        (schema.datasets.map(\.description) + schema.trees.map(\.description)).allSatisfy { !$0.isEmpty })
    }
    #expect(throws: SchemaDefinitionError.self) { try Schema.named("other") }
  }

  @Test("The embedded schemas are the ones that people read")
  func oneSource() throws {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../hdf5-schemas")
      .standardizedFileURL.path
    for name in Schema.names {
      let text = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)-1.yaml"))
      #expect(String(decoding: Schema.text(of: name), as: UTF8.self) == String(decoding: text, as: UTF8.self))
    }
  }

  @Test("Inspection lists objects with types, shapes, units and descriptions")
  func inspect() throws {
    let path = directory.path("data.h5")
    try SampleDataset { try $0.write([Int64(1)], to: "extra") }.write(to: path)
    let text = try FileInspection.describe(path)
    let squeezed = text.split(separator: " ").joined(separator: " ")
    #expect(text.hasPrefix("\(path): hqnn-dataset, schema version 1\n"))
    #expect(text.contains("sealed by hqnn, intact"))
    #expect(
      squeezed.contains(
        "/responses/ln_ic50 float32 [5] fletcher32 Natural logarithm of the half-maximal inhibitory concentration "
          + "[ln(micromole/litre)]\n"))
    #expect(squeezed.contains("/drugs/bonds int32 [3, 2] fletcher32 The two atoms of each bond"))
    #expect(squeezed.contains("/extra int64 [1] fletcher32\n"))
    #expect(squeezed.contains("schema_version The version of this schema 1\n"))
  }

  @Test("Validation sums up what it checked")
  func validate() throws {
    let path = directory.path("checkpoint.h5")
    try SampleCheckpoint { try $0.write([Int64(7)], to: "state/counter") }.write(to: path)
    let bytes: Int = 3 * 7 * 4 + 11 * 8 + 8
    // 3 trees of 6 + 1 floats, 3 + 2 + 2 + 2 + 2 words of 8 bytes, and the counter.
    #expect(
      try FileValidation.validate(path) == """
        \(path): valid hqnn-checkpoint, schema version 1
        seal: length and SHA-256 digest are right
        data sets: 12 read, \(bytes) bytes; 9 with Fletcher-32 checksums, all right
        extents: 3 training samples, 2 test samples, 2 epochs trained so far
        not in the schema: /state, /state/counter
        """)
  }

  @Test("An open file is described and validated without going back to its path")
  func openFile() throws {
    let path = directory.path("data.h5")
    try SampleDataset().write(to: path)
    let expected = (try FileInspection.describe(path), try FileValidation.validate(path))
    #expect(!expected.0.hasSuffix("\n") && !expected.1.hasSuffix("\n"))
    let file = try SealedFile.open(path)
    _ = try file.sha256()
    unlink(path)
    #expect(try FileInspection.describe(file) == expected.0)
    #expect(try FileValidation.validate(file) == expected.1)
  }

  @Test("Validation refuses what is damaged or foreign")
  func refused() throws {
    let path = directory.path("data.h5")
    func message() -> String? {
      let error = #expect(throws: FileError.self) { try FileValidation.validate(path) }
      #expect(error?.exitCode == .badInput)
      return error?.problem
    }
    try SealedFile.write(to: path) { try $0.write([Int64(1)], to: "x") }
    #expect(
      message()
        == "has no attribute schema_name, expected one of hqnn-dataset, hqnn-checkpoint, hqnn-experiment")
    try SampleDataset(name: "climate").write(to: path)
    #expect(
      message() == "names the schema climate, expected one of hqnn-dataset, hqnn-checkpoint, hqnn-experiment")
    try SampleDataset().write(to: path)
    var bytes = try #require(FileManager.default.contents(atPath: path))
    bytes[bytes.count / 2] ^= 16
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(
      message() == "does not match its SHA-256 digest: it was damaged or changed after hqnn wrote it")
  }

  @Test(
    "A data set that h5py wrote is read like ours",
    .enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py"))
  func fromPython() throws {
    let path = directory.path("python.h5")
    let result = try Python.run(
      """
      import h5py, numpy as np, sys
      f = h5py.File(sys.argv[1], 'w')
      f.attrs['schema_name'] = 'hqnn-dataset'; f.attrs['schema_version'] = 1
      g = f.create_group('cell_lines')
      g['cosmic_id'] = np.array([7, 9]); g['name'] = ['A', 'β']; g['tissue'] = ['', 'lung']
      g['feature_name'] = ['x', 'y', 'z']; g['features'] = np.ones((2, 3), 'u1')
      g = f.create_group('drugs')
      g['name'] = ['one']; g['smiles'] = ['CO']; g['pubchem_cid'] = np.array([-1])
      g['atom_offset'] = np.array([0, 2]); g['bond_offset'] = np.array([0, 1])
      atoms = np.zeros((2, 78), 'f4'); atoms[:, [0, 45, 58, 69]] = .25
      g.create_dataset('atom_features', data=atoms, fletcher32=True)
      g['bonds'] = np.array([[0, 1]], 'i4')
      g = f.create_group('responses')
      g['cell_line'] = np.array([0, 1], 'i4'); g['drug'] = np.array([0, 0], 'i4')
      g['ln_ic50'] = np.array([1, 2], 'f4'); g['auc'] = np.array([np.nan, 1], 'f4')
      f.close()
      """, [path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let summary = try FileValidation.validate(path)
    #expect(summary.contains("seal: none, written by another program"))
    #expect(summary.contains("16 read"))
    #expect(try FileInspection.describe(path).contains("no seal: written by another program"))
  }
}
