import DrugResponse

/// What hdf5-schemas/hqnn-dataset demands, said a second time: by other code than the reader's, slow and plain.
enum DatasetRulesAgain {
  /// What is wrong with a data set; nil if nothing is.
  static func complaint(_ dataset: ResponseDataset) -> String? {
    let (cells, drugs, responses) = (dataset.cellLines, dataset.drugs, dataset.responses)
    let (c, f, d, r) = (
      cells.cosmicID.count, cells.featureName.count, drugs.name.count, responses.cellLine.count
    )
    let (a, e) = (drugs.atomFeatures.count / 78, drugs.bonds.count / 2)
    let rules: [(String, () -> Bool)] = [
      ("there are no cell lines, drugs, features or responses", { c > 0 && f > 0 && d > 0 && r > 0 }),
      ("cell lines are of several numbers", { cells.name.count == c && cells.tissue.count == c }),
      ("features are not cell lines times names", { cells.features.count == c * f }),
      ("features are not 0 or 1", { cells.features.allSatisfy { $0 == 0 || $0 == 1 } }),
      ("COSMIC ids repeat", { Set(cells.cosmicID).count == c }),
      ("names of features repeat", { Set(cells.featureName).count == f }),
      (
        "drugs are of several numbers",
        {
          drugs.smiles.count == d && drugs.pubchemCID.count == d && drugs.atomOffset.count == d + 1
            && drugs.bondOffset.count == d + 1
            && [drugs.canonicalSMILES, drugs.target, drugs.pathway]
              .allSatisfy { $0.map { $0.count == d } ?? true }
        }
      ),
      (
        "structures are blank",
        { (drugs.smiles + (drugs.canonicalSMILES ?? [])).allSatisfy { $0.contains { $0 != " " } } }
      ),
      ("PubChem CIDs are below -1", { drugs.pubchemCID.allSatisfy { $0 >= -1 } }),
      (
        "atoms are no rows of 78, or bonds no pairs",
        { drugs.atomFeatures.count == 78 * a && drugs.bonds.count == 2 * e }
      ),
      ("offsets do not begin at 0", { drugs.atomOffset[0] == 0 && drugs.bondOffset[0] == 0 }),
      (
        "offsets do not end at the last row",
        { drugs.atomOffset[d] == Int64(a) && drugs.bondOffset[d] == Int64(e) }
      ),
      (
        "offsets do not ascend",
        {
          (0..<d).allSatisfy {
            drugs.atomOffset[$0] < drugs.atomOffset[$0 + 1]
              && drugs.bondOffset[$0] <= drugs.bondOffset[$0 + 1]
          }
        }
      ),
      ("atoms' features are not shares of one", { drugs.atomFeatures.allSatisfy { $0 >= 0 && $0 <= 1 } }),
      (
        "bonds leave their drug",
        {
          (0..<d).allSatisfy { drug in
            drugs.bonds[2 * Int(drugs.bondOffset[drug])..<2 * Int(drugs.bondOffset[drug + 1])].allSatisfy {
              $0 >= 0 && Int64($0) < drugs.atomOffset[drug + 1] - drugs.atomOffset[drug]
            }
          }
        }
      ),
      (
        "responses are of several numbers",
        { responses.drug.count == r && responses.lnIC50.count == r && responses.auc.count == r }
      ),
      (
        "responses are of cell lines that are not there",
        { responses.cellLine.allSatisfy { $0 >= 0 && $0 < c } }
      ),
      ("responses are of drugs that are not there", { responses.drug.allSatisfy { $0 >= 0 && $0 < d } }),
      ("ln IC50 is not finite", { responses.lnIC50.allSatisfy(\.isFinite) }),
      ("AUC is no share", { responses.auc.allSatisfy { $0.isNaN || $0 >= 0 && $0 <= 1 } }),
    ]
    return rules.first { !$0.1() }?.0
      ?? dataset.splits.lazy.compactMap { complaint($0, responses: r) }.first
  }

  private static func complaint(_ split: NamedSplit, responses: Int) -> String? {
    switch split.rows {
    case .sides(let split):
      let rows = split.train + split.test
      if split.train.isEmpty || split.test.isEmpty { return "a side of a split is empty" }
      if Set(rows).count != rows.count { return "a split has a response twice" }
      return rows.allSatisfy { 0 <= $0 && $0 < responses }
        ? nil : "a split is of responses that are not there"
    case .folds(let fold):
      let numbers = Set(fold).subtracting([0])
      if fold.count != responses { return "folds are of another number of responses" }
      return numbers.count > 1 && numbers == Set(1...Int64(numbers.count))
        ? nil : "folds are not numbered from 1, or are fewer than two"
    }
  }

  /// Whether two data sets are the same, bit for bit; but that one NaN is like another.
  static func isSame(_ first: ResponseDataset, _ second: ResponseDataset) -> Bool {
    func withoutAUC(_ dataset: ResponseDataset) -> ResponseDataset {
      var copy = dataset
      copy.responses.auc = []
      return copy
    }
    return withoutAUC(first) == withoutAUC(second)
      && first.responses.auc.elementsEqual(second.responses.auc) { $0 == $1 || $0.isNaN && $1.isNaN }
  }
}
