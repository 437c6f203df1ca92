import Foundation
import MPI
import Support

/// Where the ranks of a run are, found out and compared before any work is done.
public struct RankSurvey {
  /// The ranks of this rank's host.
  public let host: HostGroup
  /// All ranks' hosts, by rank.
  let places: [Place]

  /// A rank's host, by its name and its lowest rank. Two hosts may have the same name, but not the same leader.
  package struct Place: Hashable {
    let host: String
    let leader: Int

    package init(host: String, leader: Int) { (self.host, self.leader) = (host, leader) }
  }

  /// Finds out which ranks share a host, and that all of them would compute the same bits. Collective.
  ///
  /// Rank 0 receives what each rank runs in full only where they differ.
  /// - Throws: on every rank alike: `CollectiveError` with exit code 64 that names the ranks and hosts that run
  ///   something else, and what.
  public init(_ communicator: Communicator) throws {
    host = try HostGroup(of: communicator)
    let host = host
    let identity = try communicator.collectively { try RankIdentity.current(host: host.hostName) }
    let digest = identity.digest
    if try communicator.allreduceMinimum(digest) != communicator.allreduceMaximum(digest) {
      let all = try communicator.gather(Array(try JSONEncoder().encode(identity)))
      try communicator.collectively {
        let identities = try (all ?? []).map { try JSONDecoder().decode(RankIdentity.self, from: Data($0)) }
        if let difference = RankIdentity.difference(among: identities) { throw UsageError(difference) }
      }
    }
    places = zip(communicator.hostNames, host.layout.places).map {
      Place(host: $0, leader: host.layout.hosts[$1.host][0])
    }
  }

  /// "8 ranks on 2 hosts: ranks 0-3 (host h1), 4-7 (host h2)".
  var summary: String { Self.summary(places) }

  /// The same of these ranks' places.
  package static func summary(_ places: [Place]) -> String {
    let ranks = "\(places.count) rank\(places.count == 1 ? "" : "s")"
    let hosts = Set(places).count
    if hosts == 1 { return "\(ranks) on host \(places[0].host)" }
    return "\(ranks) on \(hosts) hosts: \(RankList(Array(places.indices)).description(places.map(\.host)))"
  }
}
