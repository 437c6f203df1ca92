import Foundation
import Support
import TestSupport
import Testing

/// Each kind of bad input has its exit code and one sentence that names what is wrong; nothing half-written stays.
@Suite struct BadInputTests {
  /// Whether this process may mount a file system: root outside a container, as a rule.
  static let canMount: Bool = {
    guard let directory = try? TemporaryDirectory() else { return false }
    let mount = try? ProcessRunner.run(
      "/bin/mount", ["-t", "tmpfs", "-o", "size=1m", "none", directory.path])
    _ = try? ProcessRunner.run("/bin/umount", ["-l", directory.path])
    return mount?.exitCode == 0
  }()

  /// A copy of the synthetic files that a test may spoil.
  struct Sources {
    let directory: TemporaryDirectory
    let arguments: [String]

    init() throws {
      directory = try TemporaryDirectory()
      try FileManager.default.copyItem(atPath: try Demo.files.sources, toPath: directory.path("gdsc"))
      arguments = Demo.convertArguments(directory.path("gdsc"), output: directory.path("out.h5"))
    }

    func path(_ name: String) -> String { directory.path("gdsc/" + name) }

    func edit(_ name: String, _ change: (inout [String]) -> Void) throws {
      var lines = try String(contentsOfFile: path(name), encoding: .utf8).components(separatedBy: "\n")
      change(&lines)
      try lines.joined(separator: "\n").write(toFile: path(name), atomically: true, encoding: .utf8)
    }
  }

