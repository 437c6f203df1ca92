import Foundation
import Network
import Quantum
import Training

/// The circuit of a trained model and its angles.
struct CircuitContent: Encodable {
  let circuit: QDICircuit
  /// prediction = scale E + offset, E the circuit's expectation.
  let scale: Double
  let offset: Double
  /// The encodings' angle of an embedding phi.
  let encoding: String
  /// [33 x depth x 8] the trained angles, within [0, 2 pi): a whole turn more changes no measurement.
  let angles: [Double]
  /// [33 x depth x 8] how far each has turned since the start of training, within [0, pi]; nil where that is not known.
  let turns: [Double]?
  /// Angles that cannot change the prediction, whatever the others are.
  let insensitive: [Int]
  let effectiveCount: Int
  /// What the derivatives at the trained angles and random inputs say; nil for a circuit of more than
  /// `largestNumericalCount` weights.
  let numerical: Numerical?

  /// Weights, those of the default depth, that are counted by numbers unasked: the time grows with the third power of them,
  /// up to half a minute at the largest depth.
  private static let largestNumericalCount = QDICircuit().weightCount

  /// Counts of `EffectiveWeights`.
  struct Numerical: Encodable {
    let inputs: Int
    let sensitive: Int
    let rank: Int
  }

  /// nil for a model without a circuit.
  init?(_ session: ScoringSession) throws {
    let checkpoint = session.checkpoint
    guard checkpoint.architecture.head == .quantum else { return nil }
    let head = try session.quantumHead()
    circuit = head.circuit
    (scale, offset) = (head.scale, head.offset)
    encoding = head.encodingFormula
    angles = head.weights.map(Self.withinTurn)
    turns = checkpoint.initialAngles.map { start in
      zip(head.weights, start).map { angle, start in
        let turn = Self.withinTurn(angle - start)
        return min(turn, 2 * .pi - turn)
      }
    }
    let sensitivity = head.circuit.sensitivity
    insensitive = sensitivity.insensitiveWeights
    effectiveCount = sensitivity.effectiveWeightCount
    guard circuit.weightCount <= Self.largestNumericalCount else {
      numerical = nil
      return
    }
    let found = try EffectiveWeights(circuit, weights: head.weights, workers: session.workers)
    numerical = Numerical(inputs: found.inputCount, sensitive: found.sensitiveCount, rank: found.rank)
  }

  private static func withinTurn(_ angle: Double) -> Double {
    let rest = angle.remainder(dividingBy: 2 * .pi)
    return rest < 0 ? rest + 2 * .pi : rest
  }
}
