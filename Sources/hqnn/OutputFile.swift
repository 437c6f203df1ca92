import Support
import Training

/// Refuses an output that would replace an input, or a file of the run that an input is or lies in.
///
/// - Throws: `UsageError`.
func requireOther(
  _ output: String?, than inputs: [(option: String, path: String)], option name: String = "--output"
) throws {
  guard let output else { return }
  for (option, path) in inputs {
    if isSameFile(path, output) {
      throw UsageError("\(name) is the file of \(option), which it would replace: \(output)")
    }
    if let run = RunDirectory(of: path), run.owns(output) {
      throw UsageError("\(name) is among the own files of the run \(run.path) (\(option)): \(output)")
    }
  }
}
