import TestSupport
import Testing

@Suite struct ReproducibilityTests {
  /// Each way of sharing out the same work must give the same bits.
  @Test(
    arguments: [
      [], ["--head", "classical"],
      ["--quantum-gate", "ry", "--quantum-entangler", "linear", "--epochs", "1"],
      ["--quantum-layout", "parallel", "--epochs", "1"],
      ["--quantum-depth", "2", "--epochs", "1"],
      ["--head", "classical", "--classical-hidden", "60,7", "--epochs", "1"],
    ])
  func ranksAndThreadsDoNotMatter(variant: [String]) throws {
    let directory = try TemporaryDirectory()
    func outcome(ranks: Int, threads: Int) throws -> RunOutcome {
      let output = directory.path("run-\(ranks)-\(threads)")
      try Demo.mpirun(
        ranks: ranks, try Demo.train(output: output, Demo.settings + variant + ["--threads", "\(threads)"]))
      return try RunOutcome(output)
    }
    let single = try outcome(ranks: 1, threads: 1)
    #expect(single.objects.count > 60)
    for (ranks, threads) in [(1, 2), (2, 1), (2, 2), (3, 1), (4, 2)] {
      let differences = try outcome(ranks: ranks, threads: threads).differences(from: single)
      #expect(differences.isEmpty, "\(ranks) ranks x \(threads) threads differ in \(differences)")
    }
  }

  @Test func theSeedMatters() throws {
    let directory = try TemporaryDirectory()
    var outcomes: [RunOutcome] = []
    for seed in ["1", "2"] {
      let output = directory.path(seed)
      try Demo.run(try Demo.train(output: output, Demo.settings.dropLast(1) + [seed]))
      outcomes.append(try RunOutcome(output))
    }
    #expect(outcomes[0].objects["model/drug/gcn1/weight"] != outcomes[1].objects["model/drug/gcn1/weight"])
    #expect(outcomes[0].objects["split/train"] != outcomes[1].objects["split/train"])
  }

  @Test func bothHeadsStartFromTheSameBranchesAndSplit() throws {
    let directory = try TemporaryDirectory()
    var starts: [[String: [UInt8]]] = []
    for head in ["quantum", "classical"] {
      let output = directory.path(head)
      try Demo.run(
        try Demo.train(output: output, Demo.settings + ["--head", head, "--keep-checkpoints", "9"]))
      starts.append(try RunOutcome.objects(output + "/checkpoints/step-00000000.h5"))
    }
    let common = starts[0].keys.filter { !$0.contains("/head/") }
    #expect(common.count > 30)
    for name in common { #expect(starts[0][name] == starts[1][name], "\(name)") }
  }

  @Test func moreRanksThanMicroShardsIsSaidOnce() throws {
    let directory = try TemporaryDirectory()
    let result = try Demo.mpirun(
      ranks: 3,
      try Demo.train(output: directory.path("run"), Demo.settings + ["--micro-shard-size", "64"]))
    let lines = result.standardOutput.split(separator: "\n").filter { $0.contains("stay idle") }
    #expect(lines.count == 1, "\(result.standardOutput)")
  }
}
