import Network

extension ModelArchitecture {
  /// Floating-point operations of a sample's forward and backward pass through the branches and the classical head,
  /// a multiplication and an addition counted as two: what the layers' definitions take, without regard to zeros in
  /// the input or to samples with a drug or cell line in common.
  ///
  /// A layer with weights takes its product once forward and twice backward, for the weights' and the input's
  /// derivatives; the two first layers need none by their input. Aggregation over bonds, activations and pools,
  /// about a hundredth, are left out.
  ///
  /// - Parameter atoms: atoms a molecule, on average.
  func nominalOperations(atoms: Double) -> Double {
    var positions = featureCount
    var sum = 0.0
    for entry in parameterLayout.entries where entry.name.hasSuffix("/weight") {
      var applications = 1.0
      if entry.name.hasPrefix("drug/gcn") { applications = atoms }
      if entry.shape.count == 3 {
        positions -= entry.shape[2] - 1
        applications = Double(positions)
        positions /= Self.poolWidth
      }
      let isFirst = entry.name == "drug/gcn1/weight" || entry.name == "cell/conv1/weight"
      sum += 2 * Double(entry.count) * applications * (isFirst ? 2 : 3)
    }
    return sum
  }

  /// Of the pool after each convolution.
  private static let poolWidth = 3
}
