import Foundation
import Network
import Support
import TestSupport
import Testing
import Training

@Suite struct TrainingConfigurationTests {
  static func file(_ text: String) throws -> (TemporaryDirectory, String) {
    let directory = try TemporaryDirectory()
    let path = directory.path("run.yaml")
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return (directory, path)
  }

  @Test func keysLeftOutKeepTheirDefaults() throws {
    let (directory, path) = try Self.file("data: d.h5\nhead: classical\nepochs: 3\ninitial_offset: 0.25\n")
    defer { withExtendedLifetime(directory) {} }
    var expected = TrainingConfiguration()
    expected.data = "d.h5"
    expected.head = .classical
    expected.epochs = 3
    expected.initialOffset = 0.25
    #expect(try TrainingConfiguration.read(yaml: path) == expected)
  }

  @Test(arguments: ["", "\n\n", "# nothing but a remark\n", "---\n"]) func aFileThatSaysNothingIsAllDefaults(
    text: String
  ) throws {
    let (directory, path) = try Self.file(text)
    defer { withExtendedLifetime(directory) {} }
    #expect(try TrainingConfiguration.read(yaml: path) == TrainingConfiguration())
  }

  @Test func aFileOfEndlessLengthIsNotRead() throws {
    let (directory, path) = try Self.file("data: d.h5\n" + String(repeating: "# a remark\n", count: 30_000))
    defer { withExtendedLifetime(directory) {} }
    for path in [path, "/dev/zero"] {
      let error = #expect(throws: FileError.self) { try TrainingConfiguration.read(yaml: path) }
      #expect(error?.exitCode == .badInput)
      #expect(error?.problem.hasPrefix("has more than 262144 bytes") == true)
    }
  }

  @Test func yamlAndJSONGiveTheSameBack() throws {
    var configuration = TrainingConfiguration()
    configuration.data = "/some/where/data.h5"
    configuration.quantumLayout = .parallel
    configuration.quantumGate = .ry
    configuration.quantumEntangler = .linear
    configuration.classicalHidden = try #require(HiddenLayers("1024,128"))
    configuration.trainSamples = 5000
    configuration.learningRate = 0.1 + 0.2
    configuration.seed = .max
    let (directory, path) = try Self.file(try configuration.yaml())
    defer { withExtendedLifetime(directory) {} }
    #expect(try TrainingConfiguration.read(yaml: path).json() == configuration.json())
    let decoded = try JSONDecoder().decode(
      TrainingConfiguration.self, from: Data(try configuration.json().utf8))
    #expect(decoded == configuration)
  }

  @Test(arguments: [
    ("learning_rat: 0.1\n", "unknown configuration key learning_rat; did you mean learning_rate?"),
    ("zzzzzzzzzzzz: 1\n", "unknown configuration key zzzzzzzzzzzz"),
    ("epochs: many\n", "key epochs"),
    ("head: quantumm\n", "key head"),
    ("epochs: [1\n", "YAML"),
    ("classical_hidden: 0\n", "key classical_hidden is 0, expected a list of 1 to 4 whole"),
    (
      "classical_hidden: [8, 4097]\n",
      "key classical_hidden is the list [8, 4097], expected a list of 1 to 4 whole numbers"
    ),
    ("classical_hidden: []\n", "key classical_hidden is the list [], expected a list"),
    ("classical_hidden: [8.5]\n", "key classical_hidden is the list [8.5], expected a list"),
    ("classical_hidden: [[8]]\n", "key classical_hidden is the list [[...]], expected a list"),
    ("classical_hidden: [9,8,7,6,5,4,3,2,1]\n", "is the list [9, 8, 7, 6, 5, 4, 3, 2, ...], expected a list"),
  ]) func whatCannotBeUnderstoodIsNamed(text: String, expected: String) throws {
    let (directory, path) = try Self.file(text)
    defer { withExtendedLifetime(directory) {} }
    let error = #expect(throws: FileError.self) { try TrainingConfiguration.read(yaml: path) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("\n") == false)
    #expect(error?.description.hasPrefix(path) == true)
  }

  @Test(arguments: [("[1024, 128]", [1024, 128]), ("[5]", [5]), ("5", [5]), ("\n- 7\n- 6", [7, 6])])
  func widthsAreAListOrOneNumber(value: String, widths: [Int]) throws {
    let (directory, path) = try Self.file("classical_hidden: \(value)\n")
    defer { withExtendedLifetime(directory) {} }
    let configuration = try TrainingConfiguration.read(yaml: path)
    #expect(configuration.classicalHidden.widths == widths)
    let list = widths.map(String.init).joined(separator: ", ")
    #expect(try configuration.yaml().contains("\nclassical_hidden: [\(list)]\n"))
  }

  @Test func aMissingFileIsSaid() {
    let error = #expect(throws: FileError.self) { try TrainingConfiguration.read(yaml: "/nowhere/run.yaml") }
    #expect(error?.exitCode == .missingFile)
  }

  /// Numbers that estimates and progress multiply; the largest allowed is allowed for each.
  @Test(arguments: [
    "epochs", "warmup_epochs", "schedule_epochs", "step_epochs", "early_stopping_patience",
    "early_stopping_start",
    "checkpoint_epochs", "checkpoint_steps", "keep_checkpoints",
  ]) func countsAreBounded(key: String) throws {
    let others = [
      "warmup_epochs": "epochs: \(1 << 30)\n",
      "schedule_epochs": "learning_rate_schedule: cosine\n", "step_epochs": "learning_rate_schedule: step\n",
      "early_stopping_patience": "validation_samples: 5\n",
      "early_stopping_start": "validation_samples: 5\nearly_stopping_patience: 1\n",
    ]
    for value in [1 << 30, (1 << 30) + 1, .max] {
      let (directory, path) = try Self.file("data: d.h5\n\(others[key] ?? "")\(key): \(value)\n")
      defer { withExtendedLifetime(directory) {} }
      let configuration = try TrainingConfiguration.read(yaml: path)
      if value == 1 << 30 {
        try configuration.validate()
      } else {
        let error = #expect(throws: UsageError.self) { try configuration.validate() }
        #expect(error?.description == "\(key) must be at most 1073741824, not \(value)")
        #expect(error?.exitCode == .usage)
      }
    }
  }

  @Test func optionsThatMakeNoSenseAreRefused() throws {
    let changes: [(inout TrainingConfiguration) -> Void] = [
      { $0.data = "" }, { $0.epochs = 0 }, { $0.batchSize = 0 }, { $0.microShardSize = 0 },
      { $0.learningRate = 0 },
      { $0.learningRate = .nan }, { $0.adamBeta1 = 1 }, { $0.adamBeta2 = -0.1 }, { $0.adamEpsilon = 0 },
      { $0.initialAngleSpread = -1 }, { $0.initialScale = .infinity }, { $0.initialOffset = .nan },
      { $0.checkpointEpochs = -1 }, { $0.checkpointSteps = -1 }, { $0.keepCheckpoints = 0 },
      { $0.adamEpsilon = 1e-300 }, { $0.initialScale = 1e300 }, { $0.learningRate = 1e-300 },
      { $0.weightDecay = -0.1 }, { $0.weightDecay = .nan }, { $0.weightDecay = 600 },
      { $0.trainFraction = .nan }, { $0.testFraction = 0 }, { $0.microShardSize = 1025 },
    ]
    var sound = TrainingConfiguration()
    sound.data = "d.h5"
    try sound.validate()
    for change in changes {
      var configuration = sound
      change(&configuration)
      #expect(throws: UsageError.self) { try configuration.validate() }
    }
  }
}
