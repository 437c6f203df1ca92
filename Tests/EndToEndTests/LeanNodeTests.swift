import Foundation
import Support
import TestSupport
import Testing

/// A node needs the one program and the libraries of `cluster/packages.sh list run`.
@Suite struct LeanNodeTests {
  private static let canHaveNode = ConditionTrait.enabled(
    if: LeanNode.obstacle == nil, "\(LeanNode.obstacle.map { "no node: \($0)" } ?? "")")

  @Test(canHaveNode) func trainsToTheSameBitsAsWhereSwiftIs() throws {
    let node = try LeanNode()
    let directory = try TemporaryDirectory()
    let expected = directory.path("run")
    try Demo.run(try Demo.train(output: expected))

    // With letters outside ASCII, although the node knows no locale but C.
    let folder = "/data/Zürich 細胞"
    try FileManager.default.createDirectory(atPath: node.root + folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: node.root + folder + "/data.h5")
    let run = folder + "/run"
    let trained = try node.run(
      ["/opt/hqnn/launch.sh", "--no-install", "-n", "2", "train"]
        + ["--data", folder + "/data.h5", "--output", run] + Demo.settings)
    #expect(trained.exitCode == 0, "\(trained.standardOutput)\(trained.standardError)")
    #expect(try RunOutcome(node.root + run).differences(from: RunOutcome(expected)).isEmpty)

    // What else a node may be asked for, but for the two things that take RDKit.
    for command in [
      ["--version"], ["train", "--help"],
      ["validate", folder + "/data.h5"], ["inspect", run + "/checkpoints/best.h5"],
      ["evaluate", "--checkpoint", run, "--data", folder + "/data.h5"],
      [
        "predict", "--checkpoint", run, "--data", folder + "/data.h5", "--pairs", "missing", "--output",
        folder + "/predictions.csv",
      ],
      ["synthesize", "--output", folder + "/gdsc", "--cell-lines", "12", "--drugs", "6"],
    ] {
      let result = try node.run(["/opt/hqnn/bin/hqnn"] + command)
      #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(command)\n\(result.standardError)")
      #expect(!result.standardOutput.isEmpty)
    }
  }

