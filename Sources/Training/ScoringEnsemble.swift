import DrugResponse
import Support

/// Several trained models whose mean predicts, and whose spread says how sure that is (a deep ensemble: Lakshminarayanan,
/// Pritzel and Blundell, NeurIPS 2017).
public struct ScoringEnsemble {
  private let members: [Member]

  private struct Member {
    /// As it was named.
    let path: String
    let session: ScoringSession
    var checkpoint: Checkpoint { session.checkpoint }
  }

  /// - Parameters:
  ///   - paths: two checkpoint files or more, or run directories, whose newest valid checkpoints are taken.
  ///   - data: the data set.
  ///   - threads: nil for the cores that this process may use.
  /// - Throws: `FileError` for files that are missing, damaged or do not go together.
  public init(checkpoints paths: [String], data: String, threads: Int? = nil) throws {
    precondition(paths.count > 1)
    let workers = try RankPlacement.workers(threads)
    let checkpoints = try paths.map(ScoringSession.checkpoint(at:))
    for (number, checkpoint) in checkpoints.enumerated() {
      for earlier in 0..<number {
        if let problem = try checkpoints[earlier].problem(ofMember: checkpoint, beside: paths[earlier]) {
          throw FileError.invalid(paths[number], problem)
        }
      }
    }
    let stored = try ResponseDataset.read(data)
    members = try zip(paths, checkpoints).map { path, checkpoint in
      Member(path: path, session: try ScoringSession(checkpoint, stored, data: data, workers: workers))
    }
  }

  /// Predicts pairs of the data set, as `ScoringSession.predict(_:)`.
  ///
  /// - Parameters:
  ///   - selection: which pairs.
  ///   - spreadFactor: what the standard deviation is multiplied with for the interval.
  public func predict(_ selection: PairSelection, spreadFactor: Double) throws -> PredictionTable {
    try table(spreadFactor) { try $0.predict(selection) }
  }

  /// Predicts a drug that need not be in the data set, as `ScoringSession.predict(smiles:cellLine:)`.
  public func predict(smiles: String, cellLine: String?, spreadFactor: Double) throws -> PredictionTable {
    try table(spreadFactor) { try $0.predict(smiles: smiles, cellLine: cellLine) }
  }

  private func table(
    _ spreadFactor: Double, _ predict: (ScoringSession) throws -> PredictionTable
  ) throws -> PredictionTable {
    var table = try predict(members[0].session)
    let others = try members.dropFirst().map { try predict($0.session).rows.map { Double($0.normalised) } }
    let predictions = EnsemblePredictions([table.rows.map { Double($0.normalised) }] + others)
    table.spreadFactor = spreadFactor
    for row in table.rows.indices {
      table.rows[row].normalised = Float(predictions.mean[row])
      table.rows[row].standardDeviation = Float(predictions.standardDeviation[row])
    }
    return table
  }

  /// Scores the members' mean beside the members and the naive baselines, and their spread beside the mean's errors.
  ///
  /// The baselines are fitted to all pairs that a member was trained on.
  ///
  /// - Throws: `FileError` if the data set is not the one of the training, or if the members do not have the same pairs in
  ///   that part.
  public func evaluate(_ part: SplitPart) throws -> Evaluation {
    try requireOneDataset()
    if let problem = differingPairs(part) { throw FileError.invalid(problem.path, problem.sentence) }
    let session = members[0].session
    let (responses, target) = (session.dataset.responses, session.target)
    let rows = try part.rows(session.checkpoint.split, responses, target)
    let validation =
      part == .test && differingPairs(.validation) == nil ? session.checkpoint.split.validation : []
    // One model at a time, of all rows.
    let all = try members.map {
      try $0.session.scorerOfRun().predictions(rows: rows + validation, of: responses)
    }
    let predictions = EnsemblePredictions(all)
    let errors = zip(rows + validation, predictions.mean).map {
      $1 - target.value(of: Int($0), in: responses)
    }
    let samples = SpreadCalibration.Samples(errors: errors, spread: predictions.standardDeviation)
    let kind = try session.checkpoint.configuration.splitKind(in: session.dataset)
    let groups = ResponseGroups(kind, of: session.dataset).number
    let trained = Set(members.flatMap(\.checkpoint.split.train))
    let spread = SpreadCalibration(
      samples[Array(rows.indices)],
      validation: validation.isEmpty ? nil : samples[Array(rows.count..<errors.count)],
      groups: rows.map { groups[Int($0)] }, isTrained: rows.contains(where: trained.contains))
    let scored = ScoredPairs(
      part: part, target: target, rows: rows, predictions: Array(predictions.mean.prefix(rows.count)),
      baselines: try NaiveBaselines(training: trained.sorted(), of: session.dataset, target: target))
    return Evaluation(
      scored, responses: responses,
      members: Evaluation.Members(
        paths: members.map(\.path), predictions: all.map { Array($0.prefix(rows.count)) }, spread: spread))
  }

  private func requireOneDataset() throws {
    for member in members.dropFirst()
    where member.checkpoint.datasetDigest != members[0].checkpoint.datasetDigest {
      throw FileError.invalid(
        member.path, "was trained on another data set than \(members[0].path.oneLine)")
    }
  }

  /// The first member that does not have the pairs of the first one in a part, and what is wrong with that; nil if all have.
  private func differingPairs(_ part: SplitPart) -> (path: String, sentence: String)? {
    func rows(_ member: Member) -> Set<Int64> {
      let split = member.checkpoint.split
      return switch part {
      case .test: Set(split.test)
      case .train: Set(split.train)
      case .validation: Set(split.validation)
      case .all: []
      }
    }
    let first = rows(members[0])
    for member in members.dropFirst() where rows(member) != first {
      let pairs = "\(part.rawValue) pairs of \(members[0].path.oneLine)"
      let seen = part == .test ? member.checkpoint.split.train.count { first.contains($0) } : 0
      let problem =
        seen > 0
        ? "was trained with \(seen) of the \(first.count) \(pairs)"
        : "its \(part.rawValue) pairs are not the \(pairs)"
      return (
        member.path, problem + "; train the members of an ensemble with one --split-name of their data set"
      )
    }
    return nil
  }
}

extension Checkpoint {
  /// Why another checkpoint cannot be a member of an ensemble beside this one, which is called `path`; nil if it can.
  fileprivate func problem(ofMember other: Checkpoint, beside path: String) throws -> String? {
    let path = path.oneLine
    if try other.configuration.normalisedTarget() != configuration.normalisedTarget() {
      return "predicts another target than \(path)"
    }
    if other.featureDigest != featureDigest || other.architecture.featureCount != architecture.featureCount {
      return "was trained on other features of the cell lines than \(path)"
    }
    if other.fragments != fragments {
      return "was trained on drugs converted with --fragments \(other.fragments.rawValue), \(path) with "
        + fragments.rawValue
    }
    if other.state.parameters.buffer.elementsEqual(state.parameters.buffer) {
      return "is the same model as \(path): an ensemble needs different ones"
    }
    return nil
  }
}
