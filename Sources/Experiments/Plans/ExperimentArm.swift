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
    ExperimentArm("classical", "classical head", ["head": "classical"]),
  ]

  var isQuantum: Bool { !settings.contains(Setting(key: "head", value: "classical")) }
}
