import Chemistry
import DrugResponse
import Foundation
import Network
import Support

/// The part of a data set's pairs, by the split that a checkpoint stores.
public enum SplitPart: String, CaseIterable, Sendable, Codable {
  case test, train, validation, all
}

/// Pairs of a data set's drugs and cell lines, by whether the target was measured.
public enum PairSelection: String, CaseIterable, Sendable {
  case all, measured, missing
}

/// A trained model and the data set whose drugs and cell lines it scores.
public struct ScoringSession {
  public let checkpoint: Checkpoint
  public let dataset: ResponseDataset
  private let stored: StoredDataset
  /// Where the data set comes from, as its writer told; empty if it did not.
  public var provenance: [String: String] { stored.provenance }
  let dataPath: String
  public let workers: Workers
  let target: Target

  /// - Parameters:
  ///   - path: a checkpoint file, or a run directory, whose newest valid checkpoint is taken.
  ///   - data: the data set.
  ///   - threads: nil for the cores that this process may use.
  /// - Throws: `FileError` for files that are missing, damaged or do not go together.
  public init(checkpoint path: String, data: String, threads: Int? = nil) throws {
    let workers = try RankPlacement.workers(threads)
    try self.init(Self.checkpoint(at: path), data: data, workers: workers)
  }

  /// - Throws: `FileError` for a data set that is missing, damaged or does not go with the checkpoint.
  public init(_ checkpoint: Checkpoint, data: String, workers: Workers) throws {
    try self.init(checkpoint, ResponseDataset.read(data), data: data, workers: workers)
  }

  /// The same of a data set that was read from `data` already.
  ///
  /// - Throws: `FileError` for a data set that does not go with the checkpoint.
  package init(_ checkpoint: Checkpoint, _ stored: StoredDataset, data: String, workers: Workers) throws {
    self.workers = workers
    self.checkpoint = checkpoint
    dataset = stored.dataset
    self.stored = stored
    dataPath = data
    target = try checkpoint.configuration.normalisedTarget()
    try checkpoint.requireFeatures(of: stored, path: data)
  }

  /// The checkpoint of a file, or of a run directory the newest that is valid.
  ///
  /// - Throws: `FileError` or `HDF5Error`, as `Checkpoint.read(from:)`.
  public static func checkpoint(at path: String) throws -> Checkpoint {
    try find(path).checkpoint
  }

  /// As `checkpoint(at:)`, with where it was found and what is damaged, which standard error is told too.
  package static func find(_ path: String) throws -> CheckpointStore.Found {
    guard let found = try CheckpointStore.newestValid(ofRun: path) else {
      return CheckpointStore.Found(checkpoint: try Checkpoint.read(from: path), path: path, damaged: [])
    }
    for (_, error) in found.damaged {
      FileHandle.standardError.write(Data("hqnn: warning: \(error)\n".utf8))
    }
    return found
  }

  /// Scores the model beside the naive baselines.
  ///
  /// - Parameters:
  ///   - part: which pairs are scored.
  ///   - options: how to measure the circuits besides; nil not to.
  /// - Throws: `FileError` if the data set is not the one of the training: its rows would mean something else;
  ///   `UsageError` for measurements of a model without a circuit.
  public func evaluate(_ part: SplitPart, measuring options: MeasurementOptions? = nil) throws -> Evaluation {
    let scorer = try scorerOfRun()
    let scored = try score(part, by: scorer)
    guard let options else { return evaluation(of: scored) }
    let head = try quantumHead()
    let rows = scored.rows
    let joint = scorer.jointEmbeddings(
      drugs: rows.map { dataset.responses.drug[Int($0)] },
      cellLines: rows.map { dataset.responses.cellLine[Int($0)] })
    return Evaluation(
      scored, responses: dataset.responses,
      measured: MeasuredPredictions(head, options, rows: rows, joint: joint, workers: workers))
  }

  /// What the model and the naive baselines predict of measured pairs.
  ///
  /// - Throws: `FileError` if the data set is not the one of the training.
  public func score(_ part: SplitPart) throws -> ScoredPairs { try score(part, by: scorerOfRun()) }

  /// The metrics of pairs that this session scored.
  public func evaluation(of scored: ScoredPairs) -> Evaluation {
    Evaluation(scored, responses: dataset.responses)
  }

