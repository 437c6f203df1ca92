import Support
import Testing
import Training

/// What a settings file has wrong is said in one sentence: where, which key, what was found, what was expected.
@Suite struct ConfigurationSentenceTests {
  static func expect(_ sentence: String, of text: String, location: SourceLocation = #_sourceLocation) throws
  {
    let (directory, path) = try TrainingConfigurationTests.file(text)
    defer { withExtendedLifetime(directory) {} }
    let error = #expect(throws: FileError.self, sourceLocation: location) {
      try TrainingConfiguration.read(yaml: path)
    }
    #expect(error?.description == "\(path): \(sentence)", sourceLocation: location)
    #expect(error?.exitCode == .badInput, sourceLocation: location)
  }

  @Test(arguments: [
    "learning_rat": "learning_rate", "batch-size": "batch_size", "Batch_Size": "batch_size",
    "EPOCHS": "epochs",
    "batchSize": "batch_size", "--batch-size": "batch_size", "--seed": "seed", "Batch Size": "batch_size",
    "adamBeta1": "adam_beta1", "quantum-gat": "quantum_gate",
  ]) func anUnknownKeyIsRefusedWithTheNearestRightOne(key: String, nearest: String) throws {
    try Self.expect(
      "line 2: unknown configuration key \(key); did you mean \(nearest)?", of: "data: d.h5\n\(key): 1\n")
  }

  @Test(arguments: ["zzzzzzzzzzzz", "<<"]) func aKeyLikeNoOtherIsRefused(key: String) throws {
    try Self.expect("line 1: unknown configuration key \(key)", of: "\(key): {}\n")
  }

  @Test(arguments: [
    "threads": "--threads", "max-hours": "--max-hours", "rank_logs": "--rank-logs", "--output": "--output",
    "Resume": "--resume",
  ]) func anOptionThatIsNoSettingIsNamedAsSuch(key: String, option: String) throws {
    try Self.expect(
      "line 1: \(key) is no setting; it is given on the command line, as \(option)", of: "\(key): 2\n")
  }

  @Test func keysThatStandTwiceAreRefused() throws {
    try Self.expect(
      "lines 1 and 3: key epochs is there 2 times, expected once", of: "epochs: 3\nseed: 1\nepochs: 4\n")
    try Self.expect("line 1: key seed is there twice", of: "{seed: 1, seed: 2}\n")
  }

  @Test(arguments: [
    ("epochs: many", "key epochs is many, expected a whole number"),
    ("epochs: 3.5", "key epochs is 3.5, expected a whole number"),
    ("seed: -1", "key seed is -1, expected a whole number from 0"),
    (
      "epochs: 99999999999999999999",
      "key epochs is 99999999999999999999, expected a whole number up to 9223372036854775807"
    ),
    ("learning_rate: 0,1", "key learning_rate is 0,1, expected a number"),
    ("learning_rate: \"\"", "key learning_rate is an empty text, expected a number"),
    ("quantum_gate: rz", "key quantum_gate is rz, expected one of rx, ry"),
    ("head: Quantum", "key head is Quantum, expected one of quantum, classical"),
    ("split_by: cell_line", "key split_by is cell_line, expected one of pairs, cell-line, drug, tissue"),
    ("epochs: [3]", "key epochs is the list [3], expected a whole number"),
    ("data: [d.h5]", "key data is the list [d.h5], expected a text"),
    ("head: {quantum: 1}", "key head is a list of keys and values, expected one of quantum, classical"),
    ("fold: {of: 5}", "key fold is a list of keys and values, expected a whole number"),
  ]) func aValueOfTheWrongKindIsNamed(line: String, sentence: String) throws {
    try Self.expect("line 3: \(sentence)", of: "# settings\n\n\(line)\n")
  }

  /// For who goes on with the settings as texts. A run says of each what it has to be.
  @Test(arguments: [".nan", ".inf", "-.inf", "1e400"])
  func numbersThatAreNotFiniteHaveNoText(value: String) throws {
    let (directory, path) = try TrainingConfigurationTests.file("epochs: 3\nlearning_rate: \(value)\n")
    defer { withExtendedLifetime(directory) {} }
    let error = #expect(throws: FileError.self) { try TrainingConfiguration.readSettings(yaml: path) }
    #expect(
      error?.description == "\(path): line 2: key learning_rate is \(value), expected a finite number")
    #expect(throws: UsageError.self) {
      try TrainingConfiguration.read(yaml: path).validate(needsData: false)
    }
  }

  @Test func whatIsNoListOfSettingsIsRefused() throws {
    try Self.expect("line 1: a list, expected a setting a line, such as epochs: 20", of: "- epochs\n")
    try Self.expect("line 1: epochs 20, expected a setting a line, such as epochs: 20", of: "epochs 20\n")
    try Self.expect("line 1: the name of a setting is a list, expected a text", of: "? [epochs]\n: 20\n")
  }

  @Test func tabsAreNamed() throws {
    try Self.expect(
      "line 2: begins with a tab, expected a setting at the line's beginning", of: "epochs: 3\n\tseed: 1\n")
    try Self.expect(
      "line 1: begins with a tab, expected a setting at the line's beginning", of: " \tepochs: 3\n")
    let (directory, path) = try TrainingConfigurationTests.file("epochs:\t3\t# a remark\n")
    defer { withExtendedLifetime(directory) {} }
    #expect(try TrainingConfiguration.read(yaml: path).epochs == 3)
  }

  @Test func aSecondDocumentIsRefused() throws {
    try Self.expect("line 2: a second YAML document begins, expected one", of: "epochs: 3\n---\nepochs: 4\n")
  }

  @Test func otherYAMLErrorsSayWhere() throws {
    try Self.expect(
      "line 2, column 1: expected YAML: while parsing a flow sequence, did not find expected ',' or ']'",
      of: "epochs: [1\n")
  }

  @Test func jsonOfTheWrongKindNamesKeyAndKind() {
    let error = #expect(throws: FileError.self) { try TrainingConfiguration(json: #"{"epochs": "many"}"#) }
    #expect(error?.description == "configuration: key epochs: expected a whole number")
  }
}
