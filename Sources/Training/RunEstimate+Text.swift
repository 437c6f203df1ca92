import Foundation
import Support

extension RunEstimate {
  /// Lines for a terminal.
  public var text: String {
    var lines = [
      ("parameters", "\(parameters)"),
      (
        "samples",
        "\(trainingSamples) training, "
          + (validationSamples > 0 ? "\(validationSamples) validation, " : "") + "\(testSamples) test"
      ),
      ("steps", "\(stepsPerEpoch) an epoch, \(stepsPerEpoch * epochs) in all"),
      (
        "peak memory",
        "\(Self.bytes(memory.largestRank)) rank \(memory.rank), the largest; all ranks of host \(memory.host) "
          + Self.bytes(memory.largestHost)
      ),
      ("a step", String(format: "%.4f s, %.0f samples/s", stepSeconds, samplesPerSecond)),
      ("an epoch", String(format: "%.2f s, scoring %.2f s of it", epochSeconds, scoringSeconds)),
      (
        "the whole run",
        TimeSpan.words(seconds: totalSeconds)
          + String(
            format: " (%.1f s), with %ld checkpoints, %.2f s for the start and %.2f s for the report",
            totalSeconds, checkpoints, startSeconds, reportSeconds)
      ),
      (
        "a checkpoint",
        Self.bytes(checkpointBytes) + String(format: ", %.3f s without the disk", checkpointSeconds)
      ),
      (
        "disk",
        "\(Self.bytes(diskBytes)) at most: \(keptCheckpoints) newest, the best, and one that is being written"
      ),
    ]
    if let starts {
      lines.append(
        ("with --max-hours", starts > 0 ? "starts: \(starts)" : "no step: the start alone takes longer"))
    }
    let width = lines.map(\.0.count).max() ?? 0
    return "dry run, nothing was written:\n"
      + lines.map { name, value in
        "  " + name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
      }.joined()
  }

  /// "151.3 MB": millions of bytes, as disks are sold.
  private static func bytes(_ count: Int) -> String { String(format: "%.1f MB", Double(count) / 1e6) }
}
