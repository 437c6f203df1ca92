import Foundation
import MPI

/// The most memory that processes have had so far, by the system's count: their largest resident sets.
public struct PeakMemory: Codable, Sendable {
  /// Bytes of the rank that took most, and which it is.
  public let largestRank: Int
  public let rank: Int
  /// Bytes of all ranks together on the host where that is most; what they share counts for each. And which host that is.
  public let largestHost: Int
  public let host: String

  /// Collective; nil but on rank 0.
  init?(_ communicator: Communicator, _ ranks: RankSurvey) throws {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    // In kilobytes, on Linux.
    let own = Int64(usage.ru_maxrss) * 1024
    guard let all = try communicator.gather(withUnsafeBytes(of: own, Array.init)) else { return nil }
    let bytes = all.map { Int($0.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }) }
    let hosts = Dictionary(zip(ranks.places, bytes), uniquingKeysWith: +)
    guard let largest = bytes.indices.max(by: { bytes[$0] < bytes[$1] }),
      let fullest = hosts.max(by: { ($0.value, $1.key.leader) < ($1.value, $0.key.leader) })
    else { return nil }
    (rank, largestRank) = (largest, bytes[largest])
    (host, largestHost) = (fullest.key.host, fullest.value)
  }
}
