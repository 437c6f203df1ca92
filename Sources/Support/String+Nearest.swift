extension String {
  /// The one of `candidates` that takes the fewest edits to reach, if that is at all near: what a misspelt name may have
  /// meant.
  public func nearest(in candidates: [String]) -> String? {
    let best = candidates.map { (distance: editDistance(to: $0), name: $0) }
      .min { $0.distance < $1.distance }
    return best.flatMap { $0.distance <= max(2, count / 3) ? $0.name : nil }
  }

  /// The number of insertions, deletions and replacements that turn one text into the other (Levenshtein).
  private func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (i, character) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in other.indices {
        let replaced = diagonal + (character == other[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
