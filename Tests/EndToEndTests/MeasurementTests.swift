import Foundation
import Support
import TestSupport
import Testing
import Training

/// `evaluate --shots` and `--noise`.
@Suite struct MeasurementTests {
  static let trained = Result {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("run")))
    return directory
  }

  static func evaluate(_ more: [String], run: String? = nil) throws -> Evaluation {
    let directory = try trained.get()
    let json = try Demo.run(
      ["evaluate", "--checkpoint", run ?? directory.path("run"), "--data", try Demo.files.data, "--json"]
        + more
    ).standardOutput
    return try JSONDecoder().decode(Evaluation.self, from: Data(json.utf8))
  }

  static func mse(_ evaluation: Evaluation, _ name: String) throws -> Double {
    let row = try #require(evaluation.rows.first { $0.name == name })
    return try #require(row.metrics.normalised.overall.mse)
  }

  @Test func shotsStandBesideTheExactModel() throws {
    let exact = try Self.evaluate([])
    #expect(exact.measurement == nil)
    let shots = 4096
    let measured = try Self.evaluate(["--shots", "\(shots)", "--seed", "3"])
    #expect(
      measured.rows.map(\.name) == ["model", "model-with-shots", "mean", "drug-mean", "drug-and-cell-line"])
    #expect(try Self.mse(measured, "model") == Self.mse(exact, "model"))
    let measurement = try #require(measured.measurement)
    #expect(measurement.shots == shots && measurement.seed == 3 && measurement.depolarizing == nil)
    let error = try #require(measurement.expectationStandardError)
    // The root mean square of sqrt((1 - E^2)/N) over the pairs; its own error is that of a mean of 70 estimates, each of a
    // relative deviation below 2/sqrt(N).
    let ideal = ((1 - measurement.expectationRMS * measurement.expectationRMS) / Double(shots)).squareRoot()
    #expect(
      abs(error - ideal) <= 5 * ideal * 2 / Double(shots).squareRoot() / Double(measured.count).squareRoot())
    let predictionError = try #require(measurement.predictionStandardError)
    // Prediction errors e add to residuals r: the MSE grows by s^2 on average, and deviates by at most
    // 2 s sqrt(MSE/n) + s^2 sqrt(2/n), s the standard error.
    let (before, after) = (try Self.mse(measured, "model"), try Self.mse(measured, "model-with-shots"))
    let n = Double(measured.count)
    let growth = predictionError * predictionError
    let deviation = 2 * predictionError * (before / n).squareRoot() + growth * (2 / n).squareRoot()
    #expect(before != after)
    #expect(abs(after - before - growth) <= 5 * deviation)
  }

  @Test func outcomesDependOnSeedAloneAndNotOnThreadsOrNeighbours() throws {
    func numbers(_ more: [String]) throws -> Double {
      try Self.mse(Self.evaluate(["--shots", "100"] + more), "model-with-shots")
    }
    let first = try numbers([])
    #expect(try numbers(["--seed", "1", "--threads", "1"]) == first)
    #expect(try numbers(["--threads", "3"]) == first)
    #expect(try numbers(["--seed", "2"]) != first)
  }

  @Test func noiseStandsBesideTheExactModel() throws {
    let none = try Self.evaluate(["--noise", "depolarizing:0"])
    #expect(
      none.rows.map(\.name) == ["model", "model-with-noise", "mean", "drug-mean", "drug-and-cell-line"])
    // Single precision against double: that of a prediction is 1e-6, twice that of a squared error at residuals below 1/2.
    #expect(abs(try Self.mse(none, "model-with-noise") - Self.mse(none, "model")) <= 2e-6)
    #expect(
      none.measurement?.noisyExpectationRMS.map { abs($0 - none.measurement!.expectationRMS) <= 1e-12 }
        == true)
    let noisy = try Self.evaluate(["--noise", "depolarizing:0.0003", "--shots", "1000"])
    #expect(noisy.rows.prefix(3).map(\.name) == ["model", "model-with-noise", "model-with-shots"])
    let measurement = try #require(noisy.measurement)
    let left = try #require(measurement.noisyExpectationRMS)
    #expect(measurement.depolarizing == 0.0003 && left < measurement.expectationRMS)
    // Outcomes are drawn from the noisy circuit.
    let error = try #require(measurement.expectationStandardError)
    let ideal = ((1 - left * left) / 1000).squareRoot()
    #expect(abs(error - ideal) <= 5 * ideal * 2 / 1000.0.squareRoot() / Double(noisy.count).squareRoot())
  }

  @Test func theLayoutParallelIsMeasuredCircuitByCircuit() throws {
    let directory = try TemporaryDirectory()
    let run = directory.path("run")
    try Demo.run(
      try Demo.train(output: run, Demo.settings + ["--quantum-layout", "parallel", "--epochs", "1"]))
    let shots = 1000
    let measurement = try #require(try Self.evaluate(["--shots", "\(shots)"], run: run).measurement)
    let error = try #require(measurement.expectationStandardError)
    // 32 circuits of variance at most 1/N each.
    let largest = (1 / Double(32 * shots)).squareRoot()
    #expect(error <= largest && error >= largest / 2)
  }

  @Test func theTableSaysWhatWasMeasured() throws {
    let directory = try Self.trained.get()
    let table = try Demo.run([
      "evaluate", "--checkpoint", directory.path("run"), "--data", try Demo.files.data, "--shots", "1",
      "--noise",
      "depolarizing:0.001",
    ]).standardOutput
    for words in [
      "model with noise", "model with shots", "probability 0.001", "shots: 1 a circuit, seed 1", "unknown",
    ] {
      #expect(table.contains(words), "\(table)")
    }
  }

  @Test func misuseIsRefused() throws {
    let directory = try Self.trained.get()
    func refuse(_ words: [String], _ more: [String], run: String = directory.path("run")) throws {
      try BadInputTests.expect(
        .usage, words, ["evaluate", "--checkpoint", run, "--data", try Demo.files.data] + more)
    }
    for shots in ["0", "-1", "1000000001"] { try refuse(["--shots"], ["--shots=\(shots)"]) }
    try refuse(["--seed", "--shots"], ["--seed", "2"])
    for noise in ["depolarizing", "depolarizing:2", "depolarizing:-0.1", "depolarizing:x", "bitflip:0.1"] {
      try refuse(["--noise"], ["--noise", noise])
    }
    let classical = try TemporaryDirectory()
    try Demo.run(
      try Demo.train(output: classical.path("run"), Demo.settings + ["--head", "classical", "--epochs", "1"]))
    try refuse(["classical head"], ["--shots", "10"], run: classical.path("run"))
    try refuse(["classical head"], ["--noise", "depolarizing:0.1"], run: classical.path("run"))
  }
}
