/// What several models predict of the same pairs, as one.
struct EnsemblePredictions {
  /// [pairs] the mean over the models.
  let mean: [Double]
  /// [pairs] the standard deviation over the models, with their number less one.
  let standardDeviation: [Double]

  /// - Parameter members: [models x pairs] of at least two models.
  init(_ members: [[Double]]) {
    precondition(members.count > 1)
    let count = Double(members.count)
    let mean = members[0].indices.map { pair in members.reduce(0) { $0 + $1[pair] } / count }
    standardDeviation = mean.indices.map { pair in
      let squares = members.reduce(0) { $0 + ($1[pair] - mean[pair]) * ($1[pair] - mean[pair]) }
      return (squares / (count - 1)).squareRoot()
    }
    self.mean = mean
  }
}
