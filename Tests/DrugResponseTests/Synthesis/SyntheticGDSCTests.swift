import Chemistry
import DrugResponse
import Foundation
import Support
import TestSupport
import Testing

@Suite struct SyntheticGDSCTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func options(_ change: (inout SyntheticGDSC.Options) -> Void = { _ in }) -> SyntheticGDSC.Options {
    var options = SyntheticGDSC.Options()
    options.cellLines = 60
    options.drugs = 30
    options.features = 120
    change(&options)
    return options
  }

  private func write(_ options: SyntheticGDSC.Options, _ name: String) throws -> SyntheticGDSC.Files {
    try SyntheticGDSC(options).write(to: directory.path(name))
  }

  @Test func theFilesConvertToWhatWasAskedFor() throws {
    let files = try write(options(), "a")
    #expect(files == SyntheticGDSC.Files(directory: directory.path("a")))
    let (dataset, report) = try files.conversion.run()
    #expect(dataset.drugs.count == 30)
    #expect(dataset.cellLines.count == 60)
    #expect(dataset.cellLines.featureCount == 120)
    #expect(dataset.cellLines.featureName.contains("loss_cnaSYN4_(CDKN2A,CDKN2B)"))
    #expect(report.joins.count == 32)
    #expect(report.repeats.drugs.map(\.drug) == ["Erlotinib", "Trametinib"])
    #expect(report.withoutStructure.map(\.name) == ["Cetuximab"])
    #expect(report.cells.read == 60 * 33)
    #expect(report.cellLinesWithoutName.isEmpty)
    // 0.2 of 1980 cells are missing: 396, and 6 standard deviations of the binomial distribution are 107.
    #expect(abs(report.cells.missing - 396) < 107)
    #expect(dataset.responses.lnIC50.allSatisfy { abs($0) < 20 })
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let first = try write(options(), "a")
    let second = try write(options(), "b")
    let other = try write(options { $0.seed = 2 }, "c")
    func same(_ a: String, _ b: String) -> Bool { FileManager.default.contentsEqual(atPath: a, andPath: b) }
    #expect(same(first.responses[0], second.responses[0]))
    #expect(same(first.features, second.features))
    #expect(same(first.drugs, second.drugs))
    #expect(same(first.drugList ?? "", second.drugList ?? "-"))
    #expect(same(first.cellLines ?? "", second.cellLines ?? "-"))
    #expect(!same(first.responses[0], other.responses[0]))
    #expect(!same(first.features, other.features))
  }

  @Test func filesThatAreThereAreNotReplaced() throws {
    let files = SyntheticGDSC.Files(directory: directory.path("a"))
    try Directory.create(directory.path("a"))
    try DurableFile.write("real data", to: files.features)
    let error = #expect(throws: FileError.self) { try write(options(), "a") }
    #expect(error?.path == files.features)
    #expect(error?.exitCode == .cannotCreate)
    #expect(try String(contentsOfFile: files.features, encoding: .utf8) == "real data")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("a")) == ["features.csv"])
  }

  @Test func aDirectoryThatCannotBeMadeIsReportedWithItsReason() throws {
    try DurableFile.write("text", to: directory.path("file"))
    let path = directory.path("file/inside")
    let error = #expect(throws: FileError.self) { try write(options(), "file/inside") }
    #expect(error?.description == "\(path): the directory cannot be made: Not a directory")
    #expect(error?.exitCode == .cannotCreate)
    #expect(throws: FileError.emptyPath(.cannotCreate)) { try SyntheticGDSC(options()).write(to: "") }
  }

  @Test func theConvertCommandSurvivesAShell() throws {
    let files = SyntheticGDSC.Files(directory: "my data/it's")
    let script = "hqnn() { printf '%s\\n' \"$@\"; }\n" + files.convertCommand(output: "data set.h5")
    let result = try ProcessRunner.run("/bin/sh", ["-c", script])
    #expect(
      result.standardOutput.split(separator: "\n") == [
        "convert", "--responses", "my data/it's/responses.csv", "--features", "my data/it's/features.csv",
        "--drugs", "my data/it's/drugs.csv", "--drug-list", "my data/it's/drug_list.csv",
        "--cell-lines", "my data/it's/cell_lines.csv", "--output", "data set.h5",
      ])
  }

  /// More cell lines leave those before them as they are: a larger study contains the smaller one.
  @Test func moreCellLinesLeaveTheFirstAsTheyAre() throws {
    let small = try write(options(), "a")
    let large = try write(options { $0.cellLines = 70 }, "b")
    let texts = try [small, large].map { try String(contentsOfFile: $0.responses[0], encoding: .utf8) }
    #expect(texts[1].hasPrefix(texts[0]))
  }

  /// The signal is there, and of the right kind: means of drugs explain most, means of cell lines more, and the
  /// mutation that a drug's mechanism responds to shifts what is left by about what was planted.
  @Test func thePlantedSignalCanBeRecovered() throws {
    let files = try write(
      options {
        $0.cellLines = 400
        $0.drugs = 20
        $0.missing = 0
      }, "a")
    let dataset = try files.conversion.run().dataset
    let responses = dataset.responses
    func means(_ group: [Int32], _ values: [Double], _ count: Int) -> [Double] {
      var sums = [(Double, Int)](repeating: (0, 0), count: count)
      for (row, value) in zip(group, values) {
        sums[Int(row)].0 += value
        sums[Int(row)].1 += 1
      }
      return sums.map { $0.0 / Double($0.1) }
    }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let lnIC50 = responses.lnIC50.map(Double.init)
    let ofDrug = means(responses.drug, lnIC50, dataset.drugs.count)
    let first = zip(lnIC50, responses.drug).map { $0 - ofDrug[Int($1)] }
    let ofCellLine = means(responses.cellLine, first, dataset.cellLines.count)
    let rest = zip(first, responses.cellLine).map { $0 - ofCellLine[Int($1)] }
    #expect(variance(first) < 0.5 * variance(lnIC50))
    #expect(variance(rest) < 0.8 * variance(first))
    // What is left holds more than the noise (0.9 squared): there is something to learn beyond means.
    #expect(variance(rest) > 1.15 * 0.81)

    func shift(_ drug: String, _ feature: String) throws -> Double {
      let drug = Int32(try #require(dataset.drugs.name.firstIndex(of: drug)))
      let column = try #require(dataset.cellLines.featureName.firstIndex(of: feature))
      var groups: [[Double]] = [[], []]
      for row in rest.indices where responses.drug[row] == drug {
        let bit = dataset.cellLines.features[
          Int(responses.cellLine[row]) * dataset.cellLines.featureCount + column]
        groups[Int(bit)].append(rest[row])
      }
      return groups[1].reduce(0, +) / Double(groups[1].count) - groups[0].reduce(0, +)
        / Double(groups[0].count)
    }
    // Planted: -3.0, 2.8 and -3.6, each times 0.7 to 1.3.
    #expect(try shift("Dabrafenib", "BRAF_mut") < -1.5)
    #expect(try shift("Nutlin-3a", "TP53_mut") > 1.2)
    #expect(try shift("Imatinib", "BCR-ABL_mut") < -1.5)
  }

  @Test func everyDrugHasTheStructureItIsNamedFor() throws {
    #expect(SyntheticDrug.all.count >= 60)
    #expect(Set(SyntheticDrug.all.map(\.name)).count == SyntheticDrug.all.count)
    for drug in SyntheticDrug.all {
      #expect(try Self.formula(of: Molecule(smiles: drug.smiles)) == drug.formula, "\(drug.name)")
    }
  }

  /// The structures were written for this list; GDSC's own table, where it is at hand, must agree.
  @Test(.enabled(if: SharedMaterial.path("gdsc/drug_smiles.csv") != nil))
  func structuresAgreeWithGDSC() throws {
    let table = try DrugStructures(path: #require(SharedMaterial.path("gdsc/drug_smiles.csv")))
    let known = Dictionary(uniqueKeysWithValues: table.entries.map { ($0.name, $0) })
    var compared = 0
    for drug in SyntheticDrug.all {
      guard let entry = known[drug.name] else { continue }
      let flat = drug.smiles.filter { !"@/\\".contains($0) }
      #expect(
        try Molecule(smiles: flat).canonicalSMILES == Molecule(smiles: entry.smiles).canonicalSMILES,
        "\(drug.name)")
      #expect(drug.pubchemCID == entry.pubchemCID, "\(drug.name)")
      compared += 1
    }
    #expect(compared >= 50)
  }

  /// Hill's order: carbon, hydrogen, then the others by symbol. Read off the atom features.
  private static func formula(of molecule: Molecule) -> String {
    var counts: [String: Int] = [:]
    for atom in 0..<molecule.atomCount {
      let row = Array(molecule.atomFeatures[atom * AtomFeatures.count..<(atom + 1) * AtomFeatures.count])
      let columns = row.indices.filter { row[$0] != 0 }
      counts[AtomFeatures.symbols[columns[0]], default: 0] += 1
      counts["H", default: 0] += columns[2] - AtomFeatures.symbols.count - 11
    }
    let order = ["C", "H"] + counts.keys.filter { $0 != "C" && $0 != "H" }.sorted()
    return order.filter { counts[$0, default: 0] > 0 }.map { $0 + (counts[$0] == 1 ? "" : "\(counts[$0]!)") }
      .joined()
  }

  @Test func optionsOutOfRangeAreRefused() throws {
    let wrong: [((inout SyntheticGDSC.Options) -> Void, String)] = [
      ({ $0.drugs = SyntheticGDSC.maximumDrugs + 1 }, "1 to \(SyntheticGDSC.maximumDrugs) drugs"),
      ({ $0.drugs = 0 }, "drugs, not 0"),
      ({ $0.cellLines = -1 }, "cell lines, not -1"),
      ({ $0.features = 0 }, "features, not 0"),
      ({ $0.missing = 1 }, "missing fraction"),
      ({ $0.missing = .nan }, "missing fraction"),
      ({ $0.noise = -.infinity }, "noise"),
    ]
    for (change, words) in wrong {
      let error = #expect(throws: UsageError.self) { try SyntheticGDSC(options(change)) }
      #expect(error?.description.contains(words) == true, "\(error.map(\.description) ?? "")")
    }
  }

  @Test(arguments: [(1, 1, 1), (3, 2, 5), (5, 72, 735)]) func theSmallestAndTheLargestWork(
    cellLines: Int, drugs: Int, features: Int
  ) throws {
    let files = try write(
      options {
        $0.cellLines = cellLines
        $0.drugs = drugs
        $0.features = features
        $0.missing = 0
      }, "a")
    let dataset = try files.conversion.run().dataset
    #expect(dataset.responses.count == cellLines * drugs)
    #expect(dataset.cellLines.featureCount == features)
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    try "a file".write(toFile: directory.path("file"), atomically: false, encoding: .utf8)
    let path = directory.path("file") + "/data"
    let error = #expect(throws: FileError.self) { try SyntheticGDSC(options()).write(to: path) }
    #expect(error?.exitCode == .cannotCreate)
    #expect(error?.path == path)
  }
}
