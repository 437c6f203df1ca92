import ArgumentParser
import Foundation
import Support

/// Gives readers files that nobody would write in good faith, and sees what they make of them.
///
/// A case is a reader, a seed and a number, and nothing else decides what is in its files: one that fails can be had
/// again. Cases run in worker processes, of which a supervisor sees how they end.
@main
struct Fuzzing: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "Fuzzing",
    abstract: "Fuzzes readers. Exit code 0: none of them failed.",
    discussion: "Readers: \(FuzzedReaders.names.joined(separator: ", "))")

  @Argument(help: "The readers to fuzz. (default: all)")
  var readers: [String] = []

  @Option(help: "Cases for each reader. (default: 1000, or as many as fit into --seconds)")
  var cases: Int?

  @Option(help: "Seconds for all readers together.")
  var seconds: Double?

  @Option(help: "Where the cases begin; other seeds give other cases.")
  var seed: UInt64 = 1

  @Option(name: .customLong("case"), help: "Only this case, whose files are kept.")
  var only: Int?

  @Option(help: "The directory for the files of cases that failed.")
  var output = ".build/fuzzing"

  @Option(help: "The number of the first case.")
  var first = 0

  // What the supervisor gives its workers.
  @Option(help: .private)
  var count: Int?
  @Option(help: .private)
  var scratch: String?
  @Flag(help: .private)
  var keep = false

  func validate() throws {
    for name in readers where !FuzzedReaders.names.contains(name) {
      throw ValidationError(
        "there is no reader \(name), expected some of \(FuzzedReaders.names.joined(separator: ", "))")
    }
    if let cases, cases < 1 { throw ValidationError("expected at least one case") }
    if first < 0 || first >= 1 << 40 { throw ValidationError("expected a case's number from 0 to 2^40 - 1") }
    if let seconds, !(seconds > 0) { throw ValidationError("expected more than no seconds") }
  }

  func run() throws {
    if let count, let scratch {
      try Worker(reader: readers[0], seed: seed, directory: scratch, keepsFiles: keep).run(
        first..<first + count, seconds: seconds)
      return
    }
    let names = readers.isEmpty ? FuzzedReaders.names : readers
    var failures = 0
    for name in names {
      var supervisor = Supervisor(reader: name, seed: seed, output: output)
      let numbers = only.map { $0..<$0 + 1 } ?? first..<first + (cases ?? (seconds == nil ? 1000 : 1 << 40))
      try supervisor.run(numbers, seconds: seconds.map { $0 / Double(names.count) }, keepsFiles: only != nil)
      print(supervisor.summary)
      failures += supervisor.failures
    }
    if failures > 0 { throw ArgumentParser.ExitCode(1) }
  }
}
