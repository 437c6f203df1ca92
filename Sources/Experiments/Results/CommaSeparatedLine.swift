/// A line of a table of comma-separated values (RFC 4180, but for the line's end).
enum CommaSeparatedLine {
  /// - Parameter fields: nil for an empty one.
  /// - Returns: the line with its end.
  static func text(_ fields: [String?]) -> String {
    fields.map { field in
      guard let field else { return "" }
      // Sentences and lists have commas.
      return field.contains(where: { ",\"\n".contains($0) })
        ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",") + "\n"
  }
}
