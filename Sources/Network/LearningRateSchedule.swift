import Foundation

/// The learning rate of every step of a run: a function of the step's number alone, so that a run that goes on knows
/// it as well as one that never stopped. In PyTorch's terms a LinearLR for the warm-up and then, by SequentialLR, a
/// ConstantLR of factor 1, a CosineAnnealingLR stepped at every mini-batch, or a StepLR stepped at every epoch.
public struct LearningRateSchedule: Hashable, Sendable {
  /// What follows the warm-up.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    case constant
    /// Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017), equation 5, without
    /// restarts.
    case cosine
    case step
  }

  public var kind: Kind
  /// The highest rate, r.
  public var base: Double
  /// Epochs over which the rate rises to `base`, W; 0 for none.
  public var warmupEpochs: Int
  /// Where the cosine ends, m; at most `base`.
  public var minimum: Double
  /// The epoch after which the cosine has ended, H, counted from the start of the run; more than `warmupEpochs`.
  public var horizonEpochs: Int
  /// Every so many epochs after the warm-up, E, at least 1, the step schedule multiplies the rate.
  public var stepEpochs: Int
  /// By this, f.
  public var stepFactor: Double

  public init(
    _ kind: Kind = .constant, base: Double, warmupEpochs: Int = 0, minimum: Double = 0,
    horizonEpochs: Int = 1,
    stepEpochs: Int = 1, stepFactor: Double = 1
  ) {
    self.kind = kind
    self.base = base
    self.warmupEpochs = warmupEpochs
    self.minimum = minimum
    self.horizonEpochs = horizonEpochs
    self.stepEpochs = stepEpochs
    self.stepFactor = stepFactor
  }

  /// Whether all steps have one rate.
  public var isConstant: Bool { kind == .constant && warmupEpochs == 0 }

  /// The rate of step number t, with S steps an epoch and i = t - 1 steps made before:
  ///
  ///     i < W S    r (i + 1) / (W S)
  ///     constant   r
  ///     cosine     m + (r - m) (1 + cos(pi (i - W S) / ((H - W) S))) / 2, and m from i = H S on
  ///     step       r f^floor((i - W S) / (E S))
  ///
  /// - Parameters:
  ///   - step: t, 1 for the run's first.
  ///   - stepsPerEpoch: S.
  public func rate(step: Int, stepsPerEpoch: Int) -> Double {
    precondition(step >= 1 && stepsPerEpoch >= 1, "steps count from 1")
    // In Double, where absurd numbers of epochs cannot overflow and all others are exact.
    let perEpoch = Double(stepsPerEpoch)
    let warmup = Double(warmupEpochs) * perEpoch
    let before = Double(step - 1)
    if before < warmup { return base * ((before + 1) / warmup) }
    switch kind {
    case .constant: return base
    case .cosine:
      let part = (before - warmup) / (Double(horizonEpochs) * perEpoch - warmup)
      return part < 1 ? minimum + (base - minimum) * ((1 + cos(.pi * part)) / 2) : minimum
    case .step:
      // The quotient of two whole numbers below 2^52 never rounds up to a whole number.
      return base * pow(stepFactor, ((before - warmup) / (Double(stepEpochs) * perEpoch)).rounded(.down))
    }
  }
}
