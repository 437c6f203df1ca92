/// For how long which of a search's configurations train.
package struct SearchPlan: Codable, Equatable {
  /// A stage of the search.
  package struct Rung: Codable, Equatable {
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

  /// Best first; equals by number; what diverged last.
  package static func ranked(_ scores: [(number: Int, score: Double?)]) -> [(number: Int, score: Double?)] {
    scores.sorted { first, second in
      func value(_ score: Double?) -> Double { score.flatMap { $0.isFinite ? $0 : nil } ?? .infinity }
      let (a, b) = (value(first.score), value(second.score))
      return a == b ? first.number < second.number : a < b
    }
  }
}
