import Support
import Training
import Yams

/// A search for settings, as a YAML file describes it: how many to try and for how long, what all trials have in common,
/// and what is drawn for each.
///
/// ```yaml
/// method: successive-halving
/// configurations: 27
/// first_epochs: 5
/// settings:
///   train_samples: 5000
///   test_samples: 1000
///   validation_fraction: 0.2
///   epochs: 40
/// space:
///   learning_rate: {log_uniform: [1.0e-4, 1.0e-2]}
///   batch_size: [16, 32, 64]
/// ```
public struct SearchSpace {
  /// How trials are chosen to go on.
  public enum Method: String, CaseIterable, Sendable {
    /// All for all epochs.
    case random
    /// All for a few epochs, the best of them for more, and so on (Jamieson and Talwalkar, AISTATS 2016).
    case successiveHalving = "successive-halving"
  }

  package let plan: SearchPlan
  /// The keys of what is drawn, in alphabetical order.
  package let keys: [String]
  /// The drawn configurations, in their order.
  package let candidates: [Candidate]

  /// A drawn configuration.
  package struct Candidate: Codable {
    /// By key, as YAML has them; what is a list has brackets.
    package let values: [String: String]
    /// Of all epochs, without data; its seed is that of the first repetition.
    package let configuration: TrainingConfiguration
    /// What the file says of all, and what was drawn: as YAML for `train --config`.
    package let yaml: String
    /// The same without what an experiment says itself, and without a validation part: for `reproduce --config`.
    package let experimentYAML: String

    /// "configuration 3 (batch_size: 32, dropout: 0.1)", of the place in the order, from 0, and what was drawn.
    static func name(_ number: Int, _ values: [String: String]) -> String {
      let drawn = values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      return "configuration \(number + 1) (\(drawn.joined(separator: ", ")))"
    }
  }

  /// Settings that say what is learned and tested, or on what: trials that differ in them cannot be compared.
  private static let common: Set<String> = [
    "data", "target", "target_orientation", "split_by", "folds", "fold", "split_name", "train_samples",
    "test_samples", "train_fraction", "test_fraction", "validation_fraction", "validation_samples", "seed",
  ]

  /// - Parameter path: the file.
  /// - Throws: `FileError` (65, 66): a file that is missing or is no such description, with line and key; a drawn
  ///   configuration that makes no sense, with its values.
  public init(reading path: String) throws {
    let yaml = try YAMLText(reading: path, expecting: "a search of some thirty lines")
    guard let root = try yaml.root(), case .mapping(let entries) = root else {
      throw yaml.invalid(nil, "expected the keys settings and space, and how many configurations to draw")
    }
    let header = try SearchHeader(entries, in: yaml)
    let common = try Self.mapping(entries, "settings", in: yaml)
    let space = try Self.mapping(entries, "space", in: yaml)
    guard !space.isEmpty else { throw yaml.invalid(root.mark, "space is empty, expected a setting to draw") }
    let text = ConfigurationText(yaml)
    for (key, _) in common {
      let name = try text.requireSetting(key)
      if name == "data" {
        throw yaml.invalid(key.mark, "data is not a search's to say: it comes from --data")
      }
      if name.hasPrefix("early_stopping_"), header.method == .successiveHalving {
        throw yaml.invalid(
          key.mark, "\(name) is for method random: successive halving itself ends what does not improve")
      }
    }
    let dimensions = try space.map { key, node in
      let name = try text.requireSetting(key)
      if let reason = Self.objection(to: name, common) {
        throw yaml.invalid(key.mark, "\(name) cannot be drawn: \(reason)")
      }
      return try SearchDimension(name, node, in: yaml)
    }.sorted { $0.key < $1.key }
    keys = dimensions.map(\.key)

    candidates = try (0..<header.configurations).map { number in
      var random = RandomStream(seed: header.seed, purpose: .search, index: UInt64(number))
      var drawn = common
      var values: [String: String] = [:]
      for dimension in dimensions {
        let value = dimension.value(from: &random)
        drawn[Node(dimension.key)] = value
        values[dimension.key] = Self.text(value)
      }
      var configuration = try text.configuration(of: .mapping(drawn))
      // A rung ends before the schedule does, which is that of all epochs.
      if header.method == .successiveHalving, configuration.learningRateSchedule == .cosine {
        configuration.scheduleEpochs = configuration.scheduleEpochs ?? configuration.epochs
      }
      do {
        try configuration.validate(needsData: false)
      } catch let error as UsageError {
        throw yaml.invalid(root.mark, "\(Candidate.name(number, values)): \(error.description)")
      }
      return Candidate(
        values: values, configuration: configuration, yaml: Self.lines(drawn),
        experimentYAML: try Self.experimentYAML(configuration, given: drawn.compactMap { $0.key.string }))
    }
    let first = candidates[0].configuration
    if first.seed.addingReportingOverflow(UInt64(header.repetitions)).overflow {
      throw yaml.invalid(root.mark, "seed \(first.seed) is too large for \(header.repetitions) repetitions")
    }
    guard first.validationFraction != nil || first.validationSamples != nil || first.splitName != nil else {
      throw yaml.invalid(
        root.mark,
        "settings have no validation part, which a search chooses by: expected validation_fraction or validation_samples"
      )
    }
    if let firstEpochs = header.firstEpochs, firstEpochs >= first.epochs {
      throw yaml.invalid(
        entries[Node("first_epochs")]?.mark,
        "first_epochs is \(firstEpochs), expected fewer than the \(first.epochs) epochs that the last configurations train"
      )
    }
    plan = SearchPlan(header, epochs: first.epochs)
  }

  private static func mapping(_ entries: Node.Mapping, _ key: String, in yaml: YAMLText) throws
    -> Node.Mapping
  {
    guard let node = entries[Node(key)], node.null == nil else { return Node.Mapping([]) }
    guard case .mapping(let mapping) = node else {
      throw yaml.invalid(node.mark, "\(key) is \(YAMLText.found(node)), expected a setting a line")
    }
    return mapping
  }

  private static func objection(to key: String, _ settings: Node.Mapping) -> String? {
    if common.contains(key) {
      return "trials that differ in it cannot be compared; it belongs under settings"
    }
    if settings[Node(key)] != nil { return "settings says it for all trials already" }
    if key == "epochs" {
      return "all configurations of a stage train to the same epoch, in the end to the epochs under settings"
    }
    return nil
  }

  private static func text(_ node: Node) -> String {
    if case .sequence(let values) = node { return "[" + values.map(text).joined(separator: ", ") + "]" }
    return node.string ?? ""
  }

  private static func lines(_ entries: some Sequence<(key: Node, value: Node)>) -> String {
    entries.map { "\(text($0.key)): \(text($0.value))\n" }.joined()
  }

  /// The settings that are given, and those that an experiment would else choose in another way.
  private static func experimentYAML(_ configuration: TrainingConfiguration, given: [String]) throws -> String
  {
    let head = configuration.head
    let chosen = ExperimentProtocol.own.flatMap {
      $0.settings(isQuantum: head == .quantum)
    }
    let keys = Set(given + chosen.map(\.key)).filter { key in
      ExperimentProtocol.reserved[key] == nil && !key.hasPrefix("validation_")
        && !key.hasPrefix("early_stopping_")
    }
    let settings = try configuration.settings().filter { keys.contains($0.key) }
    return "# For --\(head.rawValue)-config.\n" + settings.map { "\($0.key): \($0.value)\n" }.joined()
  }
}
