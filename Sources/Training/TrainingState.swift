import Network
import Support

/// What a run has learned so far: all that changes from step to step, and with the configuration and the data all
/// that a resumed run needs.
public final class TrainingState {
  /// The parameters and Adam's moments, each laid out by the architecture's `ParameterLayout`.
  ///
  /// While a `Trainer` runs on several ranks, those of one host have these in common, and each host keeps only a part of
  /// the moments up to date; they are complete whenever a checkpoint is due, and when `Trainer.run` returns.
  public private(set) var parameters: AlignedBuffer<Float>
  public private(set) var firstMoment: AlignedBuffer<Float>
  public private(set) var secondMoment: AlignedBuffer<Float>

  /// Epochs completed.
  public var epoch = 0
  /// Optimiser steps made since the beginning of the run, this epoch's included.
  public var step = 0
  /// The sum of squared errors over this epoch's steps so far, in units of 1 / `ExactSum.errorScale`.
  public var epochErrorSum: Int64 = 0
  public var history = TrainingHistory()

  public init(parameters: [Float]) {
    self.parameters = AlignedBuffer(parameters)
    firstMoment = AlignedBuffer(count: parameters.count)
    secondMoment = AlignedBuffer(count: parameters.count)
  }

  /// Has the parameters and moments live elsewhere from now on.
  ///
  /// - Parameters:
  ///   - vectors: their new places, in the order above, each of as many elements as there are parameters.
  ///   - ranges: what is copied there; the rest is somebody else's to copy.
  func move(to vectors: [AlignedBuffer<Float>], copying ranges: [Range<Int>]) {
    precondition(vectors.count == Self.vectorCount && vectors.allSatisfy { $0.count == parameters.count })
    for (old, new) in zip([parameters, firstMoment, secondMoment], vectors) {
      for range in ranges {
        (new.pointer + range.lowerBound).update(from: old.pointer + range.lowerBound, count: range.count)
      }
    }
    (parameters, firstMoment, secondMoment) = (vectors[0], vectors[1], vectors[2])
  }

  /// Vectors that a state consists of.
  static let vectorCount = 3

  /// The first parameter that is not a finite number, by itself or by its moments: a state that is not worth keeping.
  package var firstNotFinite: NumericalFailure? {
    for buffer in [parameters, firstMoment, secondMoment] {
      if Self.allFinite(buffer) { continue }
      if let index = buffer.buffer.firstIndex(where: { !$0.isFinite }) {
        return .parameter(index: index, value: buffer[index])
      }
    }
    return nil
  }

  /// Without a branch an element, as a search would have: a sign bit appears where adding one to an exponent of all ones
  /// carries.
  private static func allFinite(_ buffer: AlignedBuffer<Float>) -> Bool {
    var carries: UInt32 = 0
    for index in 0..<buffer.count {
      carries |= (buffer.pointer[index].bitPattern & 0x7FFF_FFFF) &+ 0x0080_0000
    }
    return carries < 0x8000_0000
  }
}

/// One entry an epoch completed.
public struct TrainingHistory: Codable, Equatable, Sendable {
  public struct Entry: Codable, Equatable, Sendable {
    /// 1 for the first epoch.
    public var epoch: Int
    /// Mean squared error over the epoch's training samples, each predicted just before the step it is part of.
    public var trainMSE: Double
    /// Mean squared error over the test samples after the epoch.
    public var testMSE: Double
    /// Mean squared error over the validation samples after the epoch; nil where there are none.
    public var validationMSE: Double?

    public init(epoch: Int, trainMSE: Double, testMSE: Double, validationMSE: Double? = nil) {
      self.epoch = epoch
      self.trainMSE = trainMSE
      self.testMSE = testMSE
      self.validationMSE = validationMSE
    }

    /// What the best epoch is chosen by.
    var deciding: Double { validationMSE ?? testMSE }
  }

  public var entries: [Entry] = []

  /// Without the epochs after the last that was to have a checkpoint.
  ///
  /// - Parameter epochs: as `TrainingConfiguration.checkpointEpochs`; 0 for no checkpoints on the way.
  package func upToLastCheckpoint(every epochs: Int) -> TrainingHistory {
    TrainingHistory(entries: Array(entries.prefix(epochs > 0 ? entries.count / epochs * epochs : 0)))
  }

  public init(entries: [Entry] = []) { self.entries = entries }

  /// After each epoch the smallest test MSE so far.
  var smallestTestMSEs: [Double] {
    var smallest = Double.infinity
    return entries.map {
      smallest = min(smallest, $0.testMSE)
      return smallest
    }
  }

  /// The entry with the smallest validation MSE, or where there is none test MSE, the earliest of equals.
  public var best: Entry? {
    entries.reduce(nil) { best, entry in
      guard let best else { return entry }
      return entry.deciding < best.deciding ? entry : best
    }
  }
}
