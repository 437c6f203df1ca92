import Foundation
import TestSupport

/// A compute node: the bundle of the program on a file system that holds the packages of `cluster/packages.sh list run`
/// and what they depend on, and nothing else: no Swift toolchain, no RDKit.
struct LeanNode {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path
  private static let script = repository + "/Tests/EndToEndTests/LeanNode/node.sh"

  /// Why there can be no such node here; nil where there can.
  static let obstacle: String? = {
    guard getuid() == 0 else { return "mounting takes root" }
    guard ProcessRunner.findProgram("dpkg-query") != nil else { return "no dpkg to say whose a file is" }
    let probe = try? ProcessRunner.run(
      "/usr/bin/unshare", ["--mount", "--pid", "--fork", "--propagation", "private", "true"])
    return probe?.exitCode == 0 ? nil : "no namespaces for mounts and processes"
  }()

  private let directory: TemporaryDirectory
  /// The folder that the node takes for `/`, removed with the node.
  let root: String

  init() throws {
    directory = try TemporaryDirectory()
    root = directory.path("node")
    try Self.expectSuccess(Self.script, ["make", root] + Self.packages("run"))
    try Self.expectSuccess(
      Self.repository + "/cluster/bundle.sh", ["--no-build", "--output", root + "/opt/hqnn"])
  }

  /// Runs a command on the node, with no more in its environment than a path and a home.
  func run(_ command: [String]) throws -> ProcessResult {
    try ProcessRunner.run(Self.script, ["run", root] + command, timeout: 180)
  }

  /// The packages of a group of `cluster/packages.sh`.
  static func packages(_ group: String) throws -> [String] {
    try expectSuccess(repository + "/cluster/packages.sh", ["list", group]).standardOutput
      .split(separator: "\n").map(String.init)
  }

  @discardableResult
  private static func expectSuccess(_ program: String, _ arguments: [String]) throws -> ProcessResult {
    let result = try ProcessRunner.run(program, arguments, timeout: 120)
    guard result.exitCode == 0 else { throw Failure(description: "\(program): \(result.standardError)") }
    return result
  }

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
