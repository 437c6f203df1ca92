import Foundation
import Support
import TestSupport
import Testing
import Training

/// `train --tensorboard`, read back by TensorBoard itself.
@Suite struct TensorBoardTests {
  static let canRead = PeerPython.has("tensorboard", "pandas")

  /// What TensorBoard finds: values by tag and step; of histograms the number of values, of texts the text.
  struct Found: Decodable {
    struct Point: Decodable, Equatable {
      let step: Int
      let value: Double
    }
    let scalars: [String: [Point]]
    let histograms: [String: [Point]]
    let texts: [String: [Text]]

    struct Text: Decodable {
      let step: Int
      let text: String
    }

    init(run: String) throws {
      let script = """
        import json, sys
        from tensorboard.backend.event_processing import event_accumulator
        events = event_accumulator.EventAccumulator(
            sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
        events.Reload()
        tags = events.Tags()
        def points(name, values, of):
            return {tag: [{"step": e.step, name: of(e)} for e in values(tag)] for tag in tags[values.__name__.lower()]}
        print(json.dumps({
            "scalars": points("value", events.Scalars, lambda e: e.value),
            "histograms": points("value", events.Histograms, lambda e: sum(e.histogram_value.bucket)),
            "texts": points("text", events.Tensors, lambda e: e.tensor_proto.string_val[0].decode()),
        }))
        """
      let result = try ProcessRunner.run(PeerPython.path, ["-c", script, run + "/tensorboard"], timeout: 120)
      #expect(result.exitCode == 0, "\(result.standardError)")
      self = try JSONDecoder().decode(Found.self, from: Data(result.standardOutput.utf8))
    }
  }

  /// The columns of metrics.csv, as pandas reads it.
  static func metrics(_ run: String) throws -> [String: [Double]] {
    let script = """
      import json, sys, pandas
      table = pandas.read_csv(sys.argv[1])
      assert table["epoch"].dtype == table["step"].dtype == "int64", table.dtypes
      assert (table.drop(columns=["epoch", "step"]).dtypes == "float64").all(), table.dtypes
      print(json.dumps({name: table[name].tolist() for name in table}))
      """
    let result = try ProcessRunner.run(PeerPython.path, ["-c", script, run + "/metrics.csv"], timeout: 120)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try JSONDecoder().decode([String: [Double]].self, from: Data(result.standardOutput.utf8))
  }

  /// Expects TensorBoard to have an epoch's numbers once each, and those of metrics.csv. Times are written there with three
  /// digits, rates with one.
  static func expectMetrics(_ run: String, _ found: Found) throws {
    let metrics = try metrics(run)
    let steps = try #require(metrics["step"]).map { Int($0) }
    for (tag, column, digits) in [
      ("loss/train", "train_mse", nil), ("loss/test", "test_mse", nil),
      ("loss/best_test", "best_test_mse", nil),
      ("learning_rate", "learning_rate", nil), ("speed/epoch_seconds", "seconds", 3),
      ("speed/samples_per_second", "samples_per_second", 1),
    ] as [(String, String, Int?)]
      + (metrics["validation_mse"] == nil ? [] : [("loss/validation", "validation_mse", nil)])
    {
      let points = try #require(found.scalars[tag], "\(tag)")
      #expect(points.map(\.step) == steps, "\(tag)")
      #expect(metrics[column]?.count == steps.count, "\(tag)")
      for (point, value) in zip(points, try #require(metrics[column])) {
        if let digits {
          // Half a unit of the last digit, and the rounding to single precision.
          let error = 0.5 * pow(10, -Double(digits)) + abs(value) * 0x1p-24
          #expect(abs(point.value - value) <= error * (1 + 1e-9), "\(tag)")
        } else {
          #expect(point.value == Double(Float(value)), "\(tag)")
        }
      }
    }
  }

  @Test(.enabled(if: canRead, "\(PeerPython.absence)"), arguments: ["quantum", "classical"])
  func itReadsWhatMetricsCSVHolds(head: String) throws {
    let directory = try TemporaryDirectory()
    let (output, plain) = (directory.path("run"), directory.path("plain"))
    // So large a limit clips nothing, but has the log say what norms were.
    let settings =
      Demo.settings
      + ["--head", head, "--learning-rate-schedule", "cosine", "--gradient-clip-norm", "1e6"]
    let said = try Demo.mpirun(
      ranks: 2, try Demo.train(output: output, settings + ["--tensorboard"])
    ).standardOutput
    let found = try Found(run: output)
    try Self.expectMetrics(output, found)
    #expect(found.histograms["circuit/angles"]?.map(\.step) == (head == "quantum" ? [0, 4, 8, 12] : nil))
    #expect(found.histograms["circuit/angles"]?.allSatisfy { $0.value == 1320 } != false)
    #expect(found.scalars["circuit/scale"]?.first?.value == (head == "quantum" ? 1 : nil))
    let norms = try #require(found.scalars["gradient_norm/all"])
    #expect(norms.map(\.step) == [4, 8, 12])
    for (epoch, norm) in zip(1..., norms) {
      let line = "epoch \(epoch): gradient norm \(String(format: "%.3g", norm.value)) on average"
      #expect(said.contains(line), "\(said)")
    }
    let parts = head == "quantum" ? ["circuit-angles", "scale-and-offset"] : ["classical-head"]
    for part in ["drug-branch", "cell-line-branch"] + parts {
      #expect(found.scalars["gradient_norm/\(part)"]?.allSatisfy { $0.value > 0 } == true, "\(part)")
    }
    let configuration = try #require(found.texts["configuration"]?.first)
    #expect(configuration.step == 0 && configuration.text.contains("\n    head: \(head)\n"))
    // One file, by rank 0; and no bit of the run is another.
    #expect(try FileManager.default.contentsOfDirectory(atPath: output + "/tensorboard").count == 1)
    try Demo.run(try Demo.train(output: plain, settings.dropLast(2)))
    #expect(try RunOutcome(output).differences(from: RunOutcome(plain)).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: plain + "/tensorboard"))
  }

