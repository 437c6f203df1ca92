import Foundation
import MPI
import Support
import TestSupport
import Testing

@Suite("MPI", .serialized, .timeLimit(.minutes(2)), .enabled(if: ProcessRunner.findProgram("mpirun") != nil))
struct MPITests {
  static func probe(_ ranks: Int, _ arguments: String...) throws -> ProcessResult {
    try ProcessRunner.mpirun(
      ranks: ranks, executable: BuiltProducts.path("MPIProbe"), arguments: arguments, timeout: 60)
  }

  /// Expects success and one line a rank.
  static func lines(_ ranks: Int, _ arguments: String...) throws -> [String] {
    try lines(ranks, arguments)
  }

  static func lines(_ ranks: Int, _ arguments: [String]) throws -> [String] {
    let result = try ProcessRunner.mpirun(
      ranks: ranks, executable: BuiltProducts.path("MPIProbe"), arguments: arguments, timeout: 60)
    #expect(result.exitCode == 0, "\(result.standardError)")
    return result.sortedLines
  }

  @Test("Without mpirun the program is one rank of one")
  func singleton() throws {
    let result = try ProcessRunner.run(BuiltProducts.path("MPIProbe"), ["size"])
    #expect(result.exitCode == 0)
    #expect(result.sortedLines == ["rank 0: of 1, root true"])
    let failed = try ProcessRunner.run(BuiltProducts.path("MPIProbe"), ["collectively", "0"])
    #expect(failed.sortedLines == ["rank 0: threw 'no file on rank 0' code 66 of 0 reports true"])
    let aborted = try ProcessRunner.run(BuiltProducts.path("MPIProbe"), ["abort", "0", "65"])
    #expect(aborted.exitCode == 65)
  }

