import Support
import Testing
import Training

/// The comparison of what the ranks of a run are, and its words.
@Suite struct RankIdentityTests {
  /// `count` ranks of the same build, four a host: h0, h1 and so on.
  static func ranks(_ count: Int) throws -> [RankIdentity] {
    try (0..<count).map { try RankIdentity.current(host: "h\($0 / 4)") }
  }

  @Test func ranksOfOneBuildAgree() throws {
    #expect(RankIdentity.difference(among: []) == nil)
    #expect(RankIdentity.difference(among: try Self.ranks(1)) == nil)
    #expect(RankIdentity.difference(among: try Self.ranks(9)) == nil)
  }

  /// The same instruction sets and kernels give the same bits on every processor that has them.
  @Test func whatChangesNoBitsMayDiffer() throws {
    var ranks = try Self.ranks(4)
    ranks[1].processor = "AMD EPYC 9654"
    ranks[2].cLibrary = "glibc 2.99"
    ranks[3].mpiLibrary = "Open MPI v5.0"
    #expect(RankIdentity.difference(among: ranks) == nil)
  }

  static let changes: [(name: String, change: @Sendable (inout RankIdentity) -> Void, words: String)] = [
    ("version", { $0.version = "9.9" }, "version 9.9, not 0.1.0"),
    ("build", { $0.build = "another" }, "build another, not "),
    ("instruction sets", { $0.instructionSets = "baseline" }, "instruction sets baseline, not "),
    ("kernel", { $0.blasKernel = "Prescott" }, "OpenBLAS kernel Prescott, not "),
    ("OpenBLAS", { $0.blasConfiguration = "OpenBLAS 9" }, "OpenBLAS OpenBLAS 9, not "),
    ("schemas", { $0.schemas[0] = "hqnn-dataset 7" }, "schemas hqnn-dataset 7, hqnn-checkpoint "),
    (
      "numerics", { $0.numerics = String(repeating: "ab", count: 32) },
      "trial computations abababababab, not "
    ),
  ]

  @Test(arguments: changes.indices) func whatChangesBitsIsNamed(index: Int) throws {
    var ranks = try Self.ranks(6)
    Self.changes[index].change(&ranks[3])
    let sentence = try #require(RankIdentity.difference(among: ranks))
    #expect(sentence.contains("rank 3 (host h0): "), "\(sentence)")
    #expect(sentence.contains(Self.changes[index].words), "\(sentence)")
    #expect(sentence.contains("Other than ranks 0-2 (host h0), 4-5 (host h1): "), "\(sentence)")
  }

  /// Rank 0 counts no more than others: the odd one is named, whichever it is.
  @Test func theOddOneIsNamedThoughItBeRankZero() throws {
    var ranks = try Self.ranks(8)
    ranks[0].build = "older"
    #expect(RankIdentity.difference(among: ranks)?.contains("rank 0 (host h0): build older, not ") == true)
  }

  @Test func ofTwoHalvesTheLowestRanksCount() throws {
    var ranks = try Self.ranks(8)
    for rank in 4..<8 { ranks[rank].build = "older" }
    #expect(RankIdentity.difference(among: ranks)?.contains("ranks 4-7 (host h1): build older, not ") == true)
  }

  @Test func severalKindsAndTheirReasonsAreToldApart() throws {
    var ranks = try Self.ranks(12)
    ranks[5].build = "older"
    ranks[7].numerics = String(repeating: "0", count: 64)
    ranks[7].cLibrary = "glibc 2.17"
    ranks[9].build = "older"
    let sentence = try #require(RankIdentity.difference(among: ranks))
    #expect(sentence.contains("ranks 5 (host h1), 9 (host h2): build older, not "), "\(sentence)")
    #expect(sentence.contains("; C library glibc 2.17, not "), "\(sentence)")
    #expect(!sentence.contains("\n"))
  }

  @Test func ofManyHostsTheFirstAreNamed() throws {
    var ranks = try Self.ranks(400)
    for rank in 200..<400 where rank % 4 == 0 { ranks[rank].build = "older" }
    let sentence = try #require(RankIdentity.difference(among: ranks))
    #expect(sentence.contains("228 (host h57) and those of 42 more hosts: build older"), "\(sentence)")
  }

  @Test func hostsAreCountedByTheirRanks() {
    func summary(_ places: [(String, Int)]) -> String {
      RankSurvey.summary(places.map { .init(host: $0.0, leader: $0.1) })
    }
    #expect(summary([("a", 0)]) == "1 rank on host a")
    #expect(summary([("a", 0), ("a", 0)]) == "2 ranks on host a")
    #expect(
      summary([("a", 0), ("a", 0), ("b", 2)]) == "3 ranks on 2 hosts: ranks 0-1 (host a), 2 (host b)")
    // Dealt out in turn, and two hosts that go by one name.
    #expect(
      summary([("a", 0), ("b", 1), ("a", 0), ("b", 1)])
        == "4 ranks on 2 hosts: ranks 0, 2 (host a), 1, 3 (host b)")
    #expect(summary([("a", 0), ("a", 1)]) == "2 ranks on 2 hosts: ranks 0-1 (host a)")
  }
}