  /// The run loses its last two epochs, and makes them once more.
  @Test(.enabled(if: canRead, "\(PeerPython.absence)"))
  func aRunThatGoesOnHasNoStepTwice() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(
      try Demo.train(output: output, Demo.settings + ["--keep-checkpoints", "9", "--tensorboard"]))
    let store = CheckpointStore(directory: output + "/checkpoints", keep: 9)
    for path in [store.path(step: 8), store.path(step: 12), store.best] { unlink(path) }
    // Without the flag: the run has such files.
    try Demo.run(["train", "--resume", output])
    let found = try Found(run: output)
    try Self.expectMetrics(output, found)
    #expect(found.histograms["circuit/angles"]?.map(\.step) == [0, 4, 8, 12])
    #expect(try FileManager.default.contentsOfDirectory(atPath: output + "/tensorboard").count == 2)
  }

  /// The smallest test MSE is none of the epoch that the validation set calls best.
  @Test(.enabled(if: canRead, "\(PeerPython.absence)"))
  func aRunWithAValidationSetHasItsLoss() throws {
    let directory = try TemporaryDirectory()
    let (output, late) = (directory.path("run"), directory.path("late"))
    let settings = EarlyStoppingRunTests.validating + ["--epochs", "8", "--learning-rate", "0.02"]
    try Demo.run(try Demo.train(output: output, settings + ["--tensorboard"]))
    let found = try Found(run: output)
    try Self.expectMetrics(output, found)
    #expect(found.scalars["loss/validation"]?.count == 8)
    let metrics = try Self.metrics(output)
    let (test, validation) = (try #require(metrics["test_mse"]), try #require(metrics["validation_mse"]))
    // Else the test could not fail: the best by validation is somewhere not the best by test.
    let differs = (1...8).contains { count in
      let best = validation.prefix(count).enumerated().min { $0.element < $1.element }!.offset
      return test[best] != test.prefix(count).min()
    }
    #expect(differs, "\(metrics)")
    // The same from the history of a run that had no event files.
    try Demo.run(try Demo.train(output: late, settings))
    try Demo.run(["train", "--resume", late, "--tensorboard"])
    let again = try Found(run: late)
    for tag in ["loss/train", "loss/test", "loss/validation", "loss/best_test", "learning_rate"] {
      #expect(again.scalars[tag] == found.scalars[tag], "\(tag)")
    }
  }

  @Test func aCompleteRunGetsNoFurtherFile() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    func resume(_ more: [String] = []) throws -> Int {
      try Demo.run(["train", "--resume", output] + more)
      return try FileManager.default.contentsOfDirectory(atPath: output + "/tensorboard").count
    }
    #expect(try resume(["--tensorboard"]) == 1)
    #expect(try resume() == 1 && resume(["--tensorboard"]) == 1)
    #expect(try resume(["--epochs", "4"]) == 2)
  }

  /// A run that had no event files before gets what its history holds.
  @Test(.enabled(if: canRead, "\(PeerPython.absence)"))
  func aRunThatIsExtendedGetsItsHistory() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    try Demo.run(["train", "--resume", output, "--epochs", "5", "--tensorboard"])
    let found = try Found(run: output)
    #expect(found.scalars["loss/test"]?.map(\.step) == [4, 8, 12, 16, 20])
    #expect(
      found.scalars["loss/test"]?.map(\.value)
        == (try Self.metrics(output)["test_mse"])?.map { Double(Float($0)) })
    #expect(found.scalars["speed/epoch_seconds"]?.map(\.step) == [16, 20])
  }

  /// The event file alone meets a full disk; what it holds then are whole records.
  @Test(.enabled(if: SmallDisk.isAllowed, "mounting a tmpfs takes root"))
  func aFullDiskEndsTheRunAtTheEventFile() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    try Demo.run(try Demo.train(output: output))
    let disk = try #require(try SmallDisk(size: "8k"))
    try FileManager.default.createSymbolicLink(
      atPath: output + "/tensorboard", withDestinationPath: disk.path)
    let result = try Demo.mpirun(
      ranks: 2, ["train", "--resume", output, "--epochs", "40", "--tensorboard"], expecting: .inputOutput)
    let errors = RunningRanks.lines(result)
    #expect(errors.count == 1, "\(result.standardError)")
    #expect(errors.first?.contains("\(output)/tensorboard/events.out.tfevents.") == true)
    #expect(errors.first?.hasSuffix("No space left on device") == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: disk.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: disk.path + "/" + (try #require(names.first))))
    var (place, records) = (0, 0)
    while place + 12 <= bytes.count {
      place += 16 + bytes[place..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      records += 1
    }
    #expect(place == bytes.count && records > 5)
    // With room again it goes on, and no step is missing or there twice.
    disk.remount("size=1m")
    try Demo.run(["train", "--resume", output])
    if Self.canRead {
      let steps = try Found(run: output).scalars["loss/test"]?.map(\.step)
      #expect(steps == (1...40).map { 4 * $0 })
    }
  }

  @Test func eventsOfAnotherRunAreNotMixedWithANewOnes() throws {
    let directory = try TemporaryDirectory()
    let events = directory.path("run/tensorboard")
    try FileManager.default.createDirectory(atPath: events, withIntermediateDirectories: true)
    let result = try Demo.run(
      try Demo.train(output: directory.path("run")) + ["--tensorboard"], expecting: .cannotCreate)
    #expect(result.standardError.contains("\(events): is there already"), "\(result.standardError)")
  }
}