  private func score(_ part: SplitPart, by scorer: Scorer) throws -> ScoredPairs {
    try ScoredPairs(
      scorer: scorer, dataset: dataset, target: target, split: checkpoint.split, part: part)
  }

  /// Predicts pairs of the data set, ordered by drug, then by cell line. A pair is measured if what the model predicts
  /// was: a pair with IC50 but without AUC is missing to a model of AUC.
  ///
  /// - Throws: `FileError` if the drugs' graphs are of other parts of their SMILES than those of the training.
  public func predict(_ selection: PairSelection) throws -> PredictionTable {
    try checkpoint.requireFragments(of: dataset, path: dataPath)
    let cellLineCount = dataset.cellLines.count
    var measured = [Bool](repeating: false, count: dataset.drugs.count * cellLineCount)
    let responses = dataset.responses
    for row in 0..<responses.count where !target.value(of: row, in: responses).isNaN {
      measured[Int(responses.drug[row]) * cellLineCount + Int(responses.cellLine[row])] = true
    }
    let pairs = measured.indices.filter { selection == .all || measured[$0] == (selection == .measured) }
    let drugs = pairs.map { Int32($0 / cellLineCount) }
    let cellLines = pairs.map { Int32($0 % cellLineCount) }
    let predictions = scorer(try ModelInputs(dataset)).predictions(drugs: drugs, cellLines: cellLines)
    return table(drugs.map { dataset.drugs.name[Int($0)] }, cellLines, predictions)
  }

  /// Predicts a drug that need not be in the data set.
  ///
  /// - Parameters:
  ///   - smiles: the drug's structure.
  ///   - cellLine: a COSMIC id or a name; nil for all cell lines.
  /// - Throws: `MoleculeError` or the like for SMILES that make no molecule; `FileError` for an unknown cell line.
  public func predict(smiles: String, cellLine: String?) throws -> PredictionTable {
    let single = try dataset(ofDrug: smiles)
    let rows = try cellLine.map { [try row(ofCellLine: $0)] } ?? (0..<dataset.cellLines.count).map(Int32.init)
    let drugs = [Int32](repeating: 0, count: rows.count)
    let predictions = scorer(try ModelInputs(single)).predictions(drugs: drugs, cellLines: rows)
    return table(drugs.map { _ in smiles }, rows, predictions)
  }

  /// The data set with one drug alone, read as the checkpoint's data set read its own.
  ///
  /// - Throws: `MoleculeError` or the like for SMILES that make no molecule.
  func dataset(ofDrug smiles: String) throws -> ResponseDataset {
    var single = dataset
    single.drugs = ResponseDataset.Drugs(fragments: checkpoint.fragments)
    single.drugs.append(
      name: smiles, smiles: smiles, molecule: try Molecule(smiles: smiles, fragments: checkpoint.fragments))
    return single
  }

  func row(ofCellLine text: String) throws -> Int32 {
    let lines = dataset.cellLines
    if let cosmicID = Int64(text), let row = lines.cosmicID.firstIndex(of: cosmicID) { return Int32(row) }
    if let row = lines.name.firstIndex(of: text) { return Int32(row) }
    throw FileError.invalid(dataPath, at: "/cell_lines", "no cell line has the COSMIC id or name \(text)")
  }

  /// - Throws: `FileError` if the data set is not the one of the training.
  func scorerOfRun() throws -> Scorer {
    try checkpoint.requireData(stored, path: dataPath)
    return try scorer(ModelInputs(dataset))
  }

  func scorer(_ inputs: ModelInputs<Float>) -> Scorer {
    Scorer(
      architecture: checkpoint.architecture, inputs: inputs, parameters: checkpoint.state.parameters,
      workers: workers)
  }

  private func table(_ drugs: [String], _ cellLines: [Int32], _ predictions: [Float]) -> PredictionTable {
    PredictionTable(
      rows: zip(drugs, zip(cellLines, predictions)).map { drug, rest in
        PredictionTable.Row(
          drug: drug, cellLine: dataset.cellLines.name[Int(rest.0)],
          cosmicID: dataset.cellLines.cosmicID[Int(rest.0)], normalised: rest.1)
      }, target: target)
  }
}
