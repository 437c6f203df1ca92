import Foundation
import Network
import Support

/// metrics.csv: one row an epoch. All columns but the last two are the same, bit for bit, whatever the number of ranks
/// and threads; these two are times, and empty for epochs whose times are not known. The learning rate is that of an
/// epoch's last step. Runs with a validation set have a further column, `validation_mse`.
struct MetricsTable {
  private let path: String
  private let schedule: LearningRateSchedule
  private let stepsPerEpoch: Int
  private let validates: Bool
  /// The timing columns by epoch.
  private var times: [Int: String] = [:]

  /// Keeps the times of the epochs that a table at `path` already has.
  init(path: String, schedule: LearningRateSchedule, stepsPerEpoch: Int, validates: Bool) {
    self.validates = validates
    self.path = path
    self.schedule = schedule
    self.stepsPerEpoch = stepsPerEpoch
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      // Seven in tables from before there was a learning rate in them, nine with a validation set.
      guard (7...9).contains(fields.count), let epoch = Int(fields[0]) else { continue }
      times[epoch] = fields.suffix(2).joined(separator: ",")
    }
  }

  mutating func record(epoch: Int, seconds: Double, samplesPerSecond: Double) {
    times[epoch] = String(format: "%.3f,%.1f", seconds, samplesPerSecond)
  }

  /// Writes the whole table anew: a killed run never leaves half a row.
  func write(_ history: TrainingHistory) throws {
    var text =
      "epoch,train_mse,test_mse,\(validates ? "validation_mse," : "")best_test_mse,step,learning_rate,seconds,"
      + "samples_per_second\n"
    for (entry, best) in zip(history.entries, history.smallestTestMSEs) {
      let step = entry.epoch * stepsPerEpoch
      let rate = schedule.rate(step: step, stepsPerEpoch: stepsPerEpoch)
      text +=
        "\(entry.epoch),\(entry.trainMSE),\(entry.testMSE),"
        + (validates ? "\(entry.validationMSE.map { "\($0)" } ?? "")," : "") + "\(best),\(step),\(rate),"
        + (times[entry.epoch] ?? ",") + "\n"
    }
    try DurableFile.write(text, to: path)
  }
}
