import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// A small synthetic data set, made once by the program itself, and the program's runs on it.
enum Demo {
  static let program = BuiltProducts.path("hqnn")

  /// The data set and the files it was converted from.
  struct Files: Sendable {
    let directory: TemporaryDirectory
    var data: String { directory.path("data.h5") }
    var sources: String { directory.path("gdsc") }
  }

  static let shared = Result { try make(seed: 1) }

  static var files: Files { get throws { try shared.get() } }

  static func make(seed: Int, cellLines: Int = 40, drugs: Int = 20) throws -> Files {
    let files = Files(directory: try TemporaryDirectory())
    try run([
      "synthesize", "--output", files.sources, "--cell-lines", "\(cellLines)", "--drugs", "\(drugs)",
      "--seed", "\(seed)",
    ])
    try run(convertArguments(files.sources, output: files.data))
    return files
  }

  static func convertArguments(_ sources: String, output: String) -> [String] {
    [
      "convert", "--responses", sources + "/responses.csv", "--features", sources + "/features.csv",
      "--drugs", sources + "/drugs.csv", "--drug-list", sources + "/drug_list.csv",
      "--cell-lines", sources + "/cell_lines.csv", "--output", output,
    ]
  }

  /// Settings of a run that takes a second or two: 3 epochs of 4 steps, the last of each smaller.
  static let settings = [
    "--train-samples", "200", "--test-samples", "70", "--batch-size", "64", "--micro-shard-size", "16",
    "--epochs",
    "3", "--seed", "7",
  ]

  static func train(output: String, _ settings: [String] = settings) throws -> [String] {
    ["train", "--data", try files.data, "--output", output] + settings
  }

  /// Runs the program on its own and expects it to succeed.
  @discardableResult
  static func run(
    _ arguments: [String], expecting code: ExitCode = .success, location: SourceLocation = #_sourceLocation
  ) throws -> ProcessResult {
    let result = try ProcessRunner.run(program, arguments, timeout: 120)
    #expect(
      result.exitCode == code.rawValue, "\(arguments)\n\(result.standardOutput)\(result.standardError)",
      sourceLocation: location)
    return result
  }

  @discardableResult
  static func mpirun(
    ranks: Int, _ arguments: [String], expecting code: ExitCode = .success,
    location: SourceLocation = #_sourceLocation
  ) throws -> ProcessResult {
    let result = try ProcessRunner.mpirun(
      ranks: ranks, executable: program, arguments: arguments, timeout: 120)
    #expect(
      result.exitCode == code.rawValue, "\(arguments)\n\(result.standardOutput)\(result.standardError)",
      sourceLocation: location)
    return result
  }
}

/// What a run must have in common with every other run of the same data, configuration and seed.
struct RunOutcome: Equatable {
  /// Parameters, moments, split and history of the newest checkpoint, by object.
  let objects: [String: [UInt8]]
  /// metrics.csv without its timing columns.
  let metrics: [String]

  init(_ directory: String) throws {
    let run = RunDirectory(directory)
    let store = CheckpointStore(directory: run.checkpoints, keep: 1)
    let path = store.path(step: try #require(store.newestStep))
    objects = try Self.objects(path)
    metrics = try String(contentsOfFile: run.metrics, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).dropLast(2).joined(separator: ",")
    }
  }

  static func objects(_ path: String) throws -> [String: [UInt8]] {
    let root = try SealedFile.open(path).root
    var objects: [String: [UInt8]] = [:]
    for (name, kind) in try root.descendants() where kind == .dataset {
      let dataset = try root.dataset(name)
      switch dataset.elementType {
      case .integer(bytes: 8, signed: true): objects[name] = bytes(try dataset.read(as: Int64.self))
      case .floatingPoint(bytes: 4): objects[name] = bytes(try dataset.read(as: Float.self))
      case .floatingPoint(bytes: 8): objects[name] = bytes(try dataset.read(as: Double.self))
      default: Issue.record("unexpected type of \(name): \(dataset.elementType)")
      }
    }
    return objects
  }

  private static func bytes<Element: BitwiseCopyable>(_ values: [Element]) -> [UInt8] {
    values.withUnsafeBytes(Array.init)
  }

  /// The objects that differ, for a message that says more than "not equal".
  func differences(from other: RunOutcome) -> [String] {
    Set(objects.keys).union(other.objects.keys).filter { objects[$0] != other.objects[$0] }.sorted()
      + (metrics == other.metrics ? [] : ["metrics.csv"])
  }
}
