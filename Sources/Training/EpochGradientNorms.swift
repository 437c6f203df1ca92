import Network

/// 2-norms of the gradients of an epoch's steps, or of those that this process made; before clipping. The same on every
/// rank and, bit for bit, on any number of them.
public struct EpochGradientNorms: Sendable, Equatable {
  /// Of some part of the parameters.
  public struct Norm: Sendable, Equatable {
    /// Of the last step's gradient.
    public let lastStep: Double
    /// The mean of the steps' norms.
    public let mean: Double

    public init(lastStep: Double, mean: Double) { (self.lastStep, self.mean) = (lastStep, mean) }
  }

  public struct Group: Sendable, Equatable {
    public let group: ParameterGroup
    public let norm: Norm

    public init(_ group: ParameterGroup, _ norm: Norm) { (self.group, self.norm) = (group, norm) }
  }

  /// In the order of the parameter layout: drug branch, cell-line branch, then the parts of the head.
  public let groups: [Group]
  /// Of all parameters together.
  public let overall: Norm
  /// The steps that the means are over, at least one.
  public let steps: Int
  /// Those of them whose gradient was scaled down to `gradient_clip_norm`.
  public let clippedSteps: Int

  public init(groups: [Group], overall: Norm, steps: Int, clippedSteps: Int) {
    (self.groups, self.overall, self.steps, self.clippedSteps) = (groups, overall, steps, clippedSteps)
  }
}
