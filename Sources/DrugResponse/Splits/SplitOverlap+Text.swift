extension SplitOverlap {
  /// What the test set measures, in a line: "new cell lines (drugs known, 1 of 26 tissues new)".
  public var measured: String {
    let isNew = { (kind: SplitKind) in self[kind].new == self[kind].test }
    let lines = isNew(.tissue) ? SplitKind.tissue : isNew(.cellLine) ? .cellLine : nil
    let drugs = isNew(.drug) ? SplitKind.drug : nil
    let new = [drugs, lines].compactMap { $0 }
    let headline: String
    switch (new.isEmpty, self[.pairs].new) {
    case (false, _): headline = "new " + new.map(\.plural).joined(separator: " on new ")
    case (true, self[.pairs].test): headline = "new pairs"
    case (true, let count): headline = "\(count) new pairs and \(self[.pairs].shared) of the training set"
    }
    // A new tissue's cell lines are new.
    let told = Set(new + (lines == .tissue ? [.cellLine] : []))
    let rest = SplitKind.allCases.filter { $0 != .pairs && !told.contains($0) }.map { kind in
      let part = self[kind]
      return part.new == 0 ? "\(kind.plural) known" : "\(part.new) of \(part.test) \(kind.plural) new"
    }
    return rest.isEmpty ? headline : "\(headline) (\(rest.joined(separator: ", ")))"
  }

  /// The two sides, a line for each kind of thing: how many the test side has, and whether the training side has them too.
  public var lines: [String] {
    ["training: \(trainSamples) samples; test: \(testSamples) samples"]
      + parts.map { part in
        let noun = "test: \(part.test) \(part.kind.plural)"
        let names = " (\(Self.list(part.firstNew, of: part.new)))"
        if part.new == 0 { return "\(noun), all of them in training too" }
        if part.shared == 0 { return "\(noun), none of them in training\(names)" }
        return "\(noun), \(part.new) of them not in training\(names)"
      }
  }
}
