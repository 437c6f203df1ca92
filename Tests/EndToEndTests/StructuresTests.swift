import Foundation
import Support
import TestSupport
import Testing

/// Drugs as salts, and drugs that make no molecule, from the files to predictions.
@Suite struct StructuresTests {
  /// Files whose first drug is the second one's hydrochloride.
  private static func sources() throws -> (sources: BadInputTests.Sources, smiles: String) {
    let sources = try BadInputTests.Sources()
    var found = ""
    try sources.edit("drugs.csv") { lines in
      let columns = lines[0].split(separator: ",").map { $0.lowercased() }
      let column = columns.firstIndex { $0.contains("canonicalsmiles") } ?? 0
      var (first, second) = (lines[1].components(separatedBy: ","), lines[2].components(separatedBy: ","))
      found = second[column]
      first[column] = "Cl." + found
      second[column] = found
      (lines[1], lines[2]) = (first.joined(separator: ","), second.joined(separator: ","))
    }
    return (sources, found)
  }

  @Test func aNewDrugIsReadAsThoseOfTheTraining() throws {
    let (sources, smiles) = try Self.sources()
    let data = sources.directory.path("out.h5")
    let text = try Demo.run(sources.arguments + ["--fragments", "largest"]).standardOutput
    #expect(text.contains("1  drugs of several fragments, the largest of which is kept: "))
    #expect(text.contains("1  structures under several names: "))
    let run = sources.directory.path("run")
    try Demo.mpirun(ranks: 2, ["train", "--data", data, "--output", run] + Demo.settings)
    // What goes on with the run keeps the choice, also where rank 0 alone reads the checkpoint.
    try FileManager.default.removeItem(atPath: run + "/checkpoints/step-00000012.h5")
    try Demo.mpirun(ranks: 2, ["train", "--resume", run])
    func predict(_ smiles: String) throws -> Substring {
      try Demo.run([
        "predict", "--checkpoint", run, "--data", data, "--smiles", smiles, "--cell-line", "SYN-1",
      ]).standardOutput.split(separator: "\n")[1].drop { $0 != "," }
    }
    #expect(try predict(smiles) == predict("Cl." + smiles))
    #expect(try Demo.run(["inspect", run + "/checkpoints/best.h5"]).standardOutput.contains("largest"))

    // The same files with all fragments are other drugs.
    try Demo.run(sources.arguments)
    try BadInputTests.expect(
      .badInput,
      ["was converted with --fragments all, but the checkpoint was trained", "--fragments largest"],
      [
        "predict", "--checkpoint", run, "--data", data, "--output", sources.directory.path("p.csv"),
      ], noFile: sources.directory.path("p.csv"))
    #expect(try predict(smiles) == predict("Cl." + smiles))
  }

  @Test func canonicalSMILESAreStored() throws {
    let text = try Demo.run(["inspect", try Demo.files.data]).standardOutput
    #expect(text.contains("/drugs/canonical_smiles"))
    #expect(text.contains("same structure    none"))
  }

  @Test func brokenStructuresAreNamedOrSkipped() throws {
    let (sources, _) = try Self.sources()
    try sources.edit("drugs.csv") { lines in
      for row in [3, 5] {
        var fields = lines[row].components(separatedBy: ",")
        for column in 2..<fields.count { fields[column] = "C1CC" }
        lines[row] = fields.joined(separator: ",")
      }
    }
    try BadInputTests.expect(
      .badInput,
      [
        "2 of 20 drugs have SMILES that make no molecule (--skip-invalid-smiles goes on without): line 4, drug ",
        "unclosed ring; line 6, drug ",
      ], sources.arguments, noFile: sources.directory.path("out.h5"))
    let text = try Demo.run(sources.arguments + ["--skip-invalid-smiles"]).standardOutput
    #expect(text.contains("2  drugs whose SMILES make no molecule: "))
    #expect(text.contains("          18  drugs ("))
    try Demo.run(["validate", sources.directory.path("out.h5")])
  }
}
