import Foundation

/// From joined embeddings to the circuit's angles, as an `AngleEncoding` has it, and back. Element by element, so that a
/// sample's angles depend on nothing else; the gradients of what is trained are summed over the samples in their order.
struct EncodingLayer<Scalar: NetworkScalar> {
  private enum Rule {
    case scaled(Scalar)
    case trained
    case tanh(Scalar)
    /// Scales first, then offsets.
    case normalised
  }

  private let rule: Rule
  /// Where its parameters begin: they lie together.
  private let place: Int
  /// Whether embeddings are angles already: then there is nothing to compute.
  let isIdentity: Bool
  /// Whether dropout acts on the angles instead of the embeddings: with an offset, as large as the data ask for, an embedding
  /// of zero would not be an angle of zero but one that no sample has.
  let dropsAngles: Bool

  private static var width: Int { ModelArchitecture.jointCount }

  /// - Parameter place: of its first parameter in the flat buffer; any number where it has none.
  init(_ encoding: AngleEncoding, at place: Int) {
    self.place = place
    isIdentity = encoding == .identity
    dropsAngles = encoding == .normalised
    rule =
      switch encoding {
      case .scaled(let scale): .scaled(Scalar(scale))
      case .trainableScale: .trained
      case .tanh(let scale): .tanh(Scalar(scale))
      case .normalised: .normalised
      }
  }

  /// joint [n, 256] -> angles [n, 256]
  @inline(__always)
  func forward(
    _ joint: UnsafePointer<Scalar>, count: Int, _ parameters: UnsafePointer<Scalar>,
    angles: UnsafeMutablePointer<Scalar>
  ) {
    switch rule {
    case .scaled(let scale): multiply(joint, by: scale, count, into: angles)
    case .trained: multiply(joint, by: parameters[place], count, into: angles)
    case .tanh(let scale):
      // In double precision, from which versions of the C library rarely round differently.
      for index in 0..<count * Self.width {
        angles[index] = scale * Scalar(Foundation.tanh(Double(joint[index])))
      }
    case .normalised:
      let scale = parameters + place
      let offset = scale + Self.width
      for sample in 0..<count {
        let row = sample * Self.width
        for feature in 0..<Self.width {
          angles[row + feature] = scale[feature] * joint[row + feature] + offset[feature]
        }
      }
    }
  }

  /// The parameters' gradients, and dJoint [n, 256] in place of dAngles, after `forward`.
  @inline(__always)
  func backward(
    _ joint: UnsafePointer<Scalar>, angles: UnsafePointer<Scalar>, count: Int,
    _ parameters: UnsafePointer<Scalar>, _ gradient: UnsafeMutablePointer<Scalar>,
    dAngles: UnsafeMutablePointer<Scalar>
  ) {
    switch rule {
    case .scaled(let scale): multiply(dAngles, by: scale, count, into: dAngles)
    case .trained:
      var dScale = 0.0
      for index in 0..<count * Self.width { dScale += Double(dAngles[index]) * Double(joint[index]) }
      gradient[place] = Scalar(dScale)
      multiply(dAngles, by: parameters[place], count, into: dAngles)
    case .tanh(let scale):
      for index in 0..<count * Self.width {
        let value = angles[index] / scale
        dAngles[index] *= scale * (1 - value * value)
      }
    case .normalised:
      let scale = parameters + place
      let dScale = gradient + place
      let dOffset = dScale + Self.width
      dScale.update(repeating: 0, count: 2 * Self.width)
      for sample in 0..<count {
        let row = sample * Self.width
        for feature in 0..<Self.width {
          dScale[feature] += dAngles[row + feature] * joint[row + feature]
          dOffset[feature] += dAngles[row + feature]
          dAngles[row + feature] *= scale[feature]
        }
      }
    }
  }

  @inline(__always)
  private func multiply(
    _ values: UnsafePointer<Scalar>, by factor: Scalar, _ count: Int,
    into products: UnsafeMutablePointer<Scalar>
  ) {
    for index in 0..<count * Self.width { products[index] = factor * values[index] }
  }
}
