/// One of the models that an experiment compares: what is the same in all conditions.
public struct ExperimentArm: Codable, Equatable, Sendable {
  /// Letters, digits and hyphens.
  public let name: String
  /// What tables and figures call it.
  public let label: String
  /// The settings that make it, over those of its head.
  let settings: [Setting]

  /// A key of a configuration file with its value as YAML.
  struct Setting: Codable, Equatable, Sendable {
    let key: String
    let value: String
  }

  init(_ name: String, _ label: String, _ settings: KeyValuePairs<String, String>) {
    (self.name, self.label) = (name, label)
    self.settings = settings.map { Setting(key: $0.key, value: $0.value) }
  }

  static let quantum = ExperimentArm("quantum", "quantum head", ["head": "quantum"])
  static let classical = ExperimentArm("classical", "classical head", ["head": "classical"])

  /// Of the table of variants, the model of the paper first.
  static let variants = [
    ExperimentArm("rx-ring", "RX, ring, lattice", ["head": "quantum"]),
    ExperimentArm("rx-linear", "RX, linear, lattice", ["head": "quantum", "quantum_entangler": "linear"]),
    ExperimentArm("ry-ring", "RY, ring, lattice", ["head": "quantum", "quantum_gate": "ry"]),
    ExperimentArm(
      "ry-linear", "RY, linear, lattice",
      ["head": "quantum", "quantum_gate": "ry", "quantum_entangler": "linear"]),
    ExperimentArm("parallel", "RX, ring, parallel", ["head": "quantum", "quantum_layout": "parallel"]),
    ExperimentArm(
      "ry-parallel", "RY, ring, parallel",
      ["head": "quantum", "quantum_gate": "ry", "quantum_layout": "parallel"]),
    // The number of X-strings of a block grows no more beyond eight layers of RX in a ring.
    ExperimentArm("depth-1", "RX, ring, depth 1", ["head": "quantum", "quantum_depth": "1"]),
    ExperimentArm("depth-2", "RX, ring, depth 2", ["head": "quantum", "quantum_depth": "2"]),
    ExperimentArm("depth-8", "RX, ring, depth 8", ["head": "quantum", "quantum_depth": "8"]),
    ExperimentArm("classical", "classical, 8", ["head": "classical"]),
    // About as many parameters as the circuit's 1322, and the width of GraphDRP.
    ExperimentArm("classical-5", "classical, 5", ["head": "classical", "classical_hidden": "[5]"]),
    ExperimentArm(
      "classical-1024-128", "classical, 1024 and 128",
      ["head": "classical", "classical_hidden": "[1024, 128]"]),
  ]

  var isQuantum: Bool { !settings.contains(Setting(key: "head", value: "classical")) }
}
