import Foundation
import Support
import TensorBoard
import TestSupport
import Testing

@Suite struct EventFileTests {
  private let directory = try! TemporaryDirectory()

  /// As TensorBoard's own RecordWriter writes them: the four bytes "hqnn", and 0 to 199.
  @Test func recordsAreFramedAsTensorBoardDoes() {
    func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
    #expect(
      hexadecimal(TFRecord.framed(Array("hqnn".utf8))) == "04000000000000004245520468716e6e0efcfd7b")
    let long = hexadecimal(TFRecord.framed(Array(0..<200)))
    #expect(long.hasPrefix("c800000000000000fdaa907800010203"))
    #expect(long.hasSuffix("c4c5c6c7ef9c6a6d"))
  }

  @Test func histogramsCountWhatLiesOutsideForTheNearestInterval() {
    let histogram = Histogram([-1, 0, 0.5, 1, 1.999, 2, 7], from: 0, to: 2, intervalCount: 2)
    #expect(histogram.counts == [3, 4])
    #expect(histogram.upperLimits == [1, 2])
    #expect(histogram.minimum == -1 && histogram.maximum == 7)
    #expect(histogram.sum == 11.499)
    #expect(Histogram([], from: 0, to: 1, intervalCount: 3).counts == [0, 0, 0])
  }

  /// TensorBoard reads files in the order of their names, however short the time between two starts was.
  @Test func laterFilesComeLaterInTheOrderOfTheirNames() throws {
    let future = directory.path("events.out.tfevents.4000000000.elsewhere.1")
    try Data().write(to: URL(fileURLWithPath: future))
    var paths = [future]
    for start in 0..<3 {
      let file = try EventFile(directory: directory.path, host: "a\(9 - start)", from: start)
      paths.append(file.path)
    }
    #expect(paths == paths.sorted() && Set(paths).count == 4)
    #expect(EventFile.exist(in: directory.path))
    #expect(!EventFile.exist(in: directory.path("none")))
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    let file = directory.path("file")
    try Data().write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: FileError.self) {
      _ = try EventFile(directory: file, host: "h", from: 0)
    }
    #expect(error?.exitCode == .cannotCreate && error?.path == file)
  }

  static let reader = """
    import json, sys
    from tensorboard.backend.event_processing import event_accumulator
    events = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
    events.Reload()
    print(json.dumps([[e.step, e.value] for e in events.Scalars("a/b")]))
    # This reader, unlike TensorBoard's pages, leaves texts alone when a file says that a step begins anew.
    print(sorted({e.step for e in events.Tensors("note")}), events.Tensors("note")[-1].tensor_proto.string_val[0].decode())
    for e in events.Histograms("h"):
        v = e.histogram_value
        print(e.step, v.min, v.max, v.num, v.sum, v.sum_squares, list(v.bucket_limit), list(v.bucket))
    """

  /// Two starts, of which the second goes on from step 2: what the first says of step 3 does not count.
  @Test(.enabled(if: PeerPython.has("tensorboard"), "\(PeerPython.absence)"))
  func tensorBoardReadsEveryValue() throws {
    func add(_ file: EventFile, _ step: Int, _ value: Float) throws {
      let histogram = Histogram([0.5, Double(step)], from: 0, to: 4, intervalCount: 2)
      try file.append(
        .summary([
          ("a/b", .scalar(value)), ("h", .histogram(histogram)), ("note", .text("*\(step)* \u{3B8}")),
        ]),
        step: step)
    }
    let first = try EventFile(directory: directory.path, host: "h", from: 0)
    for (step, value) in [(0, 0), (1, -1.5e-30), (2, 0.1), (3, 99)] as [(Int, Float)] {
      try add(first, step, value)
    }
    let second = try EventFile(directory: directory.path, host: "h", from: 3)
    try add(second, 3, .infinity)
    try add(second, 1 << 40, 3)
    let result = try ProcessRunner.run(PeerPython.path, ["-c", Self.reader, directory.path], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = result.standardOutput.split(separator: "\n")
    #expect(
      lines.first
        == "[[0, 0.0], [1, \(Double(Float(-1.5e-30)))], [2, \(Double(Float(0.1)))], [3, Infinity], [1099511627776, 3.0]]"
    )
    #expect(lines.dropFirst().first == "[0, 1, 2, 3, 1099511627776] *1099511627776* \u{3B8}")
    #expect(
      lines.dropFirst(2).prefix(4) == [
        "0 0.0 0.5 2.0 0.5 0.25 [2.0, 4.0] [2.0, 0.0]", "1 0.5 1.0 2.0 1.5 1.25 [2.0, 4.0] [2.0, 0.0]",
        "2 0.5 2.0 2.0 2.5 4.25 [2.0, 4.0] [1.0, 1.0]", "3 0.5 3.0 2.0 3.5 9.25 [2.0, 4.0] [1.0, 1.0]",
      ])
  }
}
