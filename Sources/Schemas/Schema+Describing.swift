import HDF5

extension Schema {
  /// Writes what the schema says of each data set and tree into a new file, for programs that know nothing of the
  /// schema: attributes `long_name` and `units`, and the axes as dimension scales.
  ///
  /// - Parameters:
  ///   - root: the root group, with all that the file is to hold.
  ///   - path: the group that was added to a file, which alone is described; "/" for a new file.
  /// - Throws: `HDF5Error` with exit code 74.
  public func describeObjects(in root: Group, below path: String = "/") throws {
    let start = path == "/" ? path : path + "/"
    var axes: [DatasetAxes] = []
    for rule in try named(in: root).datasets where rule.path.hasPrefix(start) {
      let name = String(rule.path.dropFirst())
      guard try root.contains(name) else { continue }
      let attributes = try root.dataset(name).attributes
      try attributes.set("long_name", rule.description)
      if let units = rule.units { try attributes.set("units", units) }
      if rule.axes.isEmpty { continue }
      axes.append(
        DatasetAxes(
          dataset: name,
          axes: try rule.axes.map { axis in
            let scale = try axis.scale.map { String($0.dropFirst()) }.flatMap {
              try root.contains($0) ? $0 : nil
            }
            return .init(label: axis.label, scale: scale)
          }))
    }
    for tree in trees where tree.path.hasPrefix(start) {
      try root.group(String(tree.path.dropFirst())).attributes.set("long_name", tree.description)
    }
    try root.describeAxes(axes)
  }
}
