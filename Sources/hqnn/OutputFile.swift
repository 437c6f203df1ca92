import Support

/// - Throws: `UsageError` where an output would replace one of the inputs.
func requireOther(
  _ output: String?, than inputs: [(option: String, path: String)], option name: String = "--output"
) throws {
  for (option, path) in inputs {
    if let output, isSameFile(path, output) {
      throw UsageError("\(name) is the file of \(option), which it would replace: \(output)")
    }
  }
}
