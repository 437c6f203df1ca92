import Foundation
import Support
import TestSupport
import Testing
import Training

/// Runs whose ranks differ in what they run, in what they see, and in where they are.
@Suite struct HostsTests {
  typealias Part = SeparateHosts.Part

  /// Runs parts of one program, of which each has a rank or more on this host.
  static func run(_ parts: [Part], _ arguments: [String]) throws -> ProcessResult {
    var words = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none"]
    for (index, part) in parts.enumerated() {
      if index > 0 { words.append(":") }
      words += ["-n", "\(part.ranks)", "--wdir", part.directory]
      for (name, value) in part.environment { words += ["-x", "\(name)=\(value)"] }
      words += [part.executable] + arguments
    }
    return try ProcessRunner.run(try #require(ProcessRunner.findProgram("mpirun")), words, timeout: 120)
  }

  /// Expects the exit code, and one error with these words.
  static func expect(
    _ result: ProcessResult, _ code: ExitCode, _ words: [String], location: SourceLocation = #_sourceLocation
  ) {
    #expect(result.exitCode == code.rawValue, "\(result.standardError)", sourceLocation: location)
    let errors = result.standardError.split(separator: "\n").filter { $0.contains("error:") }
    #expect(errors.count == 1, "\(result.standardError)", sourceLocation: location)
    for word in words {
      #expect(errors.first?.contains(word) == true, "\(result.standardError)", sourceLocation: location)
    }
  }

  /// A copy of the program, with other bytes in place of the linker's identifier if asked for.
  static func copy(to path: String, otherBuild: Bool) throws {
    var program = try Data(contentsOf: URL(fileURLWithPath: Demo.program))
    if otherBuild {
      // The note: lengths of name and identifier, type 3, the name GNU.
      let note = Data([4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0] + Array("GNU\0".utf8))
      let place = try #require(program.range(of: note))
      program[place.upperBound] ^= 1
    }
    try program.write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  @Test func anotherBuildIsNamedBeforeAnythingIsDone() throws {
    let directory = try TemporaryDirectory()
    let other = directory.path("hqnn")
    try Self.copy(to: other, otherBuild: true)
    let output = directory.path("run")
    let result = try Self.run(
      [Part("", ranks: 2, executable: Demo.program), Part("", executable: other)], Demo.train(output: output))
    let host = ProcessInfo.processInfo.hostName
    Self.expect(
      result, .usage, ["rank 2 (host \(host)): build ", "Other than ranks 0-1 (host \(host)): ", "same bits"])
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func aCopyOfTheProgramIsTheSameBuild() throws {
    let directory = try TemporaryDirectory()
    let copy = directory.path("hqnn")
    try Self.copy(to: copy, otherBuild: false)
    let output = directory.path("run")
    let result = try Self.run(
      [Part("", executable: Demo.program), Part("", executable: copy)], Demo.train(output: output))
    #expect(result.exitCode == 0, "\(result.standardError)")
  }

  #if arch(x86_64)
    /// glibc takes other versions of exp, log, cos and pow where there is no fused multiply-add, of other bits.
    @Test(.enabled(if: Self.hasFusedMultiplyAdd, "a processor with FMA is needed, and glibc's tunables"))
    func anotherVersionOfTheCLibrarysFunctionsIsFound() throws {
      let directory = try TemporaryDirectory()
      let tunables = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"]
      let result = try Self.run(
        [
          Part("", executable: Demo.program),
          Part("", ranks: 2, executable: Demo.program, environment: tunables),
        ],
        Demo.train(output: directory.path("run")))
      // Two of three: the one without is the odd one.
      Self.expect(result, .usage, ["rank 0 (host ", "trial computations", "C library"])
    }

    @Test(.enabled(if: Self.hasFusedMultiplyAdd, "a processor with FMA is needed, and glibc's tunables"))
    func goingOnWithAnotherVersionOfThemIsSaid() throws {
      let directory = try TemporaryDirectory()
      let output = directory.path("run")
      try Demo.run(try Demo.train(output: output))
      let words = "the checkpoint comes from another build or C library"
      let same = try Demo.run(["train", "--resume", output])
      #expect(!same.standardError.contains(words))
      let other = try ProcessRunner.run(
        Demo.program, ["train", "--resume", output],
        environment: ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2"])
      #expect(other.exitCode == 0 && other.standardError.contains(words), "\(other.standardError)")
    }

    static let hasFusedMultiplyAdd: Bool = {
      let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      return processor.contains(" fma ") && processor.contains(" avx2 ")
        && FileManager.default.fileExists(atPath: "/lib64/ld-linux-x86-64.so.2")
    }()
  #endif

  /// The file is read once a host: by the rank whose directory has it.
  @Test func theOtherRanksOfAHostNeedNotSeeTheData() throws {
    let directory = try TemporaryDirectory()
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: directory.path("data.h5"))
    let output = directory.path("run")
    let result = try Self.run(
      [
        Part("", directory: directory.path, executable: Demo.program),
        Part("", ranks: 2, directory: "/", executable: Demo.program),
      ],
      ["train", "--data", "data.h5", "--output", output] + Demo.settings)
    #expect(result.exitCode == 0, "\(result.standardError)")
    try Self.expectUsualResult(output)
  }

  /// Expects the very bits of a run of one rank.
  static func expectUsualResult(_ output: String) throws {
    #expect(try RunOutcome(output).differences(from: usual.get()).isEmpty)
  }

  private static let usual = Result {
    let directory = try TemporaryDirectory()
    try Demo.run(try Demo.train(output: directory.path("run")))
    return try RunOutcome(directory.path("run"))
  }

  @Test func theLogBeginsWithHostsThreadsAndBuild() throws {
    let directory = try TemporaryDirectory()
    let output = directory.path("run")
    let result = try Demo.mpirun(ranks: 2, Demo.train(output: output, Demo.settings + ["--threads", "2"]))
    let host = ProcessInfo.processInfo.hostName
    #expect(result.standardOutput.hasPrefix("2 ranks on host \(host), 2 threads each\n"))
    let lines = try String(contentsOfFile: output + "/log.txt", encoding: .utf8).split(separator: "\n")
    #expect(lines.first?.hasSuffix("2 ranks on host \(host), 2 threads each") == true)
    for word in ["rank 0 of 2 on host \(host)", "OpenBLAS kernel ", "build ", "cores "] {
      #expect(lines.dropFirst().first?.contains(word) == true, "\(lines)")
    }
    #expect(lines.contains { $0.contains("ready for the first step after ") })
  }
}
