import Foundation
import Support
import TestSupport
import Testing

/// Each command in the documentation works as it stands there.
@Suite struct DocumentationTests {
  /// Pages whose commands are run here, in their order, on synthetic data; whether a run `runs/first` is there before.
  static let pages: [(name: String, hasRun: Bool)] = [
    ("README.md", false), ("docs/circuit.md", true), ("docs/data.md", false), ("docs/ensembles.md", false),
    ("docs/report.md", true),
    ("docs/reproducibility.md", false), ("docs/results/README.md", false), ("docs/training.md", true),
    ("docs/tutorial.md", false),
  ]

  /// Pages that suites of their own go through.
  static let pagesElsewhere = ["docs/command-line.md", "docs/interoperation.md"]

  /// Commands that need hosts, a batch system, another build or much time: who runs them, and by which of its words.
  static let commandsElsewhere: [(start: String, file: String, words: String)] = [
    ("./launch.sh test", ".ci/run", "./launch.sh test"),
    ("./launch.sh --hosts", "Tests/Cluster/hosts.sh", "--hosts \"$work/hostfile\" --retries 1 train"),
    (
      "./launch.sh --no-install train", "Tests/EndToEndTests/LeanNodeTests.swift",
      "\"--no-install\", \"-n\", \"2\", \"train\""
    ),
    ("sbatch --nodes", "Tests/Cluster/slurm.sh", "cluster/train.sbatch"),
    ("sbatch --array 1-20 cluster/seeds.sbatch", "Tests/Cluster/slurm.sh", "cluster/seeds.sbatch"),
    (
      "sbatch --array 1-20 --cpus-per-task 4 cluster/seeds.sbatch", "Tests/Cluster/slurm.sh",
      "cluster/seeds.sbatch"
    ),
    ("Benchmarks/run", ".ci/run", "Benchmarks/run --quick"),
    ("docs/api-reference", ".ci/run", "docs/api-reference"),
    ("HQNN_ARCH=x86-64-v3 cluster/bundle.sh", "Tests/EndToEndTests/LeanNode.swift", "/cluster/bundle.sh"),
    (
      "sha256sum --check --quiet SHA256SUMS", "Tests/EndToEndTests/LeanNodeTests.swift",
      "sha256sum --check --quiet SHA256SUMS"
    ),
    ("cluster/packages.sh install", ".ci/run", "cluster/packages.sh install"),
    ("./launch.sh reproduce", "Tests/EndToEndTests/ReproduceTests.swift", "\"reproduce\", \"--data\""),
    ("./launch.sh search", "Tests/EndToEndTests/SearchTests.swift", "[\"search\", file, \"--data\""),
    ("hqnn search", "Tests/EndToEndTests/SearchTests.swift", "[\"search\", file, \"--data\""),
    ("hqnn reproduce", "Tests/EndToEndTests/ReproduceTests.swift", "\"reproduce\", \"--data\""),
    (
      "sbatch --array 1-20 cluster/reproduce.sbatch", "Tests/Cluster/slurm.sh",
      "cluster/reproduce.sbatch\" learning-curve"
    ),
    (
      "sbatch --array 1-9 cluster/search.sbatch", "Tests/Cluster/slurm.sh",
      "cluster/search.sbatch\" \"$work/space.yaml\""
    ),
  ]

  /// What goes with a command and proves nothing: unpacking, watching a file, setting a variable of others' programs.
  static let asides = [
    "mkdir -p runs", "tail -f", "tensorboard --logdir", "tar xf hqnn-", "export OMPI_MCA_oob_tcp_if_include",
    "./launch.sh --no-install --help",
    "HQNN_ARCH=x86-64-v3 ./launch.sh inspect --help",
  ]

  /// `./launch.sh` alone is the demo, which .ci/run runs.
  static func isRunElsewhere(_ command: String) -> Bool {
    command == "./launch.sh" || asides.contains(where: command.hasPrefix)
      || commandsElsewhere.contains { command.hasPrefix($0.start) }
  }

  @Test func everyCommandIsRunSomewhere() throws {
    for page in DocumentationPage.all {
      if Self.pagesElsewhere.contains(page.name) || Self.pages.contains(where: { $0.name == page.name }) {
        continue
      }
      for command in page.commands where !Self.isRunElsewhere(command) {
        Issue.record("\(page.name): nobody runs \(command)")
      }
    }
    for (start, file, words) in Self.commandsElsewhere {
      let text = try String(contentsOfFile: DocumentationPage.repository + "/" + file, encoding: .utf8)
      #expect(text.contains(words), "\(start) is not run by \(file)")
    }
  }

  @Test(arguments: pages.map(\.name)) func commandsWork(name: String) throws {
    let page = DocumentationPage(name)
    let directory = try DocumentationDirectory()
    if try #require(Self.pages.first { $0.name == name }).hasRun {
      try Demo.run(try Demo.train(output: directory.path("runs/first"), Demo.settings + ["--epochs", "1"]))
    }
    let commands = page.commands.filter { !Self.isRunElsewhere($0) }
    #expect(!commands.isEmpty)
    for command in commands {
      let result = try directory.run(command)
      // Stopped by the clock, unless it was done sooner.
      let codes: [Int32] = command.contains("--max-hours") ? [0, ExitCode.stopped.rawValue] : [0]
      #expect(
        codes.contains(result.exitCode ?? -1),
        "\(name): \(command)\n\(result.standardOutput)\(result.standardError)")
      if command.hasPrefix("sha256sum") {
        let digests = result.standardOutput.split(separator: "\n").map { $0.prefix(64) }
        #expect(digests.count == 2 && Set(digests).count == 1, "\(result.standardOutput)")
      }
    }
  }
}
