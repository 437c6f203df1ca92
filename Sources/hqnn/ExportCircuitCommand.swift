import ArgumentParser
import Quantum
import Support
import Training

struct ExportCircuitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-circuit",
    abstract: "Writes a trained model's circuit for one drug and one cell line as OpenQASM.",
    discussion: """
      All angles, those of the drug and the cell line and the trained ones, are numbers. The comment at the file's \
      beginning says what is measured, and how the prediction follows from it. The layout parallel has 32 circuits, \
      which the file runs one after the other; --circuit chooses one of them.
      """)

  @Option(help: "A checkpoint, or a run directory for its newest one.", completion: .hdf5)
  var checkpoint: String

  @Option(help: "The data set with the cell line and, unless --smiles is given, the drug.", completion: .hdf5)
  var data: String

  @Option(help: "A drug of the data set, by name.")
  var drug: String?

  @Option(help: "A drug that need not be in the data set. (needs RDKit)")
  var smiles: String?

  @Option(help: "A cell line of the data set, by its COSMIC id or by its name.")
  var cellLine: String

  @Option(help: "The file to write. (default: standard output)", completion: .file(extensions: ["qasm"]))
  var output: String?

  @Option(name: .customLong("openqasm"), help: "The version of OpenQASM: 3 or 2.")
  var version = OpenQASM.Version.three

  @Option(help: "Only this one of the layout parallel's circuits, from 0. (default: all)")
  var circuit: Int?

  func validate() throws {
    if (drug == nil) == (smiles == nil) {
      throw ValidationError("either --drug NAME or --smiles SMILES is needed.")
    }
  }

  func run() throws {
    try requireOther(output, than: [("--data", data), ("--checkpoint", checkpoint)])
    let session = try ScoringSession(checkpoint: checkpoint, data: data, threads: 1)
    let export =
      if let smiles {
        try session.circuit(smiles: smiles, cellLine: cellLine)
      } else {
        try session.circuit(drug: drug ?? "", cellLine: cellLine)
      }
    let text = try export.openQASM(version, circuit: circuit)
    guard let output else { return try StandardOutput.write(text) }
    try DurableFile.write(text, to: output)
    try StandardOutput.writeLine("OpenQASM \(version.rawValue): \(output)")
  }
}

extension OpenQASM.Version: ExpressibleByArgument {}