  @Test(canHaveNode, arguments: [true, false])
  func whatNeedsRDKitSaysSoInOneSentence(withOurLibrary: Bool) throws {
    let node = try LeanNode()
    let program = withOurLibrary ? "/opt/hqnn/bin/hqnn" : "/srv/hqnn"
    if !withOurLibrary {
      // The program alone, as copied by hand.
      try FileManager.default.createDirectory(atPath: node.root + "/srv", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: Demo.program, toPath: node.root + program)
    }
    let folder = withOurLibrary ? "/with" : "/without"
    try FileManager.default.createDirectory(atPath: node.root + folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: try Demo.files.data, toPath: node.root + folder + "/data.h5")
    try FileManager.default.copyItem(atPath: try Demo.files.sources, toPath: node.root + folder + "/gdsc")
    let data = folder + "/data.h5"
    let run = folder + "/run"
    let trained = try node.run([program, "train", "--data", data, "--output", run] + Demo.settings)
    #expect(trained.exitCode == 0, "\(trained.standardError)")

    for command in [
      Demo.convertArguments(folder + "/gdsc", output: folder + "/converted.h5"),
      ["predict", "--checkpoint", run, "--data", data, "--smiles", "CCO", "--cell-line", "1"],
    ] {
      let result = try node.run([program] + command)
      #expect(result.exitCode == ExitCode.failure.rawValue, "\(result.standardOutput)\(result.standardError)")
      #expect(result.standardError.split(separator: "\n").count == 1, "\(result.standardError)")
      let missing = withOurLibrary ? "libRDKit" : "libHQNNChemistry.so"
      for words in [missing, "(convert, predict --smiles)", "cannot be loaded", "apt-get install librdkit1"] {
        #expect(result.standardError.contains(words), "\(words) in \(result.standardError)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: node.root + folder + "/converted.h5"))
  }

  @Test(canHaveNode) func theBundleIsWhatItsManifestSays() throws {
    let node = try LeanNode()
    let check = "cd /opt/hqnn && sha256sum --check --quiet SHA256SUMS && wc -l <SHA256SUMS"
    let sums = try node.run(["bash", "-c", check])
    #expect(sums.exitCode == 0, "\(sums.standardOutput)\(sums.standardError)")
    let files = try #require(FileManager.default.enumerator(atPath: node.root + "/opt/hqnn"))
      .filter { try !isDirectory(node.root + "/opt/hqnn/\($0)") }
    #expect(Int(sums.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)) == files.count - 1)
    let manifest = try String(contentsOfFile: node.root + "/opt/hqnn/MANIFEST", encoding: .utf8)
    for words in ["program: hqnn ", "GLIBC_2.", "libmpi.so.40", "openmpi-bin ", "librdkit1 "] {
      #expect(manifest.contains(words), "\(manifest)")
    }
  }

  /// cluster/hqnn.def tests the image that it makes, and takes files from where it is built.
  @Test(canHaveNode) func theImagesOwnTestPassesOnTheNode() throws {
    let definition = try String(contentsOfFile: LeanNode.repository + "/cluster/hqnn.def", encoding: .utf8)
    func section(_ header: String) -> [Substring] {
      let lines = definition.split(separator: "\n", omittingEmptySubsequences: false)
      return Array(lines.drop { $0 != header }.dropFirst().prefix { !$0.hasPrefix("%") })
    }
    let script = section("%test").joined(separator: "\n")
    let result = try LeanNode().run(["sh", "-c", "PATH=/opt/hqnn/bin:$PATH\n" + script])
    #expect(
      result.exitCode == 0 && result.standardOutput.contains("hqnn works here"), "\(result.standardError)")
    let files = section("%files").compactMap { $0.split(separator: " ").first }.filter { $0 != "Bootstrap:" }
    #expect(files.contains("Sources"))
    for file in files {
      #expect(FileManager.default.fileExists(atPath: LeanNode.repository + "/" + file), "\(file)")
    }
  }

  private func isDirectory(_ path: String) throws -> Bool {
    try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeDirectory
  }

  @Test(arguments: ["hqnn", "libHQNNChemistry.so"])
  func linksNothingOfSwift(file: String) throws {
    let needed = try neededLibraries(of: file)
    #expect(needed.contains("libc.so.6"))
    for name in needed {
      #expect(!["swift", "Foundation", "dispatch", "Blocks"].contains { name.contains($0) }, "\(name)")
      #expect(file != "hqnn" || !name.contains("RDKit"), "\(name)")
    }
  }

  @Test(.enabled(if: ProcessRunner.findProgram("dpkg-query") != nil, "dpkg knows whose a file is"))
  func everyLibraryIsOfAListedPackage() throws {
    for (file, groups) in [("hqnn", ["run"]), ("libHQNNChemistry.so", ["run", "chemistry"])] {
      let packages = try groups.flatMap(LeanNode.packages)
      for name in try neededLibraries(of: file) where name != "libc.so.6" && name != "libm.so.6" {
        guard !name.hasPrefix("ld-linux") else { continue }
        let owner = try ProcessRunner.run("/usr/bin/dpkg-query", ["--search", "*/\(name)"]).standardOutput
        #expect(packages.contains { owner.contains("\($0):") }, "\(name) of \(file) is of \(owner)")
      }
    }
  }

  /// The shared libraries that a built file names, without those that they need in turn.
  private func neededLibraries(of file: String) throws -> [String] {
    let readelf = try #require(ProcessRunner.findProgram("readelf"))
    let result = try ProcessRunner.run(readelf, ["--dynamic", "--wide", BuiltProducts.path(file)])
    return result.standardOutput.split(separator: "\n").filter { $0.contains("(NEEDED)") }.compactMap {
      $0.split(separator: "[").last?.split(separator: "]").first.map(String.init)
    }
  }
}
