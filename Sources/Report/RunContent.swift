import DrugResponse
import Foundation
import Network
import Quantum
import Support
import Training

/// All that the page says of one run: values, no markup.
struct RunContent: Encodable {
  /// A setting, as the run's config.yaml has it.
  struct Setting: Encodable, Hashable {
    let key: String
    let value: String
    /// nil where there is none.
    let byDefault: String?
    var differs: Bool { value != byDefault }
  }

  /// Short, and different from those of the other runs of the report.
  let label: String
  /// The run's directory or checkpoint, as given.
  let path: String
  let settings: [Setting]
  let model: String
  let build: String
  let epoch: Int
  let step: Int
  let data: DataContent
  /// As far as the run has come, where the checkpoint is in its directory; else as far as the checkpoint.
  let history: TrainingHistory
  let isChosenByTestSet: Bool
  /// What is to be known of the run's files and its start, as sentences.
  let warnings: [String]
  let evaluation: Evaluation
  /// Intervals for the root mean squared errors on the normalised target, by `Evaluation.Row.name`; empty where there are
  /// too few test pairs.
  let intervals: [String: Interval]
  /// The root mean squared error of the model less that of drug and cell-line effects: below zero where the model is
  /// better; nil where there are too few test pairs.
  let advantage: Interval?
  /// On the normalised target, and on ln IC50 where that is the target's.
  let scales: [ScaleContent]
  let drugs: [GroupErrors]
  let tissues: [GroupErrors]
  /// How many independent things the test set holds: pairs, or drugs, cell lines or tissues that the split keeps apart.
  let groups: Int
  /// nil where the data set does not hold the drugs' pathways.
  let pathways: [GroupErrors]?
  let circuit: CircuitContent?
  /// What the run is compared with others by; no part of what is written.
  let identity: Identity

  /// A value between two others.
  struct Interval: Encodable, Equatable {
    let lower: Double
    let upper: Double

    init(_ range: ClosedRange<Double>) { (lower, upper) = (range.lowerBound, range.upperBound) }
  }

  /// By what runs are comparable.
  struct Identity {
    let datasetDigest: String
    let target: Target
    /// Row numbers of the test pairs, ascending.
    let rows: [Int64]
    /// Predicted minus observed on the normalised target, in the order of `rows`.
    let errors: [Double]
    /// What is resampled: the group of each of `rows`.
    let groups: [Int]
    let kind: SplitKind
    let stage: RunSource.Stage
    let seed: UInt64
  }

  private enum CodingKeys: String, CodingKey {
    case label, path, settings, model, build, epoch, step, data, history, isChosenByTestSet, warnings,
      evaluation
    case intervals, advantage, scales, drugs, tissues, groups, pathways, circuit
  }

  /// - Throws: `FileError` if the data set is not the run's.
  init(_ session: ScoringSession, _ source: RunSource, label: String, path: String, dataPath: String) throws {
    let checkpoint = session.checkpoint
    let dataset = session.dataset
    let scored = try session.score(.test)
    self.label = label
    self.path = path
    settings = try Self.settings(checkpoint.configuration)
    model = checkpoint.architecture.summary
    build = checkpoint.build
    epoch = checkpoint.state.epoch
    step = checkpoint.state.step
    history = source.history
    isChosenByTestSet = source.isChosenByTestSet
    let overlap = StartOverlap(
      of: checkpoint.configuration, split: checkpoint.split, datasetDigest: checkpoint.datasetDigest)
    warnings = source.warnings + [overlap.sentence].compactMap { $0 }
    data = try DataContent(session, path: dataPath)
    evaluation = session.evaluation(of: scored)
    circuit = try CircuitContent(session)

    let kind = try checkpoint.configuration.splitKind(in: dataset)
    let kept = ResponseGroups(kind, of: dataset)
    let groupOfPair = scored.rows.map { kept.number[Int($0)] }
    scales = Self.scales(scored, groupOfPair, dataset)
    let order = scored.rows.indices.sorted { scored.rows[$0] < scored.rows[$1] }
    let scale = scales[0]
    identity = Identity(
      datasetDigest: checkpoint.datasetDigest, target: scored.target, rows: order.map { scored.rows[$0] },
      errors: order.map { scale.predicted[$0] - scale.observed[$0] }, groups: order.map { groupOfPair[$0] },
      kind: kind, stage: source.stage, seed: checkpoint.configuration.seed)
    groups = Set(groupOfPair).count
    (intervals, advantage) = Self.intervals(scored, identity, dataset, session.workers)

    let drug = scored.rows.map { Int(dataset.responses.drug[Int($0)]) }
    drugs = GroupErrors.all(of: scale) { dataset.drugs.name[drug[$0]] }
    pathways = dataset.drugs.pathway.map { pathway in GroupErrors.all(of: scale) { pathway[drug[$0]] } }
    let tissue = ResponseGroups(.tissue, of: dataset)
    tissues = GroupErrors.all(of: scale) { tissue.name(tissue.number[Int(scored.rows[$0])]) }
  }

  private static func settings(_ configuration: TrainingConfiguration) throws -> [Setting] {
    let defaults = Dictionary(
      uniqueKeysWithValues: try TrainingConfiguration().settings().map { ($0.key, $0.value) })
    return try configuration.settings().map {
      Setting(key: $0.key, value: $0.value, byDefault: defaults[$0.key])
    }
  }

  private static func scales(
    _ scored: ScoredPairs, _ groups: [Int], _ dataset: ResponseDataset
  ) -> [ScaleContent] {
    let (target, responses) = (scored.target, dataset.responses)
    let effects = scored.baselines.predictions(.drugAndCellLine, rows: scored.rows, responses: responses)
    let normalised = ScaleContent(
      title: target.title,
      axis: target.measure == .auc ? "AUC" : "normalised IC50",
      observed: scored.rows.map { target.value(of: Int($0), in: responses) }, predicted: scored.predictions,
      effects: effects, groups: groups)
    guard target.measure == .ic50 else { return [normalised] }
    let values = scored.predictions.map { target.lnIC50(ofNormalised: $0) }
    let known = values.indices.filter { values[$0] != nil }
    return [
      normalised,
      ScaleContent(
        title: "ln IC50", axis: "ln IC50 (IC50 in \u{00B5}M)",
        observed: known.map { Double(responses.lnIC50[Int(scored.rows[$0])]) },
        predicted: known.map { values[$0]! },
        effects: known.map { target.lnIC50(ofNormalised: effects[$0]) ?? .nan },
        groups: known.map { groups[$0] }),
    ]
  }

  private static func intervals(
    _ scored: ScoredPairs, _ identity: Identity, _ dataset: ResponseDataset, _ workers: Workers
  ) -> ([String: Interval], Interval?) {
    let (rows, responses) = (identity.rows, dataset.responses)
    let observed = rows.map { scored.target.value(of: Int($0), in: responses) }
    let baselines = NaiveBaselines.Kind.allCases
    let errors = baselines.map { kind in
      zip(scored.baselines.predictions(kind, rows: rows, responses: responses), observed).map { $0 - $1 }
    }
    guard
      let bootstrap = PairedBootstrap(
        errors: [identity.errors] + errors, groups: identity.groups, workers: workers)
    else { return ([:], nil) }
    let names = ["model"] + baselines.map(\.rawValue)
    let intervals = names.enumerated().map { ($0.element, Interval(bootstrap.interval($0.offset))) }
    return (
      Dictionary(uniqueKeysWithValues: intervals), Interval(bootstrap.interval(0, less: names.count - 1))
    )
  }
}
