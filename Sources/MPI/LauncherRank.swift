import Foundation

/// The rank that the launcher gave this process, known before MPI is started.
public enum LauncherRank {
  /// Whether a launcher started this process: mpirun, or srun with a plugin for MPI.
  public static var isGiven: Bool { number != nil }

  /// Whether this is the first of the ranks, or the only one.
  public static var isFirst: Bool { number.map { $0 == "0" } ?? true }

  /// Looks once: MPI, when it is started, sets these for a process without a launcher too.
  private static let number: String? = {
    let environment = ProcessInfo.processInfo.environment
    return ["OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK"].lazy.compactMap { environment[$0] }.first
  }()

  /// To be called before MPI is started.
  static func look() { _ = number }
}
