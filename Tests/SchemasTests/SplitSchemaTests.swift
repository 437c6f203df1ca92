import HDF5
import Schemas
import Support
import TestSupport
import Testing

/// Rules for objects whose names the file chooses.
@Suite("Schemas: splits of a data set")
struct SplitSchemaTests {
  let directory = try! TemporaryDirectory()

  private func file(_ extra: @escaping (Group) throws -> Void) throws -> HDF5File {
    let path = directory.path("data.h5")
    try SampleDataset(extra: extra).write(to: path)
    return try SealedFile.open(path)
  }

  @Test("Splits under any name keep the schema, and are told with its descriptions")
  func valid() throws {
    let file = try file { root in
      try root.write([Int64(0), 4], to: "splits/mine/train")
      try root.write([Int64(2)], to: "splits/mine/test")
      try root.write([Int64(1)], to: "splits/mine/validation")
      try root.write([Int64(1), 2, 0, 1, 2], to: "splits/α β/fold")
      try root.write([Int64(3)], to: "splits/mine/notes")
    }
    let report = try Schema.named("hqnn-dataset").check(file: file)
    #expect(report.extents["R"] == 5)
    #expect(report.unknownObjects == ["/splits/mine/notes"])
    let squeezed = try FileInspection.describe(file).split(separator: " ").joined(separator: " ")
    #expect(squeezed.contains("/splits/mine/test int64 [1] fletcher32 Test samples of a named split"))
    #expect(squeezed.contains("/splits/α β/fold int64 [5] fletcher32 Instead of these two"))
  }

  @Test(
    "What breaks a rule is named",
    arguments: [
      ([0, 5], [2], "/splits/a/train: row 1 is 5, expected a row number 0 ..< 5"),
      ([0, 0], [2], "/splits/a/train: row 1 is 0, expected a value of its own (row 0 has it too)"),
      ([0, 1], [], "/splits/a/test: is empty, expected at least one value"),
      ([0, 1], [3, 1], "/splits/a/test: row 1 is 1, expected no value of /splits/a/train"),
    ] as [([Int64], [Int64], String)])
  func invalid(train: [Int64], test: [Int64], message: String) throws {
    let file = try file { root in
      try root.write(train, to: "splits/a/train")
      try root.write(test, to: "splits/a/test")
      // Another split is another matter.
      try root.write([Int64(0)], to: "splits/b/test")
      try root.write([Int64(1), 3], to: "splits/b/train")
    }
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: file) }
    #expect(error?.description == "\(file.path): \(message)")
  }

  @Test("Folds are one a response")
  func folds() throws {
    let file = try file { try $0.write([Int64(1), 2], to: "splits/cv/fold") }
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: file) }
    #expect(error?.description.contains("/splits/cv/fold: expected int64 [R] with R = 5") == true)
  }
  @Test("A validation side shares no row with the other two", arguments: [(Int64(0), "train"), (2, "test")])
  func validationSides(row: Int64, other: String) throws {
    let file = try file { root in
      try root.write([Int64(0), 4], to: "splits/a/train")
      try root.write([Int64(2)], to: "splits/a/test")
      try root.write([Int64(1), row], to: "splits/a/validation")
    }
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: file) }
    #expect(
      error?.description
        == "\(file.path): /splits/a/validation: row 1 is \(row), expected no value of /splits/a/\(other)")
  }
}
