/// For how long which of a search's configurations train.
package struct SearchPlan: Equatable {
  /// A stage of the search.
  package struct Rung: Equatable {
    /// How many configurations train.
    package let count: Int
    /// To which epoch; those of the rung before have come part of the way.
    package let epochs: Int
  }

  package let rungs: [Rung]
  /// Runs of each configuration.
  package let repetitions: Int

  /// - Parameters:
  ///   - header: of the search; its first rung is shorter than all epochs.
  ///   - epochs: of the last rung.
  package init(_ header: SearchHeader, epochs: Int) {
    repetitions = header.repetitions
    let first = header.firstEpochs ?? max(1, epochs / (header.reduction * header.reduction))
    guard header.method == .successiveHalving else {
      rungs = [Rung(count: header.configurations, epochs: epochs)]
      return
    }
    var rungs = [Rung(count: header.configurations, epochs: first)]
    while let last = rungs.last, last.epochs < epochs {
      rungs.append(
        Rung(
          count: (last.count + header.reduction - 1) / header.reduction,
          epochs: min(epochs, last.epochs * header.reduction)))
    }
    self.rungs = rungs
  }

  /// The numbers of the configurations that train in the rung after this one, best first.
  ///
  /// - Parameters:
  ///   - rung: that has ended.
  ///   - scores: validation MSE of each that trained in it, by number; nil for one that diverged.
  package func survivors(of rung: Int, scores: [(number: Int, score: Double?)]) -> [Int] {
    package let count = rung + 1 < rungs.count ? rungs[rung + 1].count : 1
    return Self.ranked(scores).prefix(count).map(\.number)
  }

  /// Best first; equals by number; what diverged last.
  package static func ranked(_ scores: [(number: Int, score: Double?)]) -> [(number: Int, score: Double?)] {
    scores.sorted { first, second in
      func value(_ score: Double?) -> Double { score.flatMap { $0.isFinite ? $0 : nil } ?? .infinity }
      let (a, b) = (value(first.score), value(second.score))
      return a == b ? first.number < second.number : a < b
    }
  }
}
