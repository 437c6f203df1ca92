import Foundation
import MPI
import Support

/// Exchanges vectors of sums in which every element of every rank differs from every other, over several rounds in
/// which different ranks hold sums, and looks at all that comes of it.
struct ExchangeProbe {
  static let rounds = 5
  static let vectorCount = 2
  static let turns = 3

  let world: Communicator
  let exchange: BlockExchange
  let count: Int

  /// - Parameter hosts: [ranks] the host that each is to take itself to be on; empty for what MPI says.
  init(_ world: Communicator, count: Int, hosts: [Int]) throws {
    self.world = world
    self.count = count
    let group = try hosts.isEmpty ? HostGroup(of: world) : HostGroup(HostLayout(hostOfRank: hosts), world)
    exchange = try BlockExchange(group, count: count, vectorCount: Self.vectorCount)
  }

  /// Makes the system refuse memory to share to this process.
  static func refuseMemory() {
    var limit = rlimit(rlim_cur: 1 << 10, rlim_max: 1 << 10)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
  }

  /// The block that this rank owns, and what went wrong.
  func run() throws -> String {
    var defects: [String] = []
    for round in 0..<Self.rounds {
      if try !turnsAreTakenOnce() { defects.append("turns of round \(round)") }
      let holds = holds(round, world.rank)
      for index in 0..<count {
        // What a rank does not hold must not be read.
        exchange.sums[index] = holds ? element(round, world.rank, index) : .max
      }
      exchange.announceSums(holds)
      try world.barrier()
      try exchange.collect { host in
        exchange.plan.layout.hosts[host].contains { self.holds(round, $0) }
      }
      if !sumsAreRight(round) { defects.append("sums of round \(round)") }
      for number in 0..<Self.vectorCount {
        for index in exchange.plan.own { exchange.vectors[number][index] = value(round, number, index) }
      }
      try exchange.share(exchange.vectors)
      for number in 0..<Self.vectorCount {
        let isRight = (0..<count).allSatisfy { exchange.vectors[number][$0] == value(round, number, $0) }
        if !isRight { defects.append("vector \(number) of round \(round)") }
      }
    }
    let obstacle = exchange.obstacle.map { ", \($0)" } ?? ""
    return "\(exchange.plan.own)\(obstacle)" + defects.map { ", wrong: \($0)" }.joined()
  }

  /// All, every second one, the first, the last, none but one in the middle.
  private func holds(_ round: Int, _ rank: Int) -> Bool {
    switch round {
    case 0: true
    case 1: rank % 2 == (world.size > 1 ? 1 : 0)
    case 2: rank == 0
    case 3: rank == world.size - 1
    default: rank == world.size / 2
    }
  }

  /// Near the ends of Int64: partial sums wrap.
  private func element(_ round: Int, _ rank: Int, _ index: Int) -> Int64 {
    Int64(bitPattern: UInt64((round * 64 + rank + 1) * 1_000_003 + index) &* 0x9E37_79B9_7F4A_7C15)
  }

  private func value(_ round: Int, _ number: Int, _ index: Int) -> Float {
    Float((round * Self.vectorCount + number) * 1000 + index % 997)
  }

  private func sumsAreRight(_ round: Int) -> Bool {
    exchange.plan.own.enumerated().allSatisfy { place, index in
      var sum = holds(round, world.rank) ? exchange.sums[index] : 0
      for term in exchange.terms { sum &+= term[place] }
      let expected = (0..<world.size).filter { holds(round, $0) }
        .reduce(Int64(0)) { $0 &+ element(round, $1, index) }
      return sum == expected
    }
  }

  /// Whether the ranks of each host got every number once.
  private func turnsAreTakenOnce() throws -> Bool {
    let width = Self.turns * world.size
    let hosts = exchange.plan.layout.hosts
    var taken = [Int64](repeating: 0, count: hosts.count * width)
    for _ in 0..<Self.turns { taken[exchange.plan.host * width + exchange.counter.next()] += 1 }
    try taken.withUnsafeMutableBufferPointer { try world.allreduceSum($0) }
    return hosts.enumerated().allSatisfy { host, ranks in
      (0..<width).allSatisfy { taken[host * width + $0] == ($0 < Self.turns * ranks.count ? 1 : 0) }
    }
  }
}
