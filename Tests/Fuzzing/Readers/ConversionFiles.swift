import Chemistry
import DrugResponse
import Foundation
import Support
import Training

/// Whole conversions, in which one of the files is spoilt: what comes out must be a data set that can be written, validated
/// and read.
struct ConversionFiles: FuzzedReader {
  private let seeds: [SyntheticGDSC.Files]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    seeds = try Seeds(workshop: workshop, cellLines: 4).files
    words =
      Seeds.words(of: try seeds.flatMap { $0.responses + [$0.features, $0.drugs] }.map(Seeds.bytes))
      + ["CCO.Cl", "[Na+].[O-]C(=O)C", "O.O", "C.C", "C(", "[Xx]"].map { Array($0.utf8) }
  }

  // A usage error: drug ids, and no list that says what they are.
  var exitCodes: Set<ExitCode> { [.badInput, .usage] }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let files = mutator.pick(seeds)
    var conversion = files.conversion
    let paths =
      files.responses + [files.features, files.drugs, files.drugList, files.cellLines].compactMap { $0 }
    let victim = mutator.pick(paths)
    let spoilt = directory + "/" + URL(fileURLWithPath: victim).lastPathComponent
    let bytes = try Seeds.bytes(victim)
    try Seeds.write(mutator.spoilText(bytes, with: bytes, words: words), to: spoilt)
    func path(_ path: String) -> String { path == victim ? spoilt : path }
    conversion.responses = conversion.responses.map(path)
    conversion.features = path(conversion.features)
    conversion.drugs = path(conversion.drugs)
    conversion.drugList = conversion.drugList.map(path)
    conversion.cellLines = conversion.cellLines.map(path)
    conversion.fragments = mutator.pick(FragmentChoice.allCases)
    conversion.skipsInvalidSMILES = mutator.chance(2)
    conversion.repeatedMeasurements = mutator.pick(GDSCConversion.RepeatedMeasurements.allCases)
    let (dataset, report) = try conversion.run()
    if let complaint = DatasetRulesAgain.complaint(dataset) { return complaint }
    let cells = report.cells
    let known =
      cells.missing + cells.ofOtherDataset + cells.notFinite + cells.withoutStructure + cells.withoutFeatures
      + cells.copies + cells.merged + cells.responses
    if cells.read != known { return "\(cells.read) cells were read, \(known) are accounted for" }
    if try "\(report)".isEmpty || report.json().isEmpty { return "the report says nothing" }
    let output = directory + "/data.h5"
    try dataset.write(to: output)
    _ = try FileSummary.validate(output)
    return DatasetRulesAgain.isSame(try ResponseDataset.read(output).dataset, dataset)
      ? nil : "other data when read again"
  }
}
