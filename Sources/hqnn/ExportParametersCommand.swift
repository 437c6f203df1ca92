import ArgumentParser
import Support
import Tensors
import Training

struct ExportParametersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-parameters",
    abstract: "Writes a trained model's parameters for NumPy (.npz) or PyTorch (.safetensors).",
    discussion: """
      Names, shapes and orientation are those of the checkpoint, and PyTorch's. docs/examples/pytorch_model.py is a \
      PyTorch module that takes them. train --init-from starts a run from such a file.
      """)

  @Option(help: "A checkpoint, or a run directory for its newest one.", completion: .hdf5)
  var checkpoint: String

  @Option(help: "The file to write.", completion: .file(extensions: ["npz", "safetensors"]))
  var output: String

  @Option(help: "npz or safetensors. (default: by the name of --output)")
  var format: TensorFile.Format?

  func run() throws {
    try requireOther(output, than: [("--checkpoint", checkpoint)])
    guard
      let format = format ?? TensorFile.Format.allCases.first(where: { output.hasSuffix(".\($0.rawValue)") })
    else {
      throw UsageError("\(output) ends neither in .npz nor in .safetensors: say which with --format")
    }
    let file = TensorFile(try ScoringSession.checkpoint(at: checkpoint))
    try file.write(format, to: output)
    let count = file.tensors.reduce(0) { $0 + $1.tensor.values.count }
    try StandardOutput.writeLine("\(count) parameters in \(file.tensors.count) arrays: \(output)")
  }
}

extension TensorFile.Format: ExpressibleByArgument {}
