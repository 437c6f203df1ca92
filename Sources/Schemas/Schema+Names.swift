import HDF5

extension Schema {
  /// The schema with the names that a file chose: each rule whose path has a `*` becomes one for each name in the file, by
  /// which the data set may be there.
  ///
  /// - Throws: `HDF5Error` if a group cannot be listed.
  func named(in root: Group) throws -> Schema {
    let datasets = try datasets.flatMap { rule -> [DatasetRule] in
      guard let star = rule.path.firstRange(of: "*") else { return [rule] }
      let parent = String(rule.path[..<star.lowerBound].dropFirst().dropLast())
      guard try root.kind(of: parent) == .group else { return [] }
      let group = try root.group(parent)
      return try group.childNames().filter { try group.kind(of: $0) == .group }.map(rule.named)
    }
    return Schema(
      name: name, version: version, title: title, renewal: renewal, dimensions: dimensions,
      attributes: attributes, datasets: datasets, trees: trees)
  }
}

extension Schema.DatasetRule {
  fileprivate func named(_ name: String) -> Schema.DatasetRule {
    func filled(_ path: String) -> String { path.replacing("*", with: name) }
    return Schema.DatasetRule(
      path: filled(path), type: type, shape: shape,
      axes: axes.map { Schema.Axis(label: $0.label, scale: $0.scale.map(filled)) }, units: units,
      description: description, isOptional: true,
      constraints: constraints.map {
        if case .disjoint(let other) = $0 { return .disjoint(from: filled(other)) }
        return $0
      })
  }
}
