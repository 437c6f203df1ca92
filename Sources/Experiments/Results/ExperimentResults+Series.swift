import DrugResponse
import Foundation
import Report

/// Values along something: epochs, or numbers of training pairs.
extension ExperimentResults {
  /// A point of a mean curve.
  struct CurvePoint {
    let mean: Double
    /// Its 95 % interval; where there is none, both are the mean.
    let lower, upper: Double
  }

  /// The mean test MSE by epoch of an arm's trials that did not diverge, up to the last epoch that all have.
  func meanCurve(_ condition: Int, _ arm: Int) -> [CurvePoint] {
    let curves = results(condition, arm).filter { $0.failure == nil }.map { $0.history.map(\.testMSE) }
    let count = curves.map(\.count).min() ?? 0
    return (0..<count).map { epoch in
      let values = curves.map { $0[epoch] }
      let mean = values.reduce(0, +) / Double(values.count)
      let interval = MeanInterval(values, overlap: overlaps[condition])
      return CurvePoint(mean: mean, lower: interval?.lower ?? mean, upper: interval?.upper ?? mean)
    }
  }

  /// Conditions of one kind of split by ascending numbers of training pairs.
  struct SizeSeries {
    let kind: SplitKind
    let conditions: [Int]
  }

  /// One a kind of split that has two numbers or more.
  var sizeSeries: [SizeSeries] {
    SplitKind.allCases.compactMap { kind in
      func size(_ condition: Int) -> Int { plan.conditions[condition].size.numbers?.train ?? 0 }
      let members = plan.conditions.indices.filter { plan.conditions[$0].kind == kind && size($0) > 0 }
        .sorted { size($0) < size($1) }
      return members.count > 1 ? SizeSeries(kind: kind, conditions: members) : nil
    }
  }

  /// How the ratio of an arm's test MSE to the reference's changes with each doubling of the training pairs: the slope of
  /// its logarithm over log2(pairs), by least squares for each seed, and whether their mean is zero.
  struct SizeTrend {
    let kind: SplitKind
    let arm: Int
    /// Over the seeds.
    let slope: PairedTest
  }

  /// One an arm and kind of split that has three numbers of pairs or more; seeds with a trial that diverged are left out.
  var sizeTrends: [SizeTrend] {
    sizeSeries.filter { $0.conditions.count > 2 }.flatMap { series in
      plan.arms.indices.filter { $0 != plan.reference }.compactMap { arm in
        let slopes = plan.seeds.indices.compactMap { seed -> Double? in
          let points = series.conditions.compactMap { condition -> (x: Double, y: Double)? in
            func error(_ arm: Int) -> Double? {
              trials[plan.index(condition: condition, seed: seed, arm: arm)].meanSquaredError()
            }
            guard let own = error(arm), let other = error(plan.reference), own > 0, other > 0,
              let count = plan.conditions[condition].size.numbers?.train
            else { return nil }
            return (log2(Double(count)), log(own / other))
          }
          return points.count == series.conditions.count ? LeastSquares.slope(points) : nil
        }
        // Splits of one seed overlap among sizes, those of different seeds as at the largest size.
        let overlap = series.conditions.map { overlaps[$0] }.max() ?? 0
        return PairedTest(slopes, overlap: overlap).map { SizeTrend(kind: series.kind, arm: arm, slope: $0) }
      }
    }
  }
}
