import HDF5
import Schemas
import Support
import TestSupport
import Testing

/// Constraints on rows and groups of rows: one file for each way to break one.
@Suite("Schemas: constraints on rows")
struct ConstraintTests {
  let directory = try! TemporaryDirectory()

  /// What is said of a sample in which one object is another.
  func problem(_ path: String, _ writer: @escaping (Group) throws -> Void) throws -> String? {
    let file = directory.path("data.h5")
    try SampleDataset(omitted: [path], extra: writer).write(to: file)
    let opened = try SealedFile.open(file)
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: opened) }
    #expect(error?.exitCode == .badInput)
    return error.map { "\($0.location ?? ""): \($0.problem)" }
  }

  func atoms(_ change: (inout [Float]) -> Void) throws -> String? {
    var values = SampleDataset.atomFeatures
    change(&values)
    let changed = values
    return try problem("drugs/atom_features") {
      try $0.write(changed, to: "drugs/atom_features", shape: [5, 78])
    }
  }

  @Test("Each group of an atom's features has one value")
  func oneHot() throws {
    #expect(
      try atoms { $0[3 * 78 + 5] = 0.25 }
        == "/drugs/atom_features: element [3, 5] is 0.25, expected 0 beside the value in column 0")
    for (column, columns) in [(0, "0 ... 43"), (44, "44 ... 54"), (59, "55 ... 65"), (70, "66 ... 76")] {
      let first = columns.prefix { $0 != " " }
      #expect(
        try atoms { $0[78 + column] = 0 }
          == "/drugs/atom_features: element [1, \(first)] is 0.0, expected one value other than 0 in the columns "
          + columns)
    }
  }

  @Test("An atom's features are divided by their sum")
  func equalShares() throws {
    let expected = "the row's 5 values other than 0 being equal, their sum 1"
    #expect(
      try atoms { $0[4 * 78 + 77] = 0.25 }
        == "/drugs/atom_features: element [4, 0] is 0.25, expected 0.2, \(expected)")
    #expect(
      try atoms { values in
        for column in [0, 44, 59, 70] { values[78 + column] = 1 }
      } == "/drugs/atom_features: element [1, 0] is 1.0, expected 0.25, "
        + "the row's 4 values other than 0 being equal, their sum 1")
    // One unit in the last place is what a division may be off by.
    let path = directory.path("rounded.h5")
    try SampleDataset(
      omitted: ["drugs/atom_features"],
      extra: {
        try $0.write(
          SampleDataset.atomFeatures.map { $0 == 0 ? 0 : $0.nextUp }, to: "drugs/atom_features",
          shape: [5, 78])
      }
    ).write(to: path)
    try Schema.named("hqnn-dataset").check(file: SealedFile.open(path))
  }

  @Test("A bond joins two atoms, once")
  func pairs() throws {
    func bonds(_ values: [Int32]) throws -> String? {
      try problem("drugs/bonds") { try $0.write(values, to: "drugs/bonds", shape: [3, 2]) }
    }
    #expect(
      try bonds([0, 1, 2, 2, 0, 1])
        == "/drugs/bonds: element [1, 1] is 2, expected another number than beside it")
    #expect(
      try bonds([0, 1, 1, 0, 0, 1])
        == "/drugs/bonds: element [1, 0] is 1, expected a pair of its own (row 0 joins 0 and 1 too)")
  }

  @Test("Atoms are counted anew in each drug")
  func restarts() throws {
    #expect(
      try problem("none") { try $0.write([Int32(0), 1, 2, 3, 4], to: "drugs/atom") }
        == "/drugs/atom: row 3 is 3, expected 0, its number among the rows that /drugs/atom_offset puts together"
    )
    #expect(
      try problem("none") { try $0.write([Int32(0), 1, 2, 0], to: "drugs/atom") }
        == "/drugs/atom: expected int32 [A] with A = 5 as in /drugs/atom_features, found int32 [4]")
  }

  @Test("Names of atom features are one for each column")
  func featureNames() throws {
    #expect(
      try problem("none") {
        try $0.write([String](repeating: "x", count: 78), to: "drugs/atom_feature_name")
      } == "/drugs/atom_feature_name: row 1 is 'x', expected a value of its own (row 0 has it too)")
  }

  @Test("One (cell line, drug) may be measured several times")
  func repeatedPairs() throws {
    let path = directory.path("repeated.h5")
    try SampleDataset(
      omitted: ["responses/cell_line"],
      extra: { try $0.write([Int32(1), 1, 1, 0, 0], to: "responses/cell_line") }
    ).write(to: path)
    try Schema.named("hqnn-dataset").check(file: SealedFile.open(path))
  }

  @Test("Errors of training are not negative, and only those of tests may be unknown")
  func history() throws {
    func problem(_ train: [Double], _ test: [Double]) throws -> String? {
      let path = directory.path("checkpoint.h5")
      try SampleCheckpoint(trainMSE: train, testMSE: test).write(to: path)
      let file = try SealedFile.open(path)
      let error = #expect(throws: FileError.self) { try Schema.named("hqnn-checkpoint").check(file: file) }
      return error.map { "\($0.location ?? ""): \($0.problem)" }
    }
    #expect(
      try problem([0.1, .nan], [0.1, 0.1])
        == "/history/train_mse: row 1 is nan, expected a finite number")
    #expect(
      try problem([0.1, -0.5], [0.1, 0.1]) == "/history/train_mse: row 1 is -0.5, expected at least 0.0")
    #expect(
      try problem([0.1, 0.1], [-0.1, 0.1]) == "/history/test_mse: row 0 is -0.1, expected 0.0 ... inf")
  }
}
