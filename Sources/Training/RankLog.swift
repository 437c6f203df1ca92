import Foundation
import MPI
import Support

/// A rank's own log file, on request: for what one rank of many meets, on hosts that need not see the run directory.
struct RankLog {
  /// The directory, which each rank makes where it is missing: one that all hosts share, or one of the same name on each.
  let directory: String
  let rank: Int
  let host: String

  /// "DIRECTORY/log.rank-003.txt"
  var path: String {
    let digits = String(rank)
    return directory + "/log.rank-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      + ".txt"
  }

  /// Makes the directory, and the file if there is none yet.
  ///
  /// - Throws: `HostError` (73, 74).
  func prepare() throws {
    do {
      try Directory.create(directory)
      _ = try FileDescriptor(openForWriting: path, create: true)
    } catch let error as FileError {
      throw HostError(error.exitCode, rank: rank, host: host, error.description)
    }
  }

  /// Who writes this file, with all that may explain why this rank differs from others.
  static func introduction(_ communicator: Communicator, _ host: HostGroup, threads: Int) -> String {
    """
    rank \(communicator.rank) of \(communicator.size) on host \(host.hostName), there rank \(host.rank) of \
    \(host.size); process \(ProcessInfo.processInfo.processIdentifier), \(threads) threads on cores \
    \(Processor.availableCoreList) (\(Processor.name)); \(BuildIdentity.withBuild); \(Communicator.libraryVersion)
    """
  }
}