  /// Runs the program, and expects the code, the words, one error line first, and no output.
  static func expect(
    _ code: ExitCode, _ words: [String], _ arguments: [String], noFile output: String? = nil,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try Demo.run(arguments, expecting: code, location: location)
    let first = result.standardError.split(separator: "\n").first.map(String.init) ?? ""
    for word in words { #expect(first.contains(word), "\(first)", sourceLocation: location) }
    #expect(first.lowercased().contains("error"), "\(first)", sourceLocation: location)
    if let output {
      let directory = URL(fileURLWithPath: output).deletingLastPathComponent().path
      let left = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      let name = URL(fileURLWithPath: output).lastPathComponent
      #expect(!left.contains { $0.contains(name) }, "\(left)", sourceLocation: location)
    }
  }

  typealias Spoiling = @Sendable (Sources) throws -> Void

  static let conversions: [(name: String, code: ExitCode, words: [String], spoil: Spoiling)] = [
    ("missing file", .missingFile, ["responses.csv"], { unlink($0.path("responses.csv")) }),
    ("empty file", .badInput, ["features.csv", "empty"], { try $0.edit("features.csv") { $0 = [] } }),
    (
      "wrong delimiter", .badInput, ["drugs.csv"],
      { try $0.edit("drugs.csv") { $0 = $0.map { $0.replacingOccurrences(of: ",", with: "|") } } }
    ),
    (
      "missing column", .badInput, ["drugs.csv", "SMILES"],
      {
        try $0.edit("drugs.csv") {
          $0[0] = $0[0].replacingOccurrences(of: "SMILES", with: "STRUCTURE", options: .caseInsensitive)
        }
      }
    ),
    (
      "a word among the numbers", .badInput, ["responses.csv", "Drug_", "fast"],
      {
        try $0.edit("responses.csv") {
          var fields = $0[5].components(separatedBy: ",")
          fields[3] = "fast"
          $0[5] = fields.joined(separator: ",")
        }
      }
    ),
    (
      "duplicate ids", .badInput, ["features.csv"],
      { try $0.edit("features.csv") { $0.insert($0[1], at: 2) } }
    ),
    (
      "invalid SMILES", .badInput, ["drugs.csv", "C1CC(C"],
      { try $0.edit("drugs.csv") { $0[2] = replacingSMILES(in: $0, row: 2, with: "C1CC(C") } }
    ),
    (
      "a drug without atoms", .badInput, ["drugs.csv"],
      { try $0.edit("drugs.csv") { $0[2] = replacingSMILES(in: $0, row: 2, with: "") } }
    ),
    (
      "truncated gzip", .badInput, ["responses.csv"],
      { sources in
        let plain = sources.path("responses.csv")
        _ = try ProcessRunner.run("/bin/gzip", ["-k", plain])
        let packed = try Data(contentsOf: URL(fileURLWithPath: plain + ".gz"))
        try packed.prefix(packed.count / 2).write(to: URL(fileURLWithPath: plain))
      }
    ),
  ]

  @Test(arguments: conversions.indices) func conversion(index: Int) throws {
    let sources = try Sources()
    let (name, code, words, spoil) = Self.conversions[index]
    try spoil(sources)
    try Self.expect(code, words, sources.arguments, noFile: sources.directory.path("out.h5"))
    _ = name
  }

  /// Replaces the SMILES of a row, whose columns are found by the header.
  static func replacingSMILES(in lines: [String], row: Int, with smiles: String) -> String {
    let columns = lines[0].components(separatedBy: ",")
    var fields = lines[row].components(separatedBy: ",")
    for (column, name) in columns.enumerated() where name.lowercased().contains("smiles") {
      fields[column] = smiles
    }
    return fields.joined(separator: ",")
  }

  @Test func filesThatAreNotDataSets() throws {
    let directory = try TemporaryDirectory()
    let text = directory.path("text.h5")
    try "not HDF5".write(toFile: text, atomically: true, encoding: .utf8)
    let output = directory.path("run")
    func train(_ data: String) -> [String] { ["train", "--data", data, "--output", output] }
    try Self.expect(.badInput, ["text.h5"], train(text))
    try Self.expect(.missingFile, ["absent.h5"], train(directory.path("absent.h5")))
    let whole = try Data(contentsOf: URL(fileURLWithPath: try Demo.files.data))
    let truncated = directory.path("truncated.h5")
    try whole.prefix(whole.count * 2 / 3).write(to: URL(fileURLWithPath: truncated))
    try Self.expect(.badInput, ["truncated.h5", "truncated"], train(truncated))
    for command in ["inspect", "validate"] {
      try Self.expect(.badInput, ["truncated.h5"], [command, truncated])
      try Self.expect(.badInput, ["text.h5"], [command, text])
      try Self.expect(.missingFile, ["absent.h5"], [command, directory.path("absent.h5")])
    }
  }

  /// A checkpoint from another program (one without a seal) that claims a model of gigabytes.
  @Test(.enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py"))
  func aCheckpointGetsNoMemoryForWhatItOnlyClaims() throws {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("run"), Demo.settings + ["--epochs", "1"]))
    let forged = directory.path("forged.h5")
    let made = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1], "r") as ours, h5py.File(sys.argv[2], "w") as file:
          for name in ours: ours.copy(name, file)
          for name, value in ours.attrs.items(): file.attrs[name] = value
          file.attrs["feature_count"] = 1 << 20
      """, [directory.path("run/checkpoints/best.h5"), forged])
    try #require(made.exitCode == 0, "\(made.standardError)")
    let result = try ProcessRunner.run(
      "/bin/sh", ["-c", "ulimit -v 1500000; exec \"$0\" inspect \"$1\"", Demo.program, forged])
    #expect(result.exitCode == ExitCode.badInput.rawValue, "\(result.standardError)")
    #expect(result.standardError.contains("/model/cell/dense/weight: expected float32 [128, "))
  }

  @Test func settingsThatMakeNoSense() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    for (settings, words) in [
      (["--epochs", "0"], ["epochs"]), (["--batch-size", "100000"], ["batch_size", "training set"]),
      (["--learning-rate=-1"], ["learning_rate"]), (["--train-samples", "1000000"], ["1000000"]),
      (["--threads", "0"], ["threads"]), (["--keep-checkpoints", "0"], ["keep_checkpoints"]),
    ] {
      try Self.expect(.usage, words, try Demo.train(output: output, settings))
    }
    try Self.expect(.usage, ["--head"], try Demo.train(output: output, ["--head", "quantumm"]))
    try Self.expect(.usage, ["--output"], ["train", "--data", "x.h5"])
    try Self.expect(.usage, ["--epoch"], try Demo.train(output: output, ["--epoch", "3"]))
  }

  @Test func outputsThatCannotBeWritten() throws {
    let data = try Demo.files.data
    try Self.expect(
      .cannotCreate, ["/proc/run"], ["train", "--data", data, "--output", "/proc/run"])
    let sources = try Demo.files.sources
    try Self.expect(
      .cannotCreate, ["/nowhere/out.h5"], Demo.convertArguments(sources, output: "/nowhere/out.h5"))
  }

  @Test func oneRankReportsForAll() throws {
    let directory = try TemporaryDirectory()
    for (code, arguments) in [
      (
        ExitCode.missingFile,
        ["train", "--data", directory.path("absent.h5"), "--output", directory.path("run")]
      ),
      (.usage, try Demo.train(output: directory.path("run"), ["--epochs", "0"])),
      (.usage, ["train", "--nonsense"]),
    ] {
      let result = try ProcessRunner.mpirun(ranks: 3, executable: Demo.program, arguments: arguments)
      #expect(result.exitCode == code.rawValue, "\(result.standardError)")
      let lines = result.standardError.split(separator: "\n").filter { $0.lowercased().contains("error:") }
      #expect(lines.count == 1, "\(result.standardError)")
    }
  }

  @Test(.enabled(if: canMount, "mounting a small file system needs the right to"))
  func aFullDiskLosesNothing() throws {
    let directory = try TemporaryDirectory()
    let small = directory.path("small")
    try FileManager.default.createDirectory(atPath: small, withIntermediateDirectories: false)
    let mounted = try ProcessRunner.run("/bin/mount", ["-t", "tmpfs", "-o", "size=40m", "none", small])
    try #require(mounted.exitCode == 0, "\(mounted.standardError)")
    defer { _ = try? ProcessRunner.run("/bin/umount", ["-l", small]) }
    let output = small + "/run"
    let arguments = try Demo.train(
      output: output, Demo.settings + ["--keep-checkpoints", "9", "--checkpoint-steps", "1"])
    let result = try Demo.run(arguments, expecting: .inputOutput)
    #expect(result.standardError.contains("No space left on device"), "\(result.standardError)")
    let names = try FileManager.default.contentsOfDirectory(atPath: output + "/checkpoints")
    #expect(!names.isEmpty && !names.contains { $0.contains(DurableFile.temporaryMarker) }, "\(names)")
    for name in names { try Demo.run(["validate", output + "/checkpoints/" + name]) }
  }
}
