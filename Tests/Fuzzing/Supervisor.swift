import Foundation
import Support

/// Has workers run the cases of one reader, notes how each ends, and keeps the files of those that fail.
struct Supervisor {
  let reader: String
  let seed: UInt64
  let output: String

  private(set) var failures = 0
  private var counts = ["accepted": 0, "refused": 0]
  private var peak = 0
  private var began = Date.now
  private var taken = 0.0

  /// Cases that one process runs: what one of them leaves behind, or the library leaks, does not add up.
  static let batch = 2000
  /// Files are kept of so many failures.
  static let kept = 40
  /// Without a word from a worker for so long it waits for something that never comes. Time on the clock, and much of it:
  /// what is only slow is measured by the worker itself, in processor time.
  static let silence: Int32 = 300_000

  init(reader: String, seed: UInt64, output: String) {
    self.reader = reader
    self.seed = seed
    self.output = output
  }

  var done: Int { counts["accepted", default: 0] + counts["refused", default: 0] + failures }

  /// One line: what was done, and what came of it.
  var summary: String {
    let rate = taken > 0 ? String(format: "%.0f", Double(done) / taken) : "-"
    return
      "\(reader): \(done) cases, \(rate) a second, at most \(peak >> 20) MiB: \(counts["accepted"] ?? 0) accepted, "
      + "\(counts["refused"] ?? 0) refused, \(failures) failed"
  }

  mutating func run(_ numbers: Range<Int>, seconds: Double?, keepsFiles: Bool) throws {
    began = .now
    var next = numbers.lowerBound
    while next < numbers.upperBound {
      let left = seconds.map { $0 - Date.now.timeIntervalSince(began) }
      if let left, left <= 0 { break }
      let count = min(Self.batch, numbers.upperBound - next)
      next = try runWorker(next..<next + count, seconds: left, keepsFiles: keepsFiles)
    }
    taken = Date.now.timeIntervalSince(began)
  }

  /// Returns the number of the case to go on with.
  private mutating func runWorker(_ numbers: Range<Int>, seconds: Double?, keepsFiles: Bool) throws -> Int {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "hqnn-fuzzing-\(UUID().uuidString)"
    ).path
    try Directory.create(scratch)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let arguments =
      [
        reader, "--seed", "\(seed)", "--first", "\(numbers.lowerBound)", "--count", "\(numbers.count)",
        "--scratch", scratch,
      ]
      + (seconds.map { ["--seconds", "\($0)"] } ?? []) + (keepsFiles ? ["--keep"] : [])
    let worker = try WorkerProcess(arguments: arguments, errors: scratch + "/errors")
    var current: Int?
    var next = numbers.lowerBound
    while let line = worker.nextLine(timeout: Self.silence) {
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      switch (words.first, words.dropFirst().first) {
      case ("begin", let number?):
        current = Int(number)
      case ("end", let outcome?):
        guard let number = current else { break }
        if outcome == "failed" {
          note(number, words.count > 2 ? words[2] : "", "\(scratch)/\(number)")
        } else {
          counts[outcome, default: 0] += 1
          if keepsFiles {
            print("\(reader) case \(number): \(line.dropFirst("end ".count))")
            keep(number, "\(scratch)/\(number)")
          }
        }
        next = number + 1
        current = nil
      case ("peak", let bytes?): peak = max(peak, Int(bytes) ?? 0)
      default: break
      }
    }
    let end = worker.wait()
    if let number = current {
      note(number, end.problem + worker.lastWords, scratch + "/case")
      return number + 1
    }
    guard end.isOrderly else {
      noteBatch(numbers, end.problem + worker.lastWords)
      return numbers.upperBound
    }
    // Fewer cases than asked for: the time is over.
    return next < numbers.upperBound && seconds != nil ? .max : next
  }

  /// What a worker suffers outside of a case, some case before did to it.
  private mutating func noteBatch(_ numbers: Range<Int>, _ problem: String) {
    failures += 1
    guard failures <= Self.kept else { return }
    print(
      "FAILED \(reader) cases \(numbers.lowerBound) to \(numbers.upperBound - 1): the worker, between cases, \(problem)"
    )
    print(
      "  again: Tests/Fuzzing/run \(reader) --seed \(seed) --first \(numbers.lowerBound) --cases \(numbers.count)"
    )
  }

  private mutating func note(_ number: Int, _ problem: String, _ files: String) {
    failures += 1
    guard failures <= Self.kept else { return }
    print("FAILED \(reader) case \(number): \(problem)")
    print("  again: Tests/Fuzzing/run \(reader) --seed \(seed) --case \(number)")
    keep(number, files)
  }

  /// Copies the files of a case to where they stay.
  private func keep(_ number: Int, _ files: String) {
    let place = "\(output)/\(reader)-\(seed)-\(number)"
    do {
      try Directory.create(output)
      try? FileManager.default.removeItem(atPath: place)
      try FileManager.default.copyItem(atPath: files, toPath: place)
      print("  its files are in \(place)")
    } catch {
      print("  its files cannot be kept: \(error)")
    }
  }
}
