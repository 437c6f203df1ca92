import Foundation
import Support

/// Runs cases one after the other, in a process that may come to harm, and tells its parent of each before and after.
struct Worker {
  let reader: String
  let seed: UInt64
  /// Where the files of the case in hand lie; its parent's to keep or to remove.
  let directory: String
  /// Whether files are put aside, under the case's number, also of cases that did not fail.
  let keepsFiles: Bool

  /// Beyond what the process has before its first case.
  static let memory = 1 << 30
  /// Of processor time, for one case: a hundred times what the slowest takes.
  static let caseSeconds = 20

  func run(_ numbers: Range<Int>, seconds: Double?) throws {
    let workshop = directory + "/workshop"
    try Directory.create(workshop)
    var target = try FuzzedReaders.make(reader, workshop: workshop)
    ProcessLimits.limitMemory(to: Self.memory)
    let deadline = seconds.map { Date.now.addingTimeInterval($0) }
    for number in numbers {
      if let deadline, Date.now >= deadline { break }
      let files = directory + "/case"
      try? FileManager.default.removeItem(atPath: files)
      try Directory.create(files)
      say("begin \(number)")
      ProcessLimits.limitProcessorTime(to: Self.caseSeconds)
      let outcome = outcome(of: number, &target, files)
      ProcessLimits.limitProcessorTime(to: 0)
      if keepsFiles || outcome.isFailure {
        try FileManager.default.moveItem(atPath: files, toPath: "\(directory)/\(number)")
      }
      say("end \(outcome)")
    }
    say("peak \(ProcessLimits.peakMemory)")
  }

  private func outcome(of number: Int, _ target: inout any FuzzedReader, _ files: String) -> CaseOutcome {
    let stream = RandomStream(
      seed: seed, purpose: .testing, index: UInt64(FuzzedReaders.number(reader)) << 48 | UInt64(number))
    var mutator = Mutator(random: stream)
    do {
      let complaint = try target.attempt(&mutator, in: files)
      return complaint.map { .failed("accepted, but " + $0) } ?? .accepted
    } catch {
      return CaseOutcome(of: error, allowed: target.exitCodes)
    }
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
