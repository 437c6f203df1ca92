import Foundation
import Support
import TestSupport
import Testing

/// `export-circuit`: other programs run the file and get our expectation.
@Suite struct CircuitExportTests {
  static let variants = shapes + depths

  private static let shapes: [[String]] = ["lattice", "parallel"].flatMap { layout in
    ["rx", "ry"].flatMap { gate in
      ["ring", "linear"].map { entangler in
        ["--quantum-layout", layout, "--quantum-gate", gate, "--quantum-entangler", entangler]
      }
    }
  }

  private static let depths = [
    ["--quantum-depth", "1"],
    ["--quantum-layout", "parallel", "--quantum-gate", "ry", "--quantum-depth", "7"],
  ]

  /// Other ways from embeddings to angles.
  static let encodings: [[String]] = [
    ["--encoding-scale", "0.25"], ["--encoding", "trainable-scale", "--encoding-scale", "0.5"],
    ["--encoding", "tanh", "--encoding-scale", "1.5", "--quantum-layout", "parallel"],
    ["--encoding", "normalised", "--encoding-scale", "0.4"],
  ]

  /// A model after one step, the prediction for one pair by `predict`, and the pair's names.
  struct Model {
    let directory = try! TemporaryDirectory()
    let drug: String
    let cellLine: String
    let prediction: String
    /// What the check is to expect.
    let depth: [String]
    var run: String { directory.path("run") }

    init(_ variant: [String]) throws {
      depth = variant.firstIndex(of: "--quantum-depth").map { ["--depth", variant[$0 + 1]] } ?? []
      try ReferenceTests.oneStep(variant, directory.path("run"))
      let table = directory.path("predictions.csv")
      try Demo.run([
        "predict", "--checkpoint", directory.path("run"), "--data", try Demo.files.data, "--output", table,
      ])
      let row = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")[5].split(
        separator: ",")
      (drug, cellLine, prediction) = (String(row[0]), String(row[1]), String(row[2]))
    }

    func export(_ more: [String], to name: String = "circuit.qasm") throws -> String {
      let path = directory.path(name)
      try Demo.run(
        [
          "export-circuit", "--checkpoint", run, "--data", try Demo.files.data, "--cell-line", cellLine,
          "--output", path,
        ] + more)
      return path
    }
  }

  static func check(_ python: String, _ arguments: [String], location: SourceLocation = #_sourceLocation)
    throws
  {
    let result = try ProcessRunner.run(
      python, [ReferenceTests.scripts + "/check_circuit.py"] + arguments, timeout: 300)
    #expect(
      result.exitCode == 0, "\(arguments)\n\(result.standardOutput)\(result.standardError)",
      sourceLocation: location)
  }

  @Test(.enabled(if: Python.has("numpy"), "python3-numpy is needed"), arguments: variants + encodings)
  func theReferenceGetsOurExpectation(variant: [String]) throws {
    let model = try Model(variant)
    for version in ["2", "3"] {
      let path = try model.export(["--drug", model.drug, "--openqasm", version])
      try Self.check(Python.path, [path, "--prediction", model.prediction] + model.depth)
    }
    if variant.contains("parallel") {
      for number in ["0", "31"] {
        try Self.check(
          Python.path, [try model.export(["--drug", model.drug, "--circuit", number])] + model.depth)
      }
    }
  }

  @Test(
    .enabled(if: PeerPython.has("qiskit", "qiskit_qasm3_import"), Comment(rawValue: PeerPython.absence)),
    arguments: variants)
  func qiskitGetsOurExpectation(variant: [String]) throws {
    let model = try Model(variant)
    for version in ["2", "3"] {
      let path = try model.export(["--drug", model.drug, "--openqasm", version])
      try Self.check(PeerPython.path, [path, "--with", "qiskit"] + model.depth)
    }
  }

  /// A drug given by its structure has the circuit of the same drug in the data set, up to rounding of the embedding.
  @Test func aNewDrugHasACircuitToo() throws {
    let model = try Model([])
    let drugs = try String(contentsOfFile: try Demo.files.sources + "/drugs.csv", encoding: .utf8)
      .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let column = try #require(drugs[0].firstIndex { $0.lowercased().contains("canonicalsmiles") })
    let smiles = String(try #require(drugs.first { $0[0] == model.drug })[column])
    func expectation(_ path: String) throws -> Double {
      let line = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        .first { $0.hasPrefix("// expectation: ") }
      return try #require(line.flatMap { Double($0.dropFirst("// expectation: ".count)) })
    }
    let known = try expectation(try model.export(["--drug", model.drug]))
    let new = try expectation(try model.export(["--smiles", smiles], to: "new.qasm"))
    #expect(abs(known - new) < 1e-5)
  }

  @Test func misuseIsRefused() throws {
    let model = try Model([])
    let data = try Demo.files.data
    let output = model.directory.path("none.qasm")
    func expect(_ code: ExitCode, _ words: [String], _ more: [String], checkpoint: String = model.run) throws
    {
      try BadInputTests.expect(
        code, words,
        ["export-circuit", "--checkpoint", checkpoint, "--data", data, "--output", output] + more,
        noFile: output)
    }
    try expect(.usage, ["--drug", "--smiles"], ["--cell-line", model.cellLine])
    try expect(
      .usage, ["--drug", "--smiles"], ["--cell-line", model.cellLine, "--drug", "x", "--smiles", "C"])
    try expect(.badInput, ["no drug", "Nodrug"], ["--cell-line", model.cellLine, "--drug", "Nodrug"])
    try expect(.badInput, ["no cell line", "Nobody"], ["--cell-line", "Nobody", "--drug", model.drug])
    try expect(
      .usage, ["--openqasm"], ["--cell-line", model.cellLine, "--drug", model.drug, "--openqasm", "4"])
    try expect(
      .usage, ["circuit 1", "lattice"],
      ["--cell-line", model.cellLine, "--drug", model.drug, "--circuit", "1"])
    let classical = try Model(["--head", "classical"])
    try expect(
      .usage, ["classical head"], ["--cell-line", model.cellLine, "--drug", model.drug],
      checkpoint: classical.run)
  }
}
