import Foundation
import Support

/// How many cores a rank may use.
public enum RankPlacement {
  /// More threads than any machine has cores are a slip, and would only take memory.
  private static let mostThreads = 1024

  /// - Parameter threads: nil for the cores that the rank may use.
  /// - Throws: `UsageError` for a number out of range.
  public static func workers(_ threads: Int?) throws -> Workers {
    if let threads, !(1...mostThreads).contains(threads) {
      throw UsageError("threads must lie in 1 ... \(mostThreads), not \(threads)")
    }
    return Workers(count: threads ?? defaultThreads)
  }

  /// The cores of this process's affinity mask, but no more than its share of the host's where the launcher left
  /// the ranks of a host unbound.
  static var defaultThreads: Int {
    let environment = ProcessInfo.processInfo.environment
    let ranksOnHost =
      ["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"].lazy.compactMap { environment[$0].flatMap(Int.init) }
      .first ?? 1
    let share = ProcessInfo.processInfo.activeProcessorCount / max(1, ranksOnHost)
    return max(1, min(Processor.availableCores, share))
  }
}
