import Foundation
import Support

/// metrics.csv: one row an epoch. All columns but the last two are the same, bit for bit, whatever the number of ranks
/// and threads; these two are times, and empty for epochs whose times are not known.
struct MetricsTable {
  static let header = "epoch,train_mse,test_mse,best_test_mse,step,seconds,samples_per_second"

  private let path: String
  private let stepsPerEpoch: Int
  /// The timing columns by epoch.
  private var times: [Int: String] = [:]

  /// Keeps the times of the epochs that a table at `path` already has.
  init(path: String, stepsPerEpoch: Int) {
    self.path = path
    self.stepsPerEpoch = stepsPerEpoch
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return }
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 7, let epoch = Int(fields[0]) else { continue }
      times[epoch] = "\(fields[5]),\(fields[6])"
    }
  }

  mutating func record(epoch: Int, seconds: Double, samplesPerSecond: Double) {
    times[epoch] = String(format: "%.3f,%.1f", seconds, samplesPerSecond)
  }

  /// Writes the whole table anew: a killed run never leaves half a row.
  func write(_ history: TrainingHistory) throws {
    var text = Self.header + "\n"
    var best = Double.infinity
    for entry in history.entries {
      best = min(best, entry.testMSE)
      text +=
        "\(entry.epoch),\(entry.trainMSE),\(entry.testMSE),\(best),\(entry.epoch * stepsPerEpoch),"
        + (times[entry.epoch] ?? ",") + "\n"
    }
    try DurableFile.write(text, to: path)
  }
}
