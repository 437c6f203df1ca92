import HDF5
import Schemas
import Support
import TestSupport
import Testing

@Suite("Schemas: checkpoints")
struct CheckpointSchemaTests {
  let directory = try! TemporaryDirectory()

  func problem(_ sample: SampleCheckpoint) throws -> String? {
    let path = directory.path("checkpoint.h5")
    try sample.write(to: path)
    let file = try SealedFile.open(path)
    let error = #expect(throws: FileError.self) { try Schema.named("hqnn-checkpoint").check(file: file) }
    #expect(error?.exitCode == .badInput)
    return error.map { "\($0.location ?? ""): \($0.problem)" }
  }

  @Test("A checkpoint with further state passes")
  func valid() throws {
    let path = directory.path("checkpoint.h5")
    try SampleCheckpoint { root in
      try root.write([Int64(7)], to: "state/counter")
      try root.attributes.set("best_epoch", Int64(1))
    }.write(to: path)
    let report = try Schema.named("hqnn-checkpoint").check(file: try SealedFile.open(path))
    #expect(report.extents == ["N": 3, "M": 2, "H": 2])
    #expect(report.unknownObjects == ["/state", "/state/counter"])
    #expect(report.unknownAttributes == ["best_epoch"])
  }

  @Test("Moments must mirror the parameters")
  func mirror() throws {
    #expect(
      try problem(SampleCheckpoint(momentShape: [3, 2]))
        == "/optimizer/second_moment/drug/gcn1/weight: has shape [3, 2], expected [2, 3] as "
        + "/model/drug/gcn1/weight")
    #expect(
      try problem(SampleCheckpoint { try $0.write([Float(0)], to: "model/head/extra") })
        == "/optimizer/first_moment/head/extra: is missing, expected one as /model/head/extra")
    #expect(
      try problem(SampleCheckpoint { try $0.write([Float(0)], to: "optimizer/first_moment/extra") })
        == "/optimizer/first_moment/extra: has no counterpart in /model")
    #expect(
      try problem(SampleCheckpoint { try $0.write([0.5], to: "model/head/extra") })
        == "/model/head/extra: expected float32, found float64 [1]")
  }

  @Test("Values and attributes that the schema forbids")
  func values() throws {
    #expect(
      try problem(SampleCheckpoint(firstWeight: .infinity))
        == "/model/drug/gcn1/weight: element [0, 0] is inf, expected a finite number")
    #expect(
      try problem(SampleCheckpoint(firstWeight: -1))
        == "/optimizer/second_moment/drug/gcn1/weight: element [0, 0] is -1.0, expected at least 0.0")
    #expect(
      try problem(SampleCheckpoint(testRows: [2, 3]))
        == "/split/test: row 1 is 3, expected no value of /split/train")
    #expect(
      try problem(SampleCheckpoint(digest: "abc"))
        == "attribute dataset_sha256: has 3 bytes, expected 64")
  }
}
