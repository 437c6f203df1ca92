import Foundation
import Network
import Support
import Training

/// Configurations: YAML files, and the JSON of checkpoints.
struct ConfigurationFiles: FuzzedReader {
  private let yaml: [[UInt8]]
  private let json: [[UInt8]]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    var configuration = TrainingConfiguration()
    configuration.data = "/data/\"a b\": é.h5"
    let defaults = configuration
    configuration.head = .classical
    configuration.initialOffset = 0.25
    configuration.quantumDepth = 3
    configuration.classicalHidden = HiddenLayers("1024,128") ?? .paper
    configuration.trainSamples = 100
    configuration.testSamples = 10
    configuration.initialAngles = .normal
    configuration.seed = .max
    let whole = [defaults, configuration] + Self.withoutDefaults(defaults)
    yaml = try whole.map { Array(try $0.yaml().utf8) } + [Array("# nothing\n".utf8)]
    json = try whole.map { Array(try $0.json().utf8) }
    let keys = yaml.flatMap { text in
      String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap {
        $0.split(separator: ":").first.map(String.init)
      }
    }
    words =
      (Set(keys).sorted() + [
        "[", "]", "{", "}", ": ", "- ", "&a ", "*a", "<<: *a", "!!int ", "!!binary ", "!!float ", "? ", "| ",
        "> ", "'", "\"", "---\n",
        "...\n", "%YAML 1.1\n", "#", "\\u0000", "\\ud800", "\\", ".nan", ".inf", "-.inf", "0o17", "0x10",
        "1:30", "yes", "~", "true",
        "quantum", "classical", "trainable-scale", "tanh", "normalised", "[8, 4096]", "auc",
        "head,drug-branch", "rising", "\n  ", "\t", "a: &a [*a, *a]\n",
        "{{{{{{{{", "[[[[[[[[",
        ",",
      ] + Mutator.numbers).map { Array($0.utf8) }
  }

  /// Each sets some of the settings that have no default, and contradict each other or need another.
  private static func withoutDefaults(_ defaults: TrainingConfiguration) -> [TrainingConfiguration] {
    func changed(_ change: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
      var configuration = defaults
      change(&configuration)
      return configuration
    }
    return [
      changed { ($0.splitBy, $0.folds, $0.fold) = (.drug, 5, 2) },
      changed { ($0.splitName, $0.fold) = ("mine", 1) },
      changed { ($0.initFrom, $0.initFromSHA256) = ("/a.npz", String(repeating: "0", count: 64)) },
      changed {
        ($0.learningRateSchedule, $0.scheduleEpochs, $0.minimumLearningRate) = (.cosine, 30, 1e-5)
      },
      changed { ($0.learningRateSchedule, $0.stepEpochs) = (.step, 3) },
      changed { ($0.validationFraction, $0.earlyStoppingPatience, $0.earlyStoppingStart) = (0.1, 5, 2) },
      changed { ($0.validationSamples, $0.earlyStoppingMinimumImprovement) = (7, 1e-4) },
      changed { ($0.dropout, $0.weightDecay, $0.gradientClipNorm) = (0.5, 0.01, 1) },
      changed { ($0.encoding, $0.encodingScale, $0.quantumDepth) = (.tanh, 0.5, 16) },
      changed { ($0.encoding, $0.encodingScale, $0.quantumLayout) = (.normalised, 2, .parallel) },
      changed {
        ($0.head, $0.classicalHidden, $0.encoding) = (
          .classical, HiddenLayers("8") ?? .paper, .trainableScale
        )
      },
      changed {
        ($0.initFrom, $0.initParts, $0.freeze) = ("/a.h5", ModelParts([.drugBranch]), ModelParts([.head]))
      },
      changed {
        ($0.drugBranchLearningRate, $0.cellLineBranchLearningRate) = (1e-4, 1e-3)
        ($0.headLearningRate, $0.angleLearningRate) = (0.01, 0.1)
      },
    ]
  }

  // A usage error: values that make no sense, which is for `validate` to say.
  var exitCodes: Set<ExitCode> { [.badInput, .usage] }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let configuration: TrainingConfiguration
    if mutator.chance(2) {
      let path = directory + "/configuration.yaml"
      try Seeds.write(spoil(yaml, &mutator, separator: ":"), to: path)
      configuration = try TrainingConfiguration.read(yaml: path)
    } else {
      let text = spoil(json, &mutator, separator: ",")
      try Seeds.write(text, to: directory + "/configuration.json")
      configuration = try TrainingConfiguration(json: String(decoding: text, as: UTF8.self))
    }
    try configuration.validate()
    let again = directory + "/again.yaml"
    try Seeds.write(Array(try configuration.yaml().utf8), to: again)
    do {
      if try TrainingConfiguration.read(yaml: again) != configuration {
        return "another configuration by its YAML"
      }
      if try TrainingConfiguration(json: configuration.json()) != configuration {
        return "another one by its JSON"
      }
    } catch {
      return "its own text is refused: \(error)"
    }
    return nil
  }

  /// Values are spoilt, keys, or the text as a whole.
  private func spoil(_ texts: [[UInt8]], _ mutator: inout Mutator, separator: Character) -> [UInt8] {
    let text = mutator.pick(texts)
    if mutator.chance(3) { return mutator.spoilText(text, with: mutator.pick(texts), words: words) }
    var parts = String(decoding: text, as: UTF8.self).split(separator: separator == "," ? "," : "\n").map(
      String.init)
    let value = String(decoding: mutator.pick(words), as: UTF8.self)
    let place = mutator.below(parts.count)
    let key = parts[place].prefix { $0 != ":" }
    parts[place] = mutator.chance(4) ? value : key + ": " + value
    return Array(parts.joined(separator: separator == "," ? "," : "\n").utf8)
  }
}
