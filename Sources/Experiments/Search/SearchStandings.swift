import Foundation
import Training

/// What the configurations of a search have come to, rung by rung.
struct SearchStandings {
  let record: SearchRecord
  /// By rung, the configurations that trained in it, best first.
  private(set) var rungs: [[Standing]] = []

  /// A configuration after a rung.
  struct Standing {
    let number: Int
    /// The smallest validation MSE up to then, mean over the repetitions; nil where one of them diverged.
    let score: Double?
    /// Of the repetitions.
    let results: [TrialResult]

    /// Where each repetition had its smallest validation MSE.
    var bestEpochs: [Int] { results.compactMap { SearchStandings.best(of: $0)?.epoch } }
  }

  init(_ record: SearchRecord) { self.record = record }

  /// The numbers of the configurations that train in a rung: all, or the best of the rung before. What diverged is not
  /// tried again, even where there is nothing else.
  func numbers(in rung: Int) -> [Int] {
    if rung == 0 { return Array(record.candidates.indices) }
    return rungs[rung - 1].filter { $0.score != nil }.prefix(record.plan.rungs[rung].count).map(\.number)
  }

  /// - Parameters:
  ///   - results: by the trial's name.
  ///   - rung: that ended.
  mutating func add(_ results: [String: TrialResult], ofRung rung: Int) {
    let standings = numbers(in: rung).map { number in
      let own = record.trials([number], rung: rung).compactMap { results[$0.name] }
      let scores = own.compactMap(Self.score)
      let isWhole = scores.count == record.plan.repetitions
      return Standing(
        number: number, score: isWhole ? scores.reduce(0, +) / Double(scores.count) : nil, results: own)
    }
    let byNumber = Dictionary(uniqueKeysWithValues: standings.map { ($0.number, $0) })
    rungs.append(
      SearchPlan.ranked(standings.map { ($0.number, $0.score) }).compactMap { byNumber[$0.number] })
  }

  /// Every configuration where it ended: those that came farthest first, the best of equals first; last what diverged.
  var final: [(rung: Int, standing: Standing)] {
    var seen: Set<Int> = []
    let ended = rungs.indices.reversed().flatMap { rung in
      rungs[rung].filter { seen.insert($0.number).inserted }.map { (rung: rung, standing: $0) }
    }
    return ended.filter { $0.standing.score != nil } + ended.filter { $0.standing.score == nil }
  }

  /// The smallest validation MSE of a trial; nil where it diverged.
  static func score(of result: TrialResult) -> Double? {
    result.failure == nil ? best(of: result)?.error : nil
  }

  private static func best(of result: TrialResult) -> (epoch: Int, error: Double)? {
    let errors = result.history.compactMap { entry in
      entry.validationMSE.flatMap { $0.isFinite ? (epoch: entry.epoch, error: $0) : nil }
    }
    return errors.min { $0.error < $1.error }
  }
}
