import Foundation
import Support
import TestSupport
import Testing

/// Every command in docs/interoperation.md works as it stands there.
@Suite struct InteroperationPageTests {
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL.path

  /// The indented lines of the page.
  static let commands: [String] = {
    let page = (try? String(contentsOfFile: repository + "/docs/interoperation.md", encoding: .utf8)) ?? ""
    return page.split(separator: "\n").filter { $0.hasPrefix("    ") }.map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }()

  @Test func commandsWork() throws {
    let commands = Self.commands.filter { $0.hasPrefix("hqnn ") }
    #expect(Self.commands.count >= 10)
    #expect(Self.commands.allSatisfy { $0.hasPrefix("hqnn ") || $0.hasPrefix("python3 ") })
    let directory = try run(commands)
    for name in [
      "circuit.qasm", "circuit2.qasm", "aspirin.qasm", "model.npz", "model.safetensors",
      "runs/second/report.md",
    ] {
      #expect(FileManager.default.fileExists(atPath: directory.path(name)), "\(name)")
    }
  }

  @Test(.enabled(if: PeerPython.has("torch", "h5py"), Comment(rawValue: PeerPython.absence)))
  func pythonCommandsWork() throws {
    let commands = Self.commands.filter { $0.hasPrefix("python3 ") }
    #expect(!commands.isEmpty)
    // They take what these write.
    _ = try run(Self.commands.filter { $0.hasPrefix("hqnn export-parameters ") } + commands)
  }

  /// Runs commands beside a data set and a run of it; returns where.
  private func run(_ commands: [String]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("data.h5"), withDestinationPath: try Demo.files.data)
    try FileManager.default.createSymbolicLink(
      atPath: directory.path("docs"), withDestinationPath: Self.repository + "/docs")
    try Demo.run(try Demo.train(output: directory.path("runs/first"), Demo.settings + ["--epochs", "1"]))
    let table = directory.path("all.csv")
    try Demo.run([
      "predict", "--checkpoint", directory.path("runs/first"), "--data", try Demo.files.data, "--output",
      table,
    ])
    let row = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")[1].split(
      separator: ",")
    for command in commands {
      // The synthetic data have other names than the real ones.
      let line = command.replacingOccurrences(of: "Erlotinib", with: "'\(row[0])'")
        .replacingOccurrences(of: "MCF7", with: "'\(row[1])'")
      let script: String
      if line.hasPrefix("hqnn ") {
        script = "'\(Demo.program)'" + line.dropFirst(4)
      } else {
        script = "'\(PeerPython.path)'" + line.dropFirst(7)
      }
      let result = try ProcessRunner.run("/bin/sh", ["-c", script], directory: directory.path, timeout: 300)
      #expect(result.exitCode == 0, "\(line)\n\(result.standardOutput)\(result.standardError)")
    }
    return directory
  }
}
