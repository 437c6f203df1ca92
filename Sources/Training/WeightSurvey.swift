import DrugResponse
import Network
import Support

/// How many weights of a trained circuit count, by numbers: what `inspect --effective-parameters` says.
struct WeightSurvey {
  let lines: [String]

  /// - Parameters:
  ///   - checkpoint: of a model with a quantum head.
  ///   - path: where it was read.
  ///   - data: its data set, whose measured pairs are looked at too; nil for random inputs alone.
  /// - Throws: `UsageError` for a classical head; `FileError` for a data set that does not go with the checkpoint.
  init(_ checkpoint: Checkpoint, path: String, data: String?) throws {
    let parameters = UnsafeBufferPointer(checkpoint.state.parameters.buffer)
    guard let head = QuantumHeadParameters(checkpoint.architecture, parameters: parameters) else {
      throw UsageError(
        "--effective-parameters counts the weights of a circuit, but the model of \(path) has a classical head"
      )
    }
    let workers = try RankPlacement.workers(nil)
    func line(_ place: String, _ weights: EffectiveWeights) -> String {
      "\(place): \(weights.sensitiveCount) of \(weights.weightCount) circuit weights change the output, in "
        + "\(weights.rank) independent directions"
    }
    let circuit = head.circuit
    var lines = [
      line(
        "at angles drawn at random, \(EffectiveWeights.inputCount(for: circuit)) random inputs",
        try EffectiveWeights(circuit, weights: nil, workers: workers)),
      line(
        "at the checkpoint's angles, the same inputs",
        try EffectiveWeights(circuit, weights: head.weights, workers: workers)),
    ]
    if let data {
      let session = try ScoringSession(checkpoint, data: data, workers: workers)
      let features = try session.encodedAngles(
        ofMeasuredPairs: EffectiveWeights.inputCount(for: circuit))
      let isFew = features.count < circuit.weightCount
      lines.append(
        line(
          "at the checkpoint's angles, \(features.count) measured pairs"
            + (isFew ? ", all that there are, which can show at most \(features.count) directions" : ""),
          try EffectiveWeights(
            circuit, weights: head.weights, features: features.values, count: features.count,
            workers: workers)))
    }
    self.lines = lines
  }
}
