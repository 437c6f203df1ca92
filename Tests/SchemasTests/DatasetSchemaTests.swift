import HDF5
import Schemas
import Support
import TestSupport
import Testing

@Suite("Schemas: data sets")
struct DatasetSchemaTests {
  let directory = try! TemporaryDirectory()

  /// Writes a sample and returns what the check says about it, without the path.
  func problem(_ sample: SampleDataset) throws -> String? {
    let path = directory.path("data.h5")
    try sample.write(to: path)
    let file = try SealedFile.open(path)
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: file) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.path == path)
    return error?.description.replacing("\(path): ", with: "")
  }

  func replacing(_ path: String, _ writer: @escaping (Group) throws -> Void) throws -> String? {
    try problem(SampleDataset(replaced: [path: writer]))
  }

  @Test("A file that keeps the schema passes; what the schema does not name is noted")
  func valid() throws {
    let path = directory.path("data.h5")
    try SampleDataset { root in
      try root.write([Int64(1)], to: "extra/things/list")
      try root.attributes.set("provenance", "{}")
      try root.attributes.set("mood", "good")
    }.write(to: path)
    let file = try SealedFile.open(path)
    let report = try Schema.named("hqnn-dataset").check(file: file)
    #expect(report.extents == ["C": 3, "F": 4, "D": 2, "A": 5, "E": 3, "R": 5])
    #expect(report.unknownObjects == ["/extra", "/extra/things", "/extra/things/list"])
    #expect(report.unknownAttributes == ["mood"])
  }

  @Test("Another schema, a newer version, no schema")
  func identity() throws {
    #expect(
      try problem(SampleDataset(name: "hqnn-checkpoint")) == "holds hqnn-checkpoint, expected hqnn-dataset")
    let path = directory.path("plain.h5")
    try SealedFile.write(to: path) { try $0.write([Int64(1)], to: "x") }
    let plain = try SealedFile.open(path)
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: plain) }
    #expect(
      error?.problem == "is no file of hqnn: it has no attribute schema_name, expected hqnn-dataset")
    let typed = try problem(SampleDataset { try $0.attributes.set("provenance", Int64(3)) })
    #expect(typed == "attribute provenance: expected string, found integer")
  }

  @Test("Missing objects and wrong types")
  func types() throws {
    #expect(
      try problem(SampleDataset(omitted: ["drugs/smiles"]))
        == "/drugs/smiles: is missing, expected string [D]: Structures of the drugs as SMILES")
    #expect(
      try replacing("drugs/smiles") { _ = try $0.createGroup("drugs/smiles") }
        == "/drugs/smiles: is a group, expected a data set: string [D]")
    #expect(
      try replacing("responses/drug") { try $0.write([Int64](0..<5), to: "responses/drug") }
        == "/responses/drug: expected int32 [R], found int64 [5]")
    #expect(
      try replacing("drugs/name") { try $0.write([1.0, 2.0], to: "drugs/name") }
        == "/drugs/name: expected string [D], found float64 [2]")
    #expect(
      try replacing("responses/auc") { try $0.write(scalar: Float(1), to: "responses/auc") }
        == "/responses/auc: expected float32 [R], found a single float32")
  }

  @Test("Shapes that contradict each other")
  func shapes() throws {
    #expect(
      try replacing("cell_lines/name") { try $0.write(["a", "b"], to: "cell_lines/name") }
        == "/cell_lines/name: expected string [C] with C = 3 as in /cell_lines/cosmic_id, found string[1] [2]"
    )
    #expect(
      try replacing("drugs/atom_offset") { try $0.write([Int64(0), 5], to: "drugs/atom_offset") }
        == "/drugs/atom_offset: expected int64 [D + 1] with D = 2 as in /drugs/name, found int64 [2]")
    #expect(
      try replacing("drugs/atom_features") {
        try $0.write([Float](repeating: 0, count: 5 * 77), to: "drugs/atom_features", shape: [5, 77])
      } == "/drugs/atom_features: expected float32 [A, 78], found float32 [5, 77]")
    #expect(
      try replacing("drugs/bonds") { try $0.write([Int32(0), 1], to: "drugs/bonds") }
        == "/drugs/bonds: expected int32 [E, 2], found int32 [2]")
  }

  @Test("Values that the schema forbids")
  func values() throws {
    #expect(
      try replacing("cell_lines/features") {
        try $0.write([UInt8](repeating: 2, count: 12), to: "cell_lines/features", shape: [3, 4])
      } == "/cell_lines/features: element [0, 0] is 2, expected 0 ... 1")
    #expect(
      try replacing("cell_lines/cosmic_id") { try $0.write([Int64(1), 2, 1], to: "cell_lines/cosmic_id") }
        == "/cell_lines/cosmic_id: row 2 is 1, expected a value of its own (row 0 has it too)")
    #expect(
      try replacing("cell_lines/feature_name") {
        try $0.write(["a", "b", "c", "b"], to: "cell_lines/feature_name")
      } == "/cell_lines/feature_name: row 3 is 'b', expected a value of its own (row 1 has it too)")
    #expect(
      try replacing("drugs/smiles") { try $0.write(["C", "  "], to: "drugs/smiles") }
        == "/drugs/smiles: row 1 is '  ', expected a text")
    #expect(
      try replacing("responses/cell_line") {
        try $0.write([Int32(0), 1, 3, 0, 2], to: "responses/cell_line")
      } == "/responses/cell_line: row 2 is 3, expected a row number 0 ..< 3")
    #expect(
      try replacing("responses/drug") { try $0.write([Int32(0), 0, -1, 1, 1], to: "responses/drug") }
        == "/responses/drug: row 2 is -1, expected a row number 0 ..< 2")
    #expect(
      try replacing("responses/ln_ic50") {
        try $0.write([Float(1), .nan, 0, 3, 4], to: "responses/ln_ic50")
      } == "/responses/ln_ic50: row 1 is nan, expected a finite number")
    #expect(
      try replacing("responses/auc") { try $0.write([Float(1), 0, 0, 3, 0], to: "responses/auc") }
        == "/responses/auc: row 3 is 3.0, expected 0.0 ... 1.0")
    #expect(
      try replacing("drugs/pubchem_cid") { try $0.write([Int64(5), -2], to: "drugs/pubchem_cid") }
        == "/drugs/pubchem_cid: row 1 is -2, expected at least -1")
  }

  @Test("Offsets and bonds that would lead outside their drug")
  func offsets() throws {
    func offset(_ values: [Int64]) throws -> String? {
      try replacing("drugs/atom_offset") { try $0.write(values, to: "drugs/atom_offset") }
    }
    #expect(try offset([1, 3, 5]) == "/drugs/atom_offset: row 0 is 1, expected 0")
    #expect(try offset([0, 3, 4]) == "/drugs/atom_offset: row 2 is 4, expected A = 5")
    #expect(try offset([0, 6, 5]) == "/drugs/atom_offset: row 2 is 5, expected more than the 6 before it")
    #expect(try offset([0, 0, 5]) == "/drugs/atom_offset: row 1 is 0, expected more than the 0 before it")
    func bonds(_ values: [Int32]) throws -> String? {
      try replacing("drugs/bonds") { try $0.write(values, to: "drugs/bonds", shape: [3, 2]) }
    }
    #expect(
      try bonds([0, 1, 1, 2, 0, 2])
        == "/drugs/bonds: element [2, 1] is 2, expected below 2, what /drugs/atom_offset has for its row 1")
    #expect(
      try bonds([0, 3, 1, 2, 0, 1])
        == "/drugs/bonds: element [0, 1] is 3, expected below 3, what /drugs/atom_offset has for its row 0")
    #expect(try bonds([0, -1, 1, 2, 0, 1]) == "/drugs/bonds: element [0, 1] is -1, expected at least 0")
  }

  @Test("A data set without drugs is refused, one without bonds is not")
  func empty() throws {
    let none = SampleDataset(replaced: [
      "drugs/name": { try $0.write([String](), to: "drugs/name") },
      "drugs/smiles": { try $0.write([String](), to: "drugs/smiles") },
      "drugs/pubchem_cid": { try $0.write([Int64](), to: "drugs/pubchem_cid") },
      "drugs/atom_offset": { try $0.write([Int64(0)], to: "drugs/atom_offset") },
      "drugs/bond_offset": { try $0.write([Int64(0)], to: "drugs/bond_offset") },
    ])
    #expect(try problem(none) == "/drugs/name: is empty, expected at least one value")
    let path = directory.path("unbonded.h5")
    try SampleDataset(replaced: [
      "drugs/bond_offset": { try $0.write([Int64(0), 0, 0], to: "drugs/bond_offset") },
      "drugs/bonds": { try $0.write([Int32](), to: "drugs/bonds", shape: [0, 2]) },
    ]).write(to: path)
    #expect(try Schema.named("hqnn-dataset").check(file: try SealedFile.open(path)).extents["E"] == 0)
  }
}
