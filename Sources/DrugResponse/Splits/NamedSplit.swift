import Support

/// A split that a data set holds under a name, so that all who use the data can use the same.
public struct NamedSplit: Sendable, Equatable {
  /// What holds the rows.
  public enum Rows: Sendable, Equatable {
    /// Row numbers of the responses that train and test; others are left out.
    case sides(Split)
    /// [R] the fold that tests each response, from 1; 0 for responses that are left out.
    case folds([Int64])
  }

  /// What the data set holds it under.
  public var name: String
  /// What it claims to keep on one side; held to it before it is used (`SplitOverlap.leak`).
  public var kind: SplitKind
  /// Where it comes from, in words; may be empty.
  public var summary: String
  /// What trains and what tests.
  public var rows: Rows

  /// A split of rows that are known; `firstDefect` says whether they make one of a data set.
  public init(name: String, kind: SplitKind, summary: String = "", rows: Rows) {
    (self.name, self.kind, self.summary, self.rows) = (name, kind, summary, rows)
  }

  /// Makes a split of all responses.
  ///
  /// - Parameters:
  ///   - name: of the split.
  ///   - dataset: what is split.
  ///   - options: `fold` is not looked at: all folds are made.
  ///   - validation: what of the training side is to be a side of its own; nil for nothing.
  /// - Throws: `UsageError` for options that contradict themselves or ask for more than there is, and for a name that
  ///   is empty or has other characters than letters, digits, `-`, `_` and `.`.
  public init(
    name: String, of dataset: ResponseDataset, options: SplitOptions, validation: ValidationSize? = nil
  ) throws(UsageError) {
    let isPlain =
      name.utf8.allSatisfy { $0 < 0x80 }
      && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
    guard isPlain, !name.allSatisfy({ $0 == "." }) else {
      throw UsageError("a split's name is of letters, digits, '-', '_' and '.', not '\(name)'")
    }
    self.name = name
    kind = options.kind
    var options = options
    if let folds = options.folds {
      if validation != nil {
        throw UsageError("folds have no validation side: a run takes its own from the folds that train")
      }
      if options.trainSamples != nil || options.testSamples != nil {
        throw UsageError("folds hold all pairs: numbers of samples thin a fold's sides out when it is used")
      }
      options.fold = 1
      try options.validate()
      let groups = ResponseGroups(kind, of: dataset).rows(target: .ic50)
      let assignment = try FoldAssignment(groups, of: kind, count: folds, seed: options.seed)
      var fold = [Int64](repeating: 0, count: dataset.responses.count)
      for group in 0..<groups.count {
        for row in groups[group] { fold[Int(row)] = Int64(assignment.fold[group] + 1) }
      }
      rows = .folds(fold)
      options.fold = nil
      summary = "\(folds) folds by \(kind == .pairs ? "pairs" : "whole \(kind.plural)"), seed \(options.seed)"
    } else {
      var split = try Split(of: dataset, options: options)
      if let validation {
        split = try split.takingValidation(
          validation, ResponseGroups(kind, of: dataset), seed: options.seed)
      }
      rows = .sides(
        Split(
          train: split.train.sorted(), test: split.test.sorted(), validation: split.validation.sorted()))
      summary = "\(options.summary), seed \(options.seed)"
    }
  }

  /// nil for a split that has two sides.
  public var foldCount: Int? {
    guard case .folds(let fold) = rows else { return nil }
    return Int(fold.max() ?? 0)
  }

  /// The sides, in the order of rows.
  ///
  /// - Parameter chosen: the fold that tests, from 1; nil for a split that has two sides.
  /// - Throws: `UsageError` for a fold where there are none, none where there are some, and one that is not among them.
  public func sides(fold chosen: Int?) throws(UsageError) -> Split {
    switch (rows, chosen, foldCount) {
    case (.sides(let split), nil, _): return split
    case (.sides, let chosen?, _):
      throw UsageError(
        "the split \(name) has a training and a test side and no folds: leave out fold \(chosen)")
    case (.folds(let fold), let chosen?, let count?) where (1...max(1, count)).contains(chosen):
      func rows(_ holds: (Int64) -> Bool) -> [Int64] {
        fold.indices.filter { holds(fold[$0]) }.map(Int64.init)
      }
      return Split(
        train: rows { $0 != 0 && $0 != Int64(chosen) }, test: rows { $0 == Int64(chosen) })
    case (.folds, let chosen, let count):
      throw UsageError(
        "the split \(name) has \(count ?? 0) folds, of which one tests: expected fold 1 ... \(count ?? 0)"
          + (chosen.map { ", not \($0)" } ?? ""))
    }
  }

  /// What is trained and tested of it: the pairs whose target is known, in an order that depends on the seed alone.
  ///
  /// - Parameters:
  ///   - options: `fold`, numbers of samples and `seed`.
  ///   - dataset: holds the responses.
  ///   - target: what is trained.
  /// - Throws: `UsageError` as `sides`, and where a side has fewer samples than were asked for.
  public func split(
    _ options: SplitOptions, of dataset: ResponseDataset, target: Target
  ) throws(UsageError) -> Split {
    let sides = try sides(fold: options.fold)
    func known(_ rows: [Int64]) -> [Int64] {
      rows.filter { !target.value(of: Int($0), in: dataset.responses).isNaN }
    }
    let validation = known(sides.validation)
    guard validation.isEmpty == sides.validation.isEmpty else {
      throw UsageError("no validation sample of the split \(name) has a known target")
    }
    return try Split(train: known(sides.train), test: known(sides.test), validation: validation)
      .laidOut(options, by: name)
  }
}

extension ResponseDataset {
  /// The split of this name.
  ///
  /// - Throws: `UsageError` with the names there are, and the nearest.
  public func namedSplit(_ name: String) throws(UsageError) -> NamedSplit {
    if let split = splits.first(where: { $0.name == name }) { return split }
    let names = splits.map(\.name)
    guard !names.isEmpty else {
      throw UsageError("there is no split \(name): the data set holds none (hqnn split adds one)")
    }
    let nearest = name.nearest(in: names).map { "; did you mean \($0)?" } ?? ""
    throw UsageError(
      "there is no split \(name) among those of the data set (\(names.joined(separator: ", ")))\(nearest)")
  }
}
