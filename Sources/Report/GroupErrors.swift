import DrugResponse

/// How well the pairs of one drug, tissue or pathway are predicted, on the normalised target.
struct GroupErrors: Encodable {
  let name: String
  /// The model's.
  let model: RegressionMetrics
  /// Those of drug and cell-line effects.
  let effects: RegressionMetrics
  /// The mean of predicted minus observed.
  let bias: Double
  /// The standard deviation of the observed values, over n.
  let observedDeviation: Double

  var count: Int { model.count }

  /// Groups with fewer test pairs are not ranked: their errors say next to nothing.
  static let minimumCount = WithinDrugCorrelation.defaultMinimumSamples

  private init(name: String, observed: [Double], predicted: [Double], effects: [Double]) {
    self.name = name
    model = RegressionMetrics(predictions: predicted, targets: observed)
    self.effects = RegressionMetrics(predictions: effects, targets: observed)
    let n = Double(observed.count)
    bias = zip(predicted, observed).reduce(0) { $0 + $1.0 - $1.1 } / n
    let mean = observed.reduce(0, +) / n
    observedDeviation = (observed.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
  }

  /// By what groups are ordered: the mean of both errors. By the model's own, those where it happens to do well or badly would
  /// be chosen, and the baseline look better or worse beside it than it is.
  private var order: Double {
    guard let model = model.rmse, let effects = effects.rmse else { return .infinity }
    return (model + effects) / 2
  }

  /// All groups that have pairs, the largest errors first; equal ones by name.
  ///
  /// - Parameter name: the group of a pair, by its place in `scale`; "" for pairs of no known group.
  static func all(of scale: ScaleContent, by name: (_ pair: Int) -> String) -> [GroupErrors] {
    Dictionary(grouping: scale.observed.indices, by: name).map { name, pairs in
      GroupErrors(
        name: name.isEmpty ? "unknown" : name, observed: pairs.map { scale.observed[$0] },
        predicted: pairs.map { scale.predicted[$0] }, effects: pairs.map { scale.effects[$0] })
    }.sorted { ($1.order, $0.name) < ($0.order, $1.name) }
  }
}

extension [GroupErrors] {
  /// Those that have enough pairs.
  var ranked: [GroupErrors] { filter { $0.count >= GroupErrors.minimumCount && $0.model.rmse != nil } }
}
