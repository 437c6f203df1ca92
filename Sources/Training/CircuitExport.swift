import DrugResponse
import Network
import Quantum
import Support

/// The circuit of a trained model for one pair of a drug and a cell line, with its angles as numbers.
public struct CircuitExport: Sendable {
  /// The drug's name in the data set, or its SMILES string.
  public let drug: String
  /// The cell line's name.
  public let cellLine: String
  /// Its COSMIC identifier.
  public let cosmicID: Int64
  /// What the prediction is of.
  public let target: Target
  /// The angles of the variational layers, and scale and offset.
  public let head: QuantumHeadParameters
  /// [256] the angles of the encodings: the joint embedding of drug and cell line, encoded as the head does.
  public let features: [Double]
  /// <Z_0> of each circuit, exactly and in double precision: one for `lattice`, 32 for `parallel`.
  public let expectations: [Double]
  /// The training that the model comes from, on one line.
  public let provenance: String

  /// The mean of `expectations`.
  public var expectation: Double { expectations.reduce(0, +) / Double(expectations.count) }
  /// The normalised response.
  public var prediction: Double { head.scale * expectation + head.offset }

  /// The circuits as one OpenQASM program. Its comment says what is measured and how the prediction follows.
  ///
  /// - Parameters:
  ///   - version: of the language.
  ///   - circuit: only this one of the 32 of the layout `parallel`; nil for all circuits.
  /// - Throws: `UsageError` for a number of a circuit that there is not.
  public func openQASM(_ version: OpenQASM.Version, circuit: Int? = nil) throws -> String {
    let circuits = head.circuit.gateCircuits
    if let circuit, !circuits.indices.contains(circuit) {
      throw UsageError(
        "circuit \(circuit) is none of the layout \(head.circuit.layout.rawValue), expected "
          + (circuits.count == 1 ? "0" : "0 to \(circuits.count - 1)"))
    }
    let chosen = circuit.map { $0..<$0 + 1 } ?? 0..<circuits.count
    return OpenQASM.program(
      version, circuits: Array(circuits[chosen]), weights: head.weights, features: features,
      comment: comment(chosen, of: circuits.count))
  }

  private func comment(_ chosen: Range<Int>, of count: Int) -> [String] {
    let circuit = head.circuit
    var lines = [
      "The quantum circuit of a trained model of drug response, for one drug and one cell line.",
      "",
      "model: \(provenance)",
      "drug: \(drug)",
      "cell line: \(cellLine), COSMIC id \(cosmicID)",
      "circuit: layout \(circuit.layout.rawValue), rotation \(circuit.rotation.rawValue), entangler "
        + "\(circuit.entangler.rawValue), depth \(circuit.depth)",
      "encoding: angle = \(head.encodingFormula), phi the embedding of drug and cell line",
      "",
    ]
    if count == 1 {
      lines += [
        "Measured is Z of q[0] at the end: a bit 0 counts 1, a bit 1 counts -1. E is the mean over the shots.",
        "expectation: \(OpenQASM.number(expectation))",
      ]
    } else {
      lines +=
        chosen.count == count
        ? ["\(count) circuits one after the other on the same qubits; bit l of c belongs to circuit l."]
        : ["Circuit \(chosen.lowerBound) of \(count), counted from 0."]
      lines += [
        "Measured is Z of q[0] at a circuit's end: a bit 0 counts 1, a bit 1 counts -1. E is the mean over the shots",
        "and over all \(count) circuits.",
      ]
      lines += chosen.map { "expectation of circuit \($0): \(OpenQASM.number(expectations[$0]))" }
      lines.append("expectation: \(OpenQASM.number(expectation))")
    }
    return lines + [
      "prediction = scale * E + offset",
      "scale: \(OpenQASM.number(head.scale))",
      "offset: \(OpenQASM.number(head.offset))",
      "prediction: \(OpenQASM.number(prediction))",
      meaning,
      "Expectations are exact, of the angles below, in double precision.",
      "",
    ]
  }

  private var meaning: String {
    switch target.measure {
    case .auc: "The prediction is an AUC."
    case .ic50:
      target.orientation == .falling
        ? "The prediction is 1/(1 + y^0.1), y the IC50 in micromolar."
        : "The prediction is 1/(1 + y^-0.1), y the IC50 in micromolar."
    }
  }
}
