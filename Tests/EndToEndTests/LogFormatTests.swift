import Foundation
import Support
import TestSupport
import Testing

/// What the log's lines carry beside their message.
@Suite struct LogFormatTests {
  /// A line of JSON: what all have, and what those of epochs have.
  struct Line: Decodable {
    let time: String
    let level: String
    let rank: Int
    let host: String
    let message: String
    let epoch: Double?
    let epochs: Double?
    let step: Double?
    let trainMse: Double?
    let testMse: Double?
    let learningRate: Double?
    let seconds: Double?
    let samplesPerSecond: Double?
    let secondsLeft: Double?
    let validationMse: Double?
    let gradientNorm: Double?
    let clippedSteps: Double?
  }

  private func lines(_ text: String) throws -> [Line] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try text.split(separator: "\n").map { try decoder.decode(Line.self, from: Data($0.utf8)) }
  }

  @Test func jsonHasAnObjectALine() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.mpirun(
      ranks: 2,
      try Demo.train(output: output)
        + ["--log-format", "json", "--rank-logs", directory.path("logs"), "--threads", "1"])
    let host = ProcessInfo.processInfo.hostName
    let console = try lines(result.standardOutput)
    let file = try lines(try String(contentsOfFile: output + "/log.txt", encoding: .utf8))
    for line in console + file {
      #expect(line.rank == 0 && line.host == host && !line.message.isEmpty)
      #expect(try Date(line.time, strategy: .iso8601) > Date(timeIntervalSince1970: 0))
    }
    #expect(!console.isEmpty && console.allSatisfy { $0.level == "info" })
    #expect(file.contains { $0.level == "debug" })
    // The numbers of an epoch are those of metrics.csv, to the last digit.
    let rows = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    let epochs = console.filter { $0.trainMse != nil }
    #expect(epochs.count == 3)
    for (epoch, row) in zip(epochs, rows.dropFirst()) {
      let numbers = [
        "epoch": epoch.epoch, "train_mse": epoch.trainMse, "test_mse": epoch.testMse, "step": epoch.step,
        "learning_rate": epoch.learningRate,
      ]
      for (column, number) in numbers {
        let place = try #require(rows[0].firstIndex(of: column))
        #expect(number == Double(row[place]), "\(column)")
      }
      #expect(epoch.epochs == 3 && epoch.seconds ?? 0 > 0 && epoch.samplesPerSecond ?? 0 > 0)
      #expect(epoch.secondsLeft != nil)
      #expect(epoch.validationMse == nil && epoch.gradientNorm == nil && epoch.clippedSteps == nil)
    }
    let other = try lines(
      try String(contentsOfFile: directory.path("logs/log.rank-001.txt"), encoding: .utf8))
    #expect(!other.isEmpty && other.allSatisfy { $0.rank == 1 })
    #expect(other.filter { $0.epoch != nil }.count == 3)
  }

  /// All numbers of an epoch stand in one object.
  @Test func jsonHasWhatThereIsOfValidationAndClipping() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let settings =
      EarlyStoppingRunTests.validating + ["--gradient-clip-norm", "1e-9", "--log-format", "json"]
    let lines = try lines(try Demo.run(try Demo.train(output: output, settings)).standardOutput)
    let rows = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",").map(String.init) }
    let place = try #require(rows[0].firstIndex(of: "validation_mse"))
    let epochs = lines.filter { $0.trainMse != nil }
    #expect(epochs.count == 3)
    #expect(epochs.map(\.validationMse) == rows.dropFirst().map { Double($0[place]) })
    // Every step is clipped to so small a norm.
    #expect(epochs.allSatisfy { $0.gradientNorm ?? 0 > 1e-9 && $0.clippedSteps == 4 })
    #expect(lines.filter { $0.gradientNorm != nil || $0.validationMse != nil }.count == 3)
  }

  @Test func textHasRankAndHostInFilesAlone() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.run(try Demo.train(output: output))
    #expect(!result.standardOutput.contains("[rank"))
    let log = try String(contentsOfFile: output + "/log.txt", encoding: .utf8)
    let host = ProcessInfo.processInfo.hostName
    #expect(log.contains(" info [rank 0, host \(host)] epoch 3/3  step 12"), "\(log)")
    #expect(log.contains(" debug [rank 0, host \(host)] epoch 3 took "), "\(log)")
  }

  @Test func anotherFormatIsRefused() throws {
    let directory = try TemporaryDirectory()
    let result = try Demo.run(
      try Demo.train(output: directory.path("run")) + ["--log-format", "xml"], expecting: .usage)
    #expect(result.standardError.contains("--log-format") && result.standardError.contains("json"))
  }
}
