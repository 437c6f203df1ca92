/// Which ranks run on which host: those that can share memory.
public struct HostLayout: Hashable, Sendable {
  /// Where a rank is: its host's number, and its own among the ranks of that host.
  public struct Place: Hashable, Sendable {
    public let host: Int
    public let index: Int
  }

  /// The ranks of each host in ascending order; hosts in the order of their lowest ranks.
  public let hosts: [[Int]]
  /// [ranks]
  public let places: [Place]

  /// - Parameter hostOfRank: [ranks] any numbers, equal for ranks of one host and for no others.
  public init(hostOfRank: [Int]) {
    var hosts: [[Int]] = []
    var numbers: [Int: Int] = [:]
    places = hostOfRank.enumerated().map { rank, name in
      let host = numbers[name] ?? hosts.count
      if host == hosts.count { hosts.append([]) }
      numbers[name] = host
      hosts[host].append(rank)
      return Place(host: host, index: hosts[host].count - 1)
    }
    self.hosts = hosts
  }

  /// The layout of ranks that share nothing.
  public static func alone(_ rankCount: Int) -> HostLayout { HostLayout(hostOfRank: Array(0..<rankCount)) }
}
