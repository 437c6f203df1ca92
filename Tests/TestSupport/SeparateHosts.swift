import Foundation

/// Hosts that MPI takes for different ones, on this machine: each has a name (a UTS namespace) and a daemon of mpirun of
/// its own, which it reaches by a stand-in for ssh. Ranks of different hosts share no memory, files and processor only.
public struct SeparateHosts: Sendable {
  /// Whether this process may give processes another host's name: root, as a rule.
  public static let areAvailable: Bool = {
    guard let unshare = ProcessRunner.findProgram("unshare"), ProcessRunner.findProgram("mpirun") != nil,
      let result = try? ProcessRunner.run(unshare, ["--uts", "hostname", "hqnn-test"])
    else { return false }
    return result.exitCode == 0
  }()

  /// What is started on one of the hosts.
  public struct Part: Sendable {
    public var host: String
    public var ranks: Int
    public var directory: String
    public var executable: String
    public var environment: [String: String]

    public init(
      _ host: String, ranks: Int = 1, directory: String = "/", executable: String,
      environment: [String: String] = [:]
    ) {
      (self.host, self.ranks, self.directory) = (host, ranks, directory)
      (self.executable, self.environment) = (executable, environment)
    }
  }

  private let directory: TemporaryDirectory
  private var agent: String { directory.path("agent.sh") }

  public init() throws {
    directory = try TemporaryDirectory()
    // Called as ssh is: the host, then words that together are a command line.
    let script = """
      #!/bin/sh
      host=$1
      shift
      exec unshare --uts sh -c 'hostname "$0" && eval "$1"' "$host" "$*"
      """
    try script.write(toFile: agent, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: agent)
  }

  /// Runs one program of several parts, of which the first has rank 0, to its end.
  public func run(_ parts: [Part], _ arguments: [String], timeout: Double = 120) throws -> ProcessResult {
    guard let mpirun = ProcessRunner.findProgram("mpirun") else { throw CocoaError(.fileNoSuchFile) }
    var words = [
      "--allow-run-as-root", "--bind-to", "none", "--mca", "plm", "rsh", "--mca", "plm_rsh_agent", agent,
    ]
    for (index, part) in parts.enumerated() {
      if index > 0 { words.append(":") }
      words += ["-n", "\(part.ranks)", "--host", "\(part.host):\(part.ranks)", "--wdir", part.directory]
      for (name, value) in part.environment.sorted(by: { $0.key < $1.key }) {
        words += ["-x", "\(name)=\(value)"]
      }
      words += [part.executable] + arguments
    }
    return try ProcessRunner.run(mpirun, words, timeout: timeout)
  }
}
