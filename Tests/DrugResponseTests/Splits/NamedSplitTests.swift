import DrugResponse
import Foundation
import HDF5
import Support
import TestSupport
import Testing

@Suite struct NamedSplitTests {
  private let directory = try! TemporaryDirectory()

  private func options(_ kind: SplitKind, folds: Int? = nil) -> SplitOptions {
    SplitOptions(kind: kind, folds: folds, seed: 5)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    var dataset = Panel.make()
    for kind in SplitKind.allCases {
      dataset.splits.append(
        try NamedSplit(name: "folds-\(kind)", of: dataset, options: options(kind, folds: 3)))
      dataset.splits.append(try NamedSplit(name: "sides.\(kind)", of: dataset, options: options(kind)))
    }
    dataset.splits.sort { $0.name < $1.name }
    let path = directory.path("data.h5")
    try dataset.write(to: path)
    #expect(try ResponseDataset.read(path).dataset.splits == dataset.splits)
    #expect(try dataset.namedSplit("sides.drug").summary == "by whole drugs, seed 5")
    #expect(try dataset.namedSplit("folds-pairs").summary == "3 folds by pairs, seed 5")
  }

  /// Stored or made from the seed, a split is the same, row for row.
  @Test(arguments: [SplitKind.cellLine, .drug, .tissue], [nil, 3]) func storedAndMadeAreTheSame(
    kind: SplitKind, folds: Int?
  ) throws {
    let dataset = Panel.make()
    let named = try NamedSplit(name: "a", of: dataset, options: options(kind, folds: folds))
    #expect(named.foldCount == folds)
    let choices: [Int?] = folds.map { (1...$0).map(Optional.some) } ?? [nil]
    for fold in choices {
      var used = options(kind, folds: folds)
      used.fold = fold
      used.trainSamples = 40
      let made = try Split(of: dataset, options: used)
      #expect(try named.split(used, of: dataset, target: .ic50) == made)
    }
    #expect(named.leak(ResponseGroups.all(of: dataset)) == nil)
  }

  @Test func foldsArePartsOfAll() throws {
    let dataset = Panel.make()
    let named = try NamedSplit(name: "cv", of: dataset, options: options(.pairs, folds: 4))
    let tested: [Int64] = try (1...4).flatMap { try named.sides(fold: $0).test }
    #expect(tested.sorted() == Array(0..<Int64(dataset.responses.count)))
  }

