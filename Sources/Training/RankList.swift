/// Some of the ranks of a run, for people to read.
struct RankList {
  /// Ascending.
  let ranks: [Int]

  init(_ ranks: [Int]) { self.ranks = ranks }

  /// "ranks 0-3 (host h1), 4-7 (host h2)", of many hosts the first ones.
  ///
  /// - Parameter hosts: by rank.
  func description(_ hosts: [String]) -> String {
    let mostNamed = 8
    var places: [(host: String, ranks: [Int])] = []
    for rank in ranks {
      if let place = places.firstIndex(where: { $0.host == hosts[rank] }) {
        places[place].ranks.append(rank)
      } else {
        places.append((hosts[rank], [rank]))
      }
    }
    let named = places.prefix(mostNamed).map {
      RankList($0.ranks).ranges.joined(separator: ", ") + " (host \($0.host))"
    }
    let rest = places.count - named.count
    return (ranks.count == 1 ? "rank " : "ranks ") + named.joined(separator: ", ")
      + (rest > 0 ? " and those of \(rest) more hosts" : "")
  }

  private var ranges: [String] {
    var ranges: [ClosedRange<Int>] = []
    for rank in ranks {
      if let last = ranges.last, last.upperBound + 1 == rank {
        ranges[ranges.count - 1] = last.lowerBound...rank
      } else {
        ranges.append(rank...rank)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
  }
}
