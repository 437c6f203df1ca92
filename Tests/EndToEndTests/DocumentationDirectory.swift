import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

/// Where a user of the documentation stands: the program on the PATH, a data set, the downloads it comes from.
struct DocumentationDirectory {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let files = try Demo.files
    func link(_ name: String, to destination: String) throws {
      let path = directory.path(name)
      try FileManager.default.createDirectory(
        atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true
      )
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: destination)
    }
    try link("bin/hqnn", to: Demo.program)
    try link("docs", to: DocumentationPage.repository + "/docs")
    try FileManager.default.copyItem(atPath: files.data, toPath: path("data.h5"))
    // The names that the real files have.
    for (name, source) in [
      ("IC50_v17.csv", "responses.csv"), ("genomic_features_v17.csv", "features.csv"),
      ("drug_smiles.csv", "drugs.csv"), ("drug_list.csv", "drug_list.csv"),
      ("cell_lines.csv", "cell_lines.csv"),
    ] { try FileManager.default.copyItem(atPath: files.sources + "/" + source, toPath: path(name)) }
    for name in ["IC50_v17.csv", "genomic_features_v17.csv"] {
      guard try ProcessRunner.run("/bin/gzip", [path(name)]).exitCode == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
    }
    // An assay of one's own.
    try Demo.run([
      "synthesize", "--layout", "general", "--output", path("assay"), "--cell-lines", "40", "--drugs", "20",
    ])
    for name in ["responses.csv", "features.csv", "drugs.csv"] { try link(name, to: path("assay/" + name)) }
    // The settings that a page begins with.
    try Demo.run(["train", "--print-config"] + Demo.settings).standardOutput.write(
      toFile: path("run.yaml"), atomically: true, encoding: .utf8)
  }

  func path(_ name: String) -> String { directory.path(name) }

  /// A command as it stands in the documentation, on fewer samples and with names that the synthetic data have.
  func run(_ command: String) throws -> ProcessResult {
    let dataset = try ResponseNames.shared.get()
    let substitutes = [
      ("--train-samples 5000 --test-samples 1000", "--train-samples 200 --test-samples 70"),
      ("./launch.sh -n 2 train", "mpirun -n 2 hqnn train"),
      ("./launch.sh ", "hqnn "),
      ("python3 ", Python.path + " "), ("Erlotinib", "'\(dataset.drug)'"), ("MCF7", "'\(dataset.cellLine)'"),
    ]
    let isLong = command.contains(" train ") && command.contains("--config docs/examples/")
    let line = substitutes.reduce(command) { $0.replacing($1.0, with: $1.1) } + (isLong ? " --epochs 3" : "")
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try ProcessRunner.run(
      "/bin/sh", ["-c", line],
      environment: [
        "HOME": path("."), "PATH": path("bin") + ":" + search, "OMPI_ALLOW_RUN_AS_ROOT": "1",
        "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "OMPI_MCA_hwloc_base_binding_policy": "none",
      ], directory: path("."), timeout: 300)
  }
}

/// A drug and a cell line of the synthetic data.
private struct ResponseNames: Sendable {
  let drug: String
  let cellLine: String

  static let shared = Result {
    let dataset = try ResponseDataset.read(try Demo.files.data).dataset
    return ResponseNames(drug: dataset.drugs.name[0], cellLine: dataset.cellLines.name[0])
  }
}
