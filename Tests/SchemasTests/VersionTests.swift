import HDF5
import Schemas
import Support
import TestSupport
import Testing

@Suite("Schemas: versions")
struct VersionTests {
  let directory = try! TemporaryDirectory()

  func refusal(of path: String, _ name: String) throws -> String {
    let file = try SealedFile.open(path)
    let error = try #require(
      #expect(throws: SchemaVersionError.self) { try Schema.named(name).check(file: file) })
    #expect(throws: error) { try FileValidation.validate(path) }
    #expect(error.exitCode == .badInput)
    return error.description
  }

  @Test("A data set of another version is refused with the way out")
  func datasets() throws {
    let path = directory.path("data.h5")
    try SampleDataset(version: 2).write(to: path)
    #expect(
      try refusal(of: path, "hqnn-dataset")
        == "\(path): was written by a newer hqnn, as hqnn-dataset version 2, while this one reads version 1: use that "
        + "hqnn or a later one")
    try SampleDataset(version: 0).write(to: path)
    #expect(
      try refusal(of: path, "hqnn-dataset")
        == "\(path): is hqnn-dataset version 0, which this hqnn does not read (it reads version 1): make it anew from "
        + "its sources with hqnn convert")
  }

  @Test("A checkpoint of another version is refused with the way out")
  func checkpoints() throws {
    let path = directory.path("checkpoint.h5")
    func write(_ version: Int64) throws {
      try SealedFile.write(to: path) { root in
        try root.attributes.set("schema_name", "hqnn-checkpoint")
        try root.attributes.set("schema_version", version)
      }
    }
    try write(3)
    #expect(
      try refusal(of: path, "hqnn-checkpoint")
        == "\(path): was written by a newer hqnn, as hqnn-checkpoint version 3, while this one reads version 1: use "
        + "that hqnn or a later one")
    try write(-1)
    #expect(
      try refusal(of: path, "hqnn-checkpoint")
        == "\(path): is hqnn-checkpoint version -1, which this hqnn does not read (it reads version 1): use the hqnn "
        + "that wrote it, or train anew")
  }

  @Test("A version that is no number, and none at all, are bad files")
  func noVersion() throws {
    let path = directory.path("data.h5")
    func problem(_ version: String?) throws -> String? {
      try SealedFile.write(to: path) { root in
        try root.attributes.set("schema_name", "hqnn-dataset")
        if let version { try root.attributes.set("schema_version", version) }
      }
      let file = try SealedFile.open(path)
      return #expect(throws: FileError.self) { try Schema.named("hqnn-dataset").check(file: file) }?.problem
    }
    #expect(try problem("1") == "attribute schema_version is 1, a text, expected the number 1")
    #expect(try problem(nil) == "has no attribute schema_version, expected 1")
  }
}