  @Test func unknownTargetsAreLeftOut() throws {
    let dataset = Panel.make()
    let named = try NamedSplit(name: "a", of: dataset, options: options(.cellLine))
    let split = try named.split(SplitOptions(), of: dataset, target: .auc)
    #expect((split.train + split.test).allSatisfy { !dataset.responses.auc[Int($0)].isNaN })
    let sides = try named.sides(fold: nil)
    #expect(Set(split.test).isSubset(of: sides.test) && split.test.count < sides.test.count)
    let none = SmallDataset.full(cellLines: 4, drugs: 4)
    let error = #expect(throws: UsageError.self) {
      try NamedSplit(name: "a", of: none, options: options(.cellLine)).split(
        SplitOptions(), of: none, target: .auc)
    }
    #expect(error?.description == "cannot take any training samples: the split a has 0 on that side")
  }

  @Test func whatIsAskedOfItMustBeThere() throws {
    var dataset = Panel.make()
    func message(_ body: () throws -> Void) -> String? {
      #expect(throws: UsageError.self) { try body() }?.description
    }
    #expect(
      message { _ = try dataset.namedSplit("x") }
        == "there is no split x: the data set holds none (hqnn split adds one)")
    dataset.splits = [
      try NamedSplit(name: "cells", of: dataset, options: options(.cellLine)),
      try NamedSplit(name: "folds", of: dataset, options: options(.drug, folds: 3)),
    ]
    #expect(
      message { _ = try dataset.namedSplit("cell") }
        == "there is no split cell among those of the data set (cells, folds); did you mean cells?")
    #expect(
      message { _ = try dataset.namedSplit("tissues of mine") }
        == "there is no split tissues of mine among those of the data set (cells, folds)")
    #expect(
      message { _ = try dataset.splits[0].sides(fold: 2) }
        == "the split cells has a training and a test side and no folds: leave out fold 2")
    #expect(
      message { _ = try dataset.splits[1].sides(fold: nil) }
        == "the split folds has 3 folds, of which one tests: expected fold 1 ... 3")
    for fold in [0, 4, -1, .max] {
      #expect(
        message { _ = try dataset.splits[1].sides(fold: fold) }
          == "the split folds has 3 folds, of which one tests: expected fold 1 ... 3, not \(fold)")
    }
    for name in ["", "..", "a/b", "mine and yours", "größe", "x\n"] {
      #expect(
        message { _ = try NamedSplit(name: name, of: dataset, options: options(.drug)) }
          == "a split's name is of letters, digits, '-', '_' and '.', not '\(name.replacing("\n", with: "?"))'"
      )
    }
    var thinned = options(.drug, folds: 3)
    thinned.testSamples = 4
    #expect(
      message { _ = try NamedSplit(name: "a", of: dataset, options: thinned) }
        == "folds hold all pairs: numbers of samples thin a fold's sides out when it is used")
  }

  @Test func claimsThatDoNotHoldAreFoundOut() throws {
    let dataset = SmallDataset.full(cellLines: 4, drugs: 4)
    let groups = ResponseGroups.all(of: dataset)
    // Whole cell lines, but drugs of one structure in two folds.
    let fold = dataset.responses.cellLine.map { Int64($0 / 2 + 1) }
    var named = NamedSplit(name: "a", kind: .cellLine, rows: .folds(fold))
    #expect(named.leak(groups) == nil)
    named.kind = .drug
    #expect(named.leak(groups) == "drug 0 is in fold 1 and in fold 2, expected whole drugs in each")
    // A claim of more, where a pair was measured twice.
    named = NamedSplit(name: "a", kind: .pairs, rows: .folds(dataset.responses.drug.map { Int64($0 + 1) }))
    #expect(
      named.leak(groups) == "drug 0 on Zelle-0 α is in fold 1 and in fold 2, expected whole pairs in each")
    // 0 is no fold: what is left out leaks nothing.
    named.rows = .folds(dataset.responses.drug.map { Int64($0) })
    #expect(named.leak(groups) == nil)
    named = NamedSplit(name: "a", kind: .cellLine, rows: .sides(Split(train: [0], test: [5, 8])))
    #expect(
      named.leak(groups)
        == "1 of the 2 test cell lines are in the training set too (Zelle-0 α), expected none")
  }

  @Test func theRestOfTheFileIsKept() throws {
    let dataset = Panel.make()
    let (first, second, third) = (directory.path("1.h5"), directory.path("2.h5"), directory.path("3.h5"))
    try dataset.write(to: first, provenance: ["source": "β"])
    func add(_ name: String, _ kind: SplitKind, folds: Int?, _ from: String, _ to: String) throws -> String {
      let image = try FileImage(reading: from)
      let stored = try ResponseDataset.read(image.open())
      return try stored.write(
        adding: NamedSplit(name: name, of: stored.dataset, options: options(kind, folds: folds)), from: image,
        to: to)
    }
    let before = try Data(contentsOf: URL(fileURLWithPath: first))
    _ = try add("one", .drug, folds: nil, first, second)
    let digest = try add("two", .tissue, folds: 2, second, third)
    #expect(try Data(contentsOf: URL(fileURLWithPath: first)) == before, "the given file stays as it is")
    let stored = try ResponseDataset.read(third)
    #expect(stored.isSealed && stored.sha256 == digest)
    #expect(stored.provenance == ["source": "β"])
    #expect(stored.dataset.splits.map(\.name) == ["one", "two"])
    let names = try Python.run(
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as file:
          for name in ["splits/one/train", "splits/one/test", "splits/two/fold"]:
              print(file[name].attrs["long_name"])
          print(file["splits/two/fold"].dims[0].label)
      """, [third])
    #expect(
      names.standardOutput == """
        Training samples of a named split, row numbers of /responses
        Test samples of a named split, row numbers of /responses
        Instead of these two, the fold that tests each response, from 1; 0 for responses that are left out
        response

        """, "\(names.standardError)")
    #expect(stored.dataset.responses.lnIC50 == dataset.responses.lnIC50)
    #expect(stored.dataset.drugs == dataset.drugs && stored.dataset.cellLines == dataset.cellLines)
    let error = #expect(throws: UsageError.self) {
      _ = try add("two", .drug, folds: nil, third, directory.path("4.h5"))
    }
    #expect(error?.description == "the data set has a split two already, expected a new name")
    #expect(!FileManager.default.fileExists(atPath: directory.path("4.h5")))
  }
}
