import BLAS
import Quantum
import Support

/// How many of a circuit's weights change what it computes, found by numbers: from the derivatives of the expectation by
/// all weights at many inputs, one a row of a matrix. `QDICircuit.sensitivity` finds by algebra what holds for all angles;
/// this is what holds at given ones.
public struct EffectiveWeights: Codable, Hashable, Sendable {
  /// All weights of the circuit.
  public let weightCount: Int
  /// Inputs; where they are fewer than weights, they can show no more directions than there are inputs.
  public let inputCount: Int
  /// Weights whose derivative is zero at all of the inputs, but for rounding; ascending.
  public let insensitiveWeights: [Int]
  /// The rank of the matrix: in how many independent directions a small change of the weights can move the outputs. That
  /// many weights are enough to move them so.
  public let rank: Int

  /// Weights with a derivative that is not zero.
  public var sensitiveCount: Int { weightCount - insensitiveWeights.count }

  /// Looks at the derivatives of a circuit at some inputs.
  ///
  /// A derivative counts as zero within `QDICircuit.derivativeError`, e. A singular value of the N x W matrix counts as
  /// zero up to e sqrt(N W): the errors of all elements have no larger a 2-norm, and move no singular value further
  /// (Weyl).
  ///
  /// - Parameters:
  ///   - circuit: of W weights.
  ///   - weights: [33 x depth x 8], radians, finite.
  ///   - features: [count x 256], radians, finite.
  ///   - count: N, inputs.
  ///   - workers: results do not depend on them.
  /// - Throws: `SingularValueError`.
  public init(
    _ circuit: QDICircuit, weights: [Double], features: AlignedBuffer<Double>, count: Int, workers: Workers
  ) throws {
    let (columns, error) = (circuit.weightCount, circuit.derivativeError)
    let derivatives = circuit.weightDerivatives(
      weights: weights, features: features, count: count, workers: workers)
    weightCount = columns
    inputCount = count
    insensitiveWeights = (0..<columns).filter { column in
      (0..<count).allSatisfy { abs(derivatives[$0 * columns + column]) <= error }
    }
    let tolerance = error * (Double(count) * Double(columns)).squareRoot()
    rank = try singularValues(of: derivatives, rows: count, columns: columns).count { $0 > tolerance }
  }

  /// At inputs drawn at random, uniform in a full turn.
  ///
  /// - Parameters:
  ///   - circuit: whose weights are counted.
  ///   - weights: [33 x depth x 8], radians, finite; nil for angles that are drawn as well.
  ///   - workers: results do not depend on them.
  /// - Throws: `SingularValueError`.
  public init(_ circuit: QDICircuit, weights: [Double]?, workers: Workers) throws {
    func angles(_ count: Int, index: UInt64) -> [Double] {
      var random = RandomStream(seed: 1, purpose: .sensitivity, index: index)
      return (0..<count).map { _ in random.uniform(from: 0, to: 2 * .pi) }
    }
    let count = Self.inputCount(for: circuit)
    try self.init(
      circuit, weights: weights ?? angles(circuit.weightCount, index: 1),
      features: AlignedBuffer(angles(count * QDICircuit.featureCount, index: 0)), count: count,
      workers: workers)
  }

  /// Some more inputs than weights, so that a matrix of full rank is far from a singular one.
  public static func inputCount(for circuit: QDICircuit) -> Int { circuit.weightCount + 80 }
}
