internal import CVector
import Foundation

/// The optimiser Adam: Kingma and Ba, "Adam: a method for stochastic optimization" (ICLR 2015), algorithm 1, in the
/// arithmetic of PyTorch's torch.optim.Adam.
public struct Adam: Codable, Hashable, Sendable {
  public var learningRate: Double
  /// The decay of the first moment, and of the second.
  public var beta1: Double
  public var beta2: Double
  /// Added to the root of the second moment.
  public var epsilon: Double

  public init(
    learningRate: Double = 1.8e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }

  /// One step over `range` of the flat buffers:
  ///
  ///     m += (1 - beta1) (g - m)
  ///     v = beta2 v + (1 - beta2) g²
  ///     p -= learningRate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
  ///
  /// The corrections of the bias are computed in double precision. Elements do not depend on each other: a step may
  /// be cut into ranges in any way and in any order without influence on the bits.
  ///
  /// - Parameters:
  ///   - number: t, 1 for the first step.
  ///   - range: the elements that the step is made for.
  ///   - parameters: changed in `range` only.
  ///   - gradient: dL/dparameters, read in `range` only.
  ///   - firstMoment: m, zero before the first step.
  ///   - secondMoment: v, zero before the first step.
  public func step(
    number: Int64, range: Range<Int>, parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>
  ) {
    precondition(number >= 1, "steps count from 1")
    let correction1 = 1 - pow(beta1, Double(number))
    let correction2 = 1 - pow(beta2, Double(number))
    func constant(_ value: Double) -> SIMD16<Float> { SIMD16(repeating: Float(value)) }
    let update = Update(
      stepSize: constant(learningRate / correction1), root2: constant(correction2.squareRoot()),
      newShare1: constant(1 - beta1), newShare2: constant(1 - beta2), decay2: constant(beta2),
      epsilon: constant(epsilon))
    // Sixteen at a time, and the rest as part of sixteen: the same operations, correctly rounded, on each.
    var index = range.lowerBound
    while index + 16 <= range.upperBound {
      update.apply(16, parameters + index, gradient + index, firstMoment + index, secondMoment + index)
      index += 16
    }
    if index < range.upperBound {
      update.apply(
        range.upperBound - index, parameters + index, gradient + index, firstMoment + index,
        secondMoment + index)
    }
  }

  /// The constants of one step.
  private struct Update {
    let stepSize, root2, newShare1, newShare2, decay2, epsilon: SIMD16<Float>

    /// Updates up to sixteen elements. Through `CVector`, since of Swift's own vectors division and square root are
    /// made lane by lane, and all that is near them with them.
    @inline(__always)
    func apply(
      _ count: Int, _ parameters: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
      _ firstMoment: UnsafeMutablePointer<Float>, _ secondMoment: UnsafeMutablePointer<Float>
    ) {
      let g = load(gradient, count)
      let oldFirst = load(firstMoment, count)
      let change = vector_multiply_float16(newShare1, vector_subtract_float16(g, oldFirst))
      let m = vector_add_float16(oldFirst, change)
      let kept = vector_multiply_float16(decay2, load(secondMoment, count))
      let v = vector_add_float16(kept, vector_multiply_float16(newShare2, vector_multiply_float16(g, g)))
      let root = vector_divide_float16(vector_square_root_float16(v), root2)
      let direction = vector_divide_float16(m, vector_add_float16(root, epsilon))
      let p = vector_subtract_float16(load(parameters, count), vector_multiply_float16(stepSize, direction))
      store(m, firstMoment, count)
      store(v, secondMoment, count)
      store(p, parameters, count)
    }

    @inline(__always)
    private func load(_ pointer: UnsafePointer<Float>, _ count: Int) -> SIMD16<Float> {
      if count == 16 { return UnsafeRawPointer(pointer).loadUnaligned(as: SIMD16<Float>.self) }
      var vector = SIMD16<Float>()
      for lane in 0..<count { vector[lane] = pointer[lane] }
      return vector
    }

    @inline(__always)
    private func store(_ vector: SIMD16<Float>, _ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
      if count == 16 {
        UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD16<Float>.self)
      } else {
        for lane in 0..<count { pointer[lane] = vector[lane] }
      }
    }
  }
}