  @Test("Each rank knows its number")
  func ranks() throws {
    #expect(
      try Self.lines(3, "size") == [
        "rank 0: of 3, root true", "rank 1: of 3, root false", "rank 2: of 3, root false",
      ])
  }

  @Test("A rank by itself waits for nobody", arguments: [1, 3])
  func alone(ranks: Int) throws {
    let expected = (0..<ranks).map {
      "rank \($0): 0 of 1, \($0 + 1), rank \($0), host of 1, a usage error, \(ranks - 1)"
    }
    #expect(try Self.lines(ranks, "alone") == expected)
  }

  @Test("Sums are exact on every rank, over several pieces", arguments: [1, 2, 3])
  func sum(ranks: Int) throws {
    // The same sums in closed form: the large parts cancel pairwise.
    func expected<Number: FixedWidthInteger>(_: Number.Type) -> [String] {
      let odd = Number(ranks % 2)
      let ranksSum = Number(ranks * (ranks - 1) / 2)
      return (0..<100).map { "\(odd * (Number.max / 4 - Number($0)) + Number($0) * ranksSum)" }
    }
    let texts = expected(Int64.self) + expected(Int32.self)
    let digest = SHA256.hexadecimal(of: texts.joined(separator: ",").utf8)
    #expect(try Self.lines(ranks, "sum") == (0..<ranks).map { "rank \($0): \(digest)" })
  }

  @Test("Ranks of one host exchange sums and values in memory", arguments: 1...5)
  func exchangeOnOneHost(ranks: Int) throws {
    // Not a multiple of anything; fewer elements than ranks have blocks for; none.
    for count in [1003, 37, 0] {
      let plans = ExchangePlanTests.plans(HostLayout(hostOfRank: (0..<ranks).map { _ in 0 }), count)
      #expect(
        try Self.lines(ranks, "exchange", "\(count)")
          == plans.enumerated().map { rank, plan in "rank \(rank): \(plan.own)" })
    }
  }

  @Test(
    "Ranks of several hosts exchange sums and values by messages",
    arguments: [
      [0, 1], [0, 0, 1], [0, 1, 1], [0, 1, 0], [0, 1, 2], [0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1],
      [0, 1, 1, 1], [0, 0, 1, 1, 2], [0, 1, 1, 0, 1], [0, 1, 2, 3, 4],
    ])
  func exchangeBetweenHosts(hosts: [Int]) throws {
    for count in [1003, 37] {
      let plans = ExchangePlanTests.plans(HostLayout(hostOfRank: hosts), count)
      let arguments = ["exchange", "\(count)"] + hosts.map { "\($0)" }
      #expect(
        try Self.lines(hosts.count, arguments)
          == plans.enumerated().map { rank, plan in "rank \(rank): \(plan.own)" })
    }
  }

  @Test(
    "Where one rank is refused memory to share, all exchange by messages, and say why", arguments: [0, 2])
  func exchangeWithoutMemory(refused: Int) throws {
    let reason = "memory to share cannot be made: File too large"
    let lines = try Self.lines(3, "exchange without memory", "100", "\(refused)")
    // The lowest rank that something kept from it.
    let said = refused == 0 ? reason : "another rank of the host could not make memory to share"
    #expect(
      lines == [
        "rank 0: 0..<48, \(said)", "rank 1: 48..<96, \(said)", "rank 2: 96..<100, \(said)",
      ])
  }

  @Test("Smallest and largest")
  func extremes() throws {
    #expect(try Self.lines(3, "extremes") == ["rank 0: 0 2", "rank 1: 0 2", "rank 2: 0 2"])
  }

  @Test("A broadcast brings length and bytes, from any rank", arguments: [0, 2])
  func broadcast(root: Int) throws {
    #expect(
      try Self.lines(3, "broadcast", "\(root)") == (0..<3).map { "rank \($0): true true" })
  }

  @Test("A gather brings lists of different lengths to one rank")
  func gather() throws {
    #expect(
      try Self.lines(3, "gather", "1") == [
        "rank 0: nil", "rank 1: [0, 20, 40] true", "rank 2: nil",
      ])
  }

  @Test("Ranks of one host share what its leader has")
  func oneHost() throws {
    let name = ProcessInfo.processInfo.hostName
    #expect(
      try Self.lines(3, "hosts").map { $0.replacing(name, with: "HOST") } == [
        "rank 0: 0 of 3 on HOST led by 0 true true true", "rank 1: 1 of 3 on HOST led by 0 false true true",
        "rank 2: 2 of 3 on HOST led by 0 false true true",
      ])
    let single = try ProcessRunner.run(BuiltProducts.path("MPIProbe"), ["hosts"])
    #expect(single.sortedLines.first?.hasSuffix("led by 0 true true true") == true, "\(single.standardError)")
  }

  @Test(
    "Each host has a leader of its own",
    .enabled(if: SeparateHosts.areAvailable, "root is needed to play two hosts"))
  func twoHosts() throws {
    let probe = BuiltProducts.path("MPIProbe")
    let result = try SeparateHosts().run(
      [.init("h1", ranks: 1, executable: probe), .init("h2", ranks: 2, executable: probe)], ["hosts"])
    #expect(
      result.sortedLines == [
        "rank 0: 0 of 1 on h1 led by 0 true true true", "rank 1: 0 of 2 on h2 led by 1 true true true",
        "rank 2: 1 of 2 on h2 led by 1 false true true",
      ], "\(result.standardError)")
  }

  @Test("Work that succeeds everywhere returns each rank's value")
  func agreement() throws {
    #expect(
      try Self.lines(3, "collectively") == [
        "rank 0: returned 0", "rank 1: returned 10", "rank 2: returned 20",
      ])
  }

  @Test("Work that fails on some ranks throws the lowest one's error on all, and one reports")
  func disagreement() throws {
    #expect(
      try Self.lines(3, "collectively", "2", "1") == [
        "rank 0: threw 'no file on rank 1' code 66 of 1 reports false",
        "rank 1: threw 'no file on rank 1' code 66 of 1 reports true",
        "rank 2: threw 'no file on rank 1' code 66 of 1 reports false",
      ])
  }

  @Test("MPI is started once")
  func startedTwice() throws {
    #expect(
      try Self.lines(1, "started twice") == ["rank 0: MPI_Init_thread failed: MPI was started before"])
  }

  @Test("An abort ends all ranks with its code, though the others wait in a barrier")
  func abort() throws {
    let result = try Self.probe(2, "abort", "1", "65")
    #expect(result.exitCode == 65)
    #expect(!result.timedOut)
    #expect(!result.standardOutput.contains("not reached"))
  }

  @Test("A rank that is late is named, and named again when it is back; by the lowest that waits alone")
  func late() throws {
    let directory = try TemporaryDirectory()
    let lines = try Self.lines(3, "late", directory.path("sign"))
    #expect(lines.count == 3)
    let words = lines.first?.components(separatedBy: ", \"") ?? []
    #expect(words.count == 2, "\(lines)")
    #expect(words.first?.hasPrefix("rank 0: [\"rank 1 (host ") == true, "\(lines)")
    #expect(words.first?.contains("at step 7 (a test); 2 ranks wait for it") == true, "\(lines)")
    #expect(words.last?.contains("is back after") == true, "\(lines)")
    #expect(lines.dropFirst() == ["rank 1: []", "rank 2: []"])
  }

  @Test("A rank that never comes ends all ranks, and one says whom it waited for")
  func stalled() throws {
    let result = try Self.probe(3, "stalled")
    #expect(result.exitCode == ExitCode.inputOutput.rawValue)
    let lines = result.sortedLines
    #expect(lines.count == 1 && lines[0].hasPrefix("rank 0: rank 1 (host "), "\(lines)")
    #expect(lines.first?.hasSuffix("at a test; 2 ranks wait for it") == true, "\(lines)")
  }

  @Test("Patience: half a minute, ten times what is usual, and always before the limit")
  func patience() {
    var patience = Patience()
    #expect(patience.firstInquiry(longestWait: 0.1) == 30)
    #expect(patience.firstInquiry(longestWait: 20) == 200)
    // Half the limit: a report comes before the end.
    #expect(patience.firstInquiry(longestWait: 100) == 300)
    #expect(patience.nextInquiry(after: 35) == 70)
    #expect(patience.nextInquiry(after: 400) == 595)
    #expect(!patience.isExhausted(by: 599) && patience.isExhausted(by: 600))
    patience.limit = nil
    #expect(patience.firstInquiry(longestWait: 1000) == 600)
    #expect(patience.nextInquiry(after: 1000) == 2000)
    #expect(!patience.isExhausted(by: 1e9))
  }
}
