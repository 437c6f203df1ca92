import Support

extension RankIdentity {
  /// What keeps ranks from computing the same bits, as sentences for the user; nil where nothing does.
  ///
  /// The ranks are held against those that most of them agree with; where two groups are as large, against the one of
  /// the lowest rank.
  /// - Parameter identities: by rank.
  package static func difference(among identities: [RankIdentity]) -> String? {
    let groups = Dictionary(grouping: identities.indices) { identities[$0].digest }.values
      .sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }
    guard let most = groups.first, groups.count > 1 else { return nil }
    let hosts = identities.map(\.host)
    let others = groups.dropFirst().sorted { $0[0] < $1[0] }.map { group in
      let (odd, usual) = (identities[group[0]], identities[most[0]])
      let facts = (decisive + explanatory).compactMap { name, value in
        value(odd) == value(usual) ? nil : "\(name) \(short(value(odd))), not \(short(value(usual)))"
      }
      return "\(RankList(group).description(hosts)): " + facts.joined(separator: "; ")
    }
    return """
      results would not be the same bits on all ranks. Other than \(RankList(most).description(hosts)): \
      \(others.joined(separator: ". ")). Start the same build on every host, and where it is the same, \
      with the same C library
      """
  }

  /// The start of a digest is enough to tell it from another.
  private static func short(_ text: String) -> String {
    let isDigest = text.count >= 32 && text.allSatisfy { $0.isHexDigit }
    return isDigest ? "\(text.prefix(12))" : text
  }
}
