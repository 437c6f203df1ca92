import Support
import TestSupport
import Testing

/// The training step allocates nothing: counted over 100 steps by `AllocationProbe`.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AllocationTests {
  /// Allocations by the library whose code made them, summed over the ranks.
  private func allocations(ranks: Int = 1, _ arguments: String...) throws -> [String: Int] {
    let probe = BuiltProducts.path("AllocationProbe")
    let result =
      ranks == 1
      ? try ProcessRunner.run(probe, arguments)
      : try ProcessRunner.mpirun(ranks: ranks, executable: probe, arguments: arguments)
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.sortedLines.contains { $0.hasPrefix("total: ") })
    var counts: [String: Int] = [:]
    for line in result.sortedLines {
      let words = line.split(separator: " ")
      counts[String(words[0].dropLast()), default: 0] += try #require(Int(words[1]))
    }
    return counts
  }

  @Test(arguments: ["quantum", "classical"]) func oneWorkerAllocatesNothing(head: String) throws {
    #expect(try allocations(head, "1", "1") == ["total": 0])
    #expect(try allocations(head, "1", "4") == ["total": 0])
  }

  /// Whenever threads are woken, Swift makes one object and one block of the closure that they call, and libdispatch
  /// keeps its own records, of a number that depends on when the threads wake; the dynamic linker makes room for a
  /// thread that is born late. Nothing else is allocated: an object without a block would be ours. Micro-shards of one sample are shared out among the workers; where there is one
  /// micro-shard of four samples, the workers share what is inside.
  @Test(arguments: ["quantum", "classical"], ["1", "4"])
  func twoWorkersAllocateWhatDispatchNeeds(head: String, microShardSize: String) throws {
    let counts = try allocations(head, "2", microShardSize)
    #expect(counts["libswiftCore.so"] == counts["libBlocksRuntime.so"])
    let known = ["total", "libswiftCore.so", "libBlocksRuntime.so", "libdispatch.so", "ld-linux"]
    #expect(counts.keys.allSatisfy { name in known.contains { name.hasPrefix($0) } }, "\(counts)")
  }

  /// MPI allocates in its collective calls; we do not.
  @Test(
    .enabled(if: ProcessRunner.findProgram("mpirun") != nil), arguments: ["quantum", "classical"])
  func twoRanksAllocateWhatMPINeeds(head: String) throws {
    let counts = try allocations(ranks: 2, head, "1", "1")
    let ours = counts.keys.filter { name in
      name != "total" && !["libmpi", "libopen-", "mca_"].contains { name.hasPrefix($0) }
    }
    #expect(ours.isEmpty, "\(counts)")
  }

  @Test func anAllocationAStepIsSeen() throws {
    #expect(try allocations("classical", "1", "1", "on-purpose") == ["total": 100, "libswiftCore.so": 100])
  }
}
