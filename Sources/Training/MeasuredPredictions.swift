import Foundation
import Network
import Quantum
import Support

/// Predictions from measured circuits.
struct MeasuredPredictions {
  let measurement: CircuitMeasurement
  /// By the names of rows of an `Evaluation`.
  private(set) var predictions: [(name: String, values: [Double])] = []

  /// - Parameters:
  ///   - rows: rows of the responses. Outcomes are drawn by row and circuit, so that they depend neither on the other rows
  ///     nor on the workers.
  ///   - joint: [rows x 256] the joint embeddings.
  init(
    _ head: QuantumHeadParameters, _ options: MeasurementOptions, rows: [Int64],
    joint: AlignedBuffer<Double>, workers: Workers
  ) {
    let circuits = head.circuit.circuitCount
    let features = head.angles(of: joint, count: rows.count)
    func mean(_ values: AlignedBuffer<Double>) -> [Double] {
      rows.indices.map { row in
        (0..<circuits).reduce(0) { $0 + values[row * circuits + $1] } / Double(circuits)
      }
    }
    func rms(_ values: [Double]) -> Double {
      (values.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))).squareRoot()
    }
    func predictions(_ expectations: [Double]) -> [Double] {
      expectations.map { head.scale * $0 + head.offset }
    }

    let exact = CircuitExpectations(circuit: head.circuit, weights: head.weights)
      .values(features: features, count: rows.count, workers: workers)
    var measurement = CircuitMeasurement(expectationRMS: rms(mean(exact)))
    var expectations = exact
    if let noise = options.noise {
      expectations = NoisyExpectations(circuit: head.circuit, weights: head.weights, noise: noise)
        .values(features: features, count: rows.count, workers: workers)
      measurement.depolarizing = noise.probability
      measurement.noisyExpectationRMS = rms(mean(expectations))
      self.predictions.append(("model-with-noise", predictions(mean(expectations))))
    }
    if let shots = options.shots {
      let estimates = AlignedBuffer<Double>(count: rows.count * circuits)
      let probabilities = expectations
      workers.perform(pieces: rows.count) { row, _ in
        for circuit in 0..<circuits {
          var random = RandomStream(
            seed: options.seed, purpose: .measurement, index: UInt64(rows[row]) * 32 + UInt64(circuit))
          let place = row * circuits + circuit
          let ones = ShotCount.draw(shots, probability: (1 + probabilities.pointer[place]) / 2, &random)
          estimates.pointer[place] = Double(2 * ones - shots) / Double(shots)
        }
      }
      measurement.shots = shots
      measurement.seed = options.seed
      if shots > 1 {
        let variances = estimates.elements.map { (1 - $0 * $0) / Double(shots - 1) }
        let perPair = variances.reduce(0, +) / Double(max(1, rows.count * circuits * circuits))
        measurement.expectationStandardError = perPair.squareRoot()
        measurement.predictionStandardError = abs(head.scale) * perPair.squareRoot()
      }
      self.predictions.append(("model-with-shots", predictions(mean(estimates))))
    }
    self.measurement = measurement
  }
}
