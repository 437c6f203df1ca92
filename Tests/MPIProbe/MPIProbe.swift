import Foundation
import MPI
import Support

/// A program for the tests of MPI: makes one kind of call on all ranks and prints what each rank got, one line a
/// rank. MPI cannot be started twice in a process, so that the test process itself never starts it.
@main
struct MPIProbe {
  struct Failure: ReportableError {
    let exitCode: ExitCode
    let description: String
  }

  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let values = arguments.dropFirst().compactMap { Int($0) }
    // Pieces of 7 elements, so that every buffer below goes in several calls, the last one shorter.
    let world = try Communicator.initialize(pieceLimit: 7)
    let line: String
    switch arguments.first {
    case "size": line = "of \(world.size), root \(world.isRoot)"
    case "sum": line = try sum(world)
    case "exchange":
      line = try ExchangeProbe(world, count: values[0], hosts: Array(values.dropFirst())).run()
    case "exchange without memory":
      if world.rank == values[1] { ExchangeProbe.refuseMemory() }
      line = try ExchangeProbe(world, count: values[0], hosts: []).run()
    case "extremes":
      let value = Int64((world.rank + 1) % world.size)
      line = "\(try world.allreduceMinimum(value)) \(try world.allreduceMaximum(value))"
    case "broadcast":
      let bytes = (0..<100).map { UInt8($0) }
      let got = try world.broadcast(world.rank == values[0] ? bytes : [1, 2, 3], from: values[0])
      let empty = try world.broadcast(world.rank == values[0] ? [] : [1], from: values[0])
      line = "\(got == bytes) \(empty.isEmpty)"
    case "gather":
      let own = (0..<20 * world.rank).map { UInt8($0 & 255) }
      let all = try world.gather(own, to: values[0])
      let last = (0..<20 * (world.size - 1)).map { UInt8($0 & 255) }
      line = all.map { "\($0.map(\.count)) \($0[world.size - 1] == last)" } ?? "nil"
    case "hosts": line = try hosts(world)
    case "collectively": line = outcome(world, failing: values)
    case "started twice":
      do { line = "started again as \(try Communicator.initialize().rank)" } catch { line = "\(error)" }
    case "abort":
      if world.rank == values[0] { world.abort(Int32(values[1])) }
      try world.barrier()
      line = "not reached"
    case "alone": line = try alone(world)
    case "late": line = try late(world, sign: arguments.last ?? "")
    case "stalled": line = try stalled(world)
    default: line = "unknown request"
    }
    print("rank \(world.rank): \(line)")
    fflush(nil)
    try world.finalize()
  }

  /// Sums buffers of values near the ends of Int64 and Int32, alternating in sign: only exact addition survives.
  static func sum(_ world: Communicator) throws -> String {
    func values<Number: FixedWidthInteger & SignedInteger>(_: Number.Type) -> [Number] {
      let rank = Number(world.rank)
      return (0..<100).map { index in
        let i = Number(index)
        let large = Number.max / 4 - i
        return (rank % 2 == 0 ? large : -large) + i * rank
      }
    }
    var long = values(Int64.self)
    var short = values(Int32.self)
    try long.withUnsafeMutableBufferPointer { try world.allreduceSum($0) }
    try short.withUnsafeMutableBufferPointer { try world.allreduceSum($0) }
    let texts = long.map { "\($0)" } + short.map { "\($0)" }
    return SHA256.hexadecimal(of: texts.joined(separator: ",").utf8)
  }

  /// Shares 100 bytes among the ranks of each host, and 50 among all; those of one host's leader differ from another's.
  static func hosts(_ world: Communicator) throws -> String {
    let group = try HostGroup(of: world)
    func bytes(_ rank: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(($0 + 7 * rank) & 255) } }
    var own = bytes(world.rank, 100)
    try own.withUnsafeMutableBytes { try group.broadcast($0) }
    var all = bytes(world.rank, 50)
    try all.withUnsafeMutableBytes { try world.broadcast(into: $0, from: world.size - 1) }
    let place = "\(group.rank) of \(group.size) on \(group.hostName) led by \(group.leader) \(group.isLeader)"
    return "\(place) \(own == bytes(group.leader, 100)) \(all == bytes(world.size - 1, 50))"
  }

  static func outcome(_ world: Communicator, failing: [Int]) -> String {
    do {
      let value = try world.collectively {
        if failing.contains(world.rank) {
          throw Failure(exitCode: .missingFile, description: "no file on rank \(world.rank)")
        }
        return world.rank * 10
      }
      try world.barrier()
      return "returned \(value)"
    } catch let error as CollectiveError {
      return "threw '\(error)' code \(error.exitCode.rawValue) of \(error.rank) reports \(error.isReporter)"
    } catch {
      return "unexpected \(error)"
    }
  }

  /// Each rank makes another number of collective calls by itself, in which none of the others takes part.
  static func alone(_ world: Communicator) throws -> String {
    let own = try world.alone()
    let sums = UnsafeMutableBufferPointer<Int64>.allocate(capacity: 1)
    sums[0] = Int64(world.rank + 1)
    for _ in 0...world.rank {
      try own.allreduceSum(sums)
      try own.barrier()
    }
    let text = String(decoding: try own.broadcast(Array("rank \(world.rank)".utf8)), as: UTF8.self)
    let group = try HostGroup(of: own)
    var failure = "nothing"
    do {
      try own.collectively { throw UsageError("only here") }
    } catch let error as CollectiveError {
      failure = error.cause is UsageError ? "a usage error" : "something else"
    }
    let most = try world.allreduceMaximum(own.allreduceMaximum(Int64(world.rank)))
    return "\(own.rank) of \(own.size), \(sums[0]), \(text), host of \(group.size), \(failure), \(most)"
  }

  /// Rank 1 comes to a barrier only when rank 0 has said that it waits, for which it makes a file.
  static func late(_ world: Communicator, sign: String) throws -> String {
    var reports: [String] = []
    world.watch.patience = Patience(limit: nil)
    world.watch.patience.quiet = 0.5
    world.watch.phase = Phase("a test", step: 7)
    world.watch.report = { report in
      reports.append("\(report)")
      if case .stalled = report { _ = FileManager.default.createFile(atPath: sign, contents: nil) }
    }
    if world.rank == 1 { while !FileManager.default.fileExists(atPath: sign) { usleep(1000) } }
    try world.barrier()
    return "\(reports)"
  }

  /// Rank 1 never comes.
  static func stalled(_ world: Communicator) throws -> String {
    // Rank 0 has a quarter of it to answer rank 2, however busy the machine is.
    world.watch.patience = Patience(limit: 12)
    world.watch.phase = Phase("a test")
    world.watch.report = { _ in }
    if world.rank == 1 { while true { sleep(1) } }
    do { try world.barrier() } catch let failure as RankFailure {
      if !failure.isReported { print("rank \(world.rank): \(failure)") }
      world.abort(failure.exitCode.rawValue)
    }
    return "not reached"
  }
}
