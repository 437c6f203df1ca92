import Network
import Support

/// The start of the encoding `normalised`, which comes from data.
extension TrainingProblem {
  /// Whether it does so in a new run: its parameters are there, and not taken from a file.
  var startsEncodingFromData: Bool {
    let headIsGiven = configuration.initFrom != nil && (configuration.initParts ?? .all).contains(.head)
    return architecture.head == .quantum && architecture.encoding == .normalised && !headIsGiven
  }

  /// Sets the encoding's scales and offsets such that, with the branches as they are, each of the 256 angles has mean 0
  /// and standard deviation `encoding_scale` over the training samples; one that does not vary gets that for its scale.
  ///
  /// In double precision, drug by drug and cell line by cell line in the order of their rows, each as often as it is
  /// among the samples: the same bits on any number of workers.
  ///
  /// - Throws: `UsageError` where one is too large for single precision.
  func startEncoding(of state: TrainingState, workers: Workers) throws {
    let layout = architecture.parameterLayout
    guard let scale = layout.entry(named: ParameterLayout.encodingScaleName),
      let offset = layout.entry(named: ParameterLayout.encodingOffsetName)
    else { preconditionFailure("the model has no such encoding") }
    let scorer = Scorer(
      architecture: architecture, inputs: inputs, parameters: state.parameters, workers: workers)
    let width = ModelArchitecture.embeddingCount
    for (rows, embeddings, first) in [
      (drugs, scorer.drugEmbeddings, 0), (cellLines, scorer.cellLineEmbeddings, width),
    ] {
      var counts = [Int](repeating: 0, count: embeddings.count / width)
      for sample in split.train { counts[Int(rows[Int(sample)])] += 1 }
      for feature in 0..<width {
        let values = counts.indices.map { Double(embeddings[$0 * width + feature]) }
        let (mean, deviation) = Self.moments(values, counts)
        let factor = configuration.encodingScale / deviation
        guard Float(factor).isFinite && Float(factor * mean).isFinite else {
          throw UsageError(
            "encoding_scale \(configuration.encodingScale) over the standard deviation \(Float(deviation)) of an embedding "
              + "is too large to start the encoding normalised with")
        }
        state.parameters[scale.offset + first + feature] = Float(factor)
        state.parameters[offset.offset + first + feature] = Float(-factor * mean)
      }
    }
  }

  /// Mean and standard deviation of values, each of which occurs so many times; a deviation of 1 where there is none, or
  /// none beyond what rounding makes of equal embeddings: a thousand additions in single precision, 2^-24 each.
  private static func moments(_ values: [Double], _ counts: [Int]) -> (mean: Double, deviation: Double) {
    let total = Double(counts.reduce(0, +))
    func mean(_ term: (Double) -> Double) -> Double {
      zip(values, counts).reduce(0) { $0 + Double($1.1) * term($1.0) } / total
    }
    let center = mean { $0 }
    let variance = mean { ($0 - center) * ($0 - center) }
    let isConstant = variance.squareRoot() <= 0x1p-14 * (center * center + variance).squareRoot()
    return (center, isConstant ? 1 : variance.squareRoot())
  }
}
