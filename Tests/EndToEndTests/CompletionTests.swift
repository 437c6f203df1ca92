import Foundation
import Support
import TestSupport
import Testing

/// The completion scripts of shells, asked as the shells ask them.
@Suite struct CompletionTests {
  /// What bash offers where a line ends in the last of these words.
  static func completions(of words: [String], in directory: TemporaryDirectory) throws -> [String] {
    let script = directory.path("hqnn.bash")
    try Demo.run(["--generate-completion-script", "bash"]).standardOutput.write(
      toFile: script, atomically: true, encoding: .utf8)
    let ask = """
      source "$0"
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      registered=($(complete -p hqnn))
      while [ "${registered[0]}" != -F ]; do registered=("${registered[@]:1}"); done
      "${registered[1]}" hqnn "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let result = try ProcessRunner.run(
      "/bin/bash", ["-c", ask, script] + words, directory: directory.path)
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
    return result.sortedLines
  }

  static let hasBash = FileManager.default.isExecutableFile(atPath: "/bin/bash")

  @Test(
    .enabled(if: hasBash, "needs bash"),
    arguments: [
      ("hqnn ev", ["evaluate"]),
      ("hqnn export-", ["export-circuit", "export-parameters"]),
      ("hqnn train --quantum-g", ["--quantum-gate"]),
      ("hqnn train --print", ["--print-config"]),
      ("hqnn train --quantum-gate ", ["rx", "ry"]),
      ("hqnn train --epochs 3 --split-by cell", ["cell-line"]),
      ("hqnn convert --fragments ", ["all", "largest"]),
      ("hqnn export-circuit --openqasm ", ["2", "3"]),
      ("hqnn evaluate --split t", ["test", "train"]),
      ("hqnn train --data ", ["data.h5", "runs"]),
      ("hqnn train --data da", ["data.h5"]),
      ("hqnn train --config ", ["run.yaml", "runs"]),
      ("hqnn train --output ", ["runs"]),
      ("hqnn convert --drugs dr", ["drugs.csv"]),
      ("hqnn inspect da", ["data.h5"]),
    ]) func bashCompletes(line: String, expected: [String]) throws
  {
    let directory = try TemporaryDirectory()
    for name in ["data.h5", "run.yaml", "drugs.csv"] {
      try "".write(toFile: directory.path(name), atomically: true, encoding: .utf8)
    }
    try FileManager.default.createDirectory(
      atPath: directory.path("runs"), withIntermediateDirectories: false)
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    #expect(try Self.completions(of: words, in: directory) == expected)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func scriptsAreSoundForTheirShells(shell: String) throws {
    let script = try Demo.run(["--generate-completion-script", shell]).standardOutput
    #expect(script.contains("print-config") && script.contains("export-parameters"))
    // A shell that is not installed cannot be asked.
    guard let program = ProcessRunner.findProgram(shell) else { return }
    let directory = try TemporaryDirectory()
    let path = directory.path("script")
    try script.write(toFile: path, atomically: true, encoding: .utf8)
    let result = try ProcessRunner.run(program, ["-n", path])
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
  }
}
