import Support

/// An error that one host has and others need not have: its rank and host come first.
struct HostError: ReportableError, Hashable {
  let exitCode: ExitCode
  let description: String

  init(_ exitCode: ExitCode, rank: Int, host: String, _ problem: String) {
    self.exitCode = exitCode
    description = "rank \(rank) (host \(host)): \(problem)"
  }
}
