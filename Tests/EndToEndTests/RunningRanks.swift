import Foundation
import Support
import TestSupport
import Training

/// A training run under mpirun whose ranks can be told apart, to be sent signals.
struct RunningRanks {
  let process: RunningProcess
  let output: String

  /// - Parameters:
  ///   - arguments: of hqnn.
  ///   - isLeftAlone: whether mpirun does not end the other ranks when one dies, like a launcher that does not notice.
  init(_ ranks: Int, _ arguments: [String], output: String, isLeftAlone: Bool = false) throws {
    guard let mpirun = ProcessRunner.findProgram("mpirun") else { throw CocoaError(.fileNoSuchFile) }
    process = try ProcessRunner.start(
      mpirun,
      (isLeftAlone ? ["--enable-recovery"] : [])
        + ProcessRunner.mpirunArguments(ranks: ranks, executable: Demo.program, arguments: arguments))
    self.output = output
  }

  /// The process of each rank that is there, by rank. A rank's number is in its environment, which a process that has
  /// ended has no more, though its parent or the system may still keep its number.
  var identifiers: [Int: Int32] {
    let children = "/proc/\(process.identifier)/task/\(process.identifier)/children"
    let text = (try? String(contentsOfFile: children, encoding: .utf8)) ?? ""
    var identifiers: [Int: Int32] = [:]
    for child in text.split(separator: " ").compactMap({ Int32($0) }) {
      let environment = FileManager.default.contents(atPath: "/proc/\(child)/environ") ?? Data()
      for entry in environment.split(separator: 0) {
        let words = String(decoding: entry, as: UTF8.self).split(separator: "=")
        if words.count == 2, words[0] == "OMPI_COMM_WORLD_RANK", let rank = Int(words[1]) {
          identifiers[rank] = child
        }
      }
    }
    return identifiers
  }

  /// Whether no rank is there any more, within a minute.
  func haveRanksEnded() -> Bool { Self.waitUntil { identifiers.isEmpty } }

  func send(_ signal: Int32, to rank: Int) { if let process = identifiers[rank] { kill(process, signal) } }

  /// Waits until metrics.csv has so many epochs.
  ///
  /// - Returns: whether it has, within a minute.
  @discardableResult
  func waitForEpochs(_ count: Int) -> Bool {
    Self.waitUntil {
      let text = (try? String(contentsOfFile: output + "/metrics.csv", encoding: .utf8)) ?? ""
      return text.split(separator: "\n").count > count
    }
  }

  /// - Returns: whether `condition` came to hold within a minute.
  static func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<12_000 {
      if condition() { return true }
      usleep(5_000)
    }
    return false
  }

  /// The lines of standard error that the program wrote, without mpirun's own.
  static func lines(_ result: ProcessResult) -> [Substring] {
    result.standardError.split(separator: "\n").filter { $0.hasPrefix("hqnn: ") }
  }

  /// Partial files anywhere in a run directory.
  static func leftovers(_ directory: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.contains(DurableFile.temporaryMarker) }
  }
}
