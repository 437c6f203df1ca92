import HDF5
import Support

/// One file's check against a schema, with the extents found so far.
struct SchemaChecker {
  let schema: Schema
  let file: HDF5File
  let root: Group
  var report = SchemaReport()
  /// For each letter, the data set whose shape settled its extent.
  private var origins: [String: String] = [:]
  /// The data sets of the trees looked at so far, by the trees' paths: opening one takes longer than checking most.
  private var knownLeaves: [String: [(name: String, dataset: Dataset)]] = [:]

  /// - Throws: `HDF5Error` if the file's groups cannot be listed.
  init(schema: Schema, file: HDF5File, root: Group) throws {
    self.schema = try schema.named(in: root)
    self.file = file
    self.root = root
  }

  func refuse(_ path: String, _ problem: String) -> FileError { .invalid(file.path, at: path, problem) }

  /// A data set of the file; nil where the rule allows it to be absent and it is.
  func dataset(_ rule: Schema.DatasetRule) throws -> Dataset? {
    let name = String(rule.path.dropFirst())
    switch try root.kind(of: name) {
    case .dataset?: return try root.dataset(name)
    case nil where rule.isOptional: return nil
    case nil:
      throw refuse(
        rule.path, "is missing, expected \(Schema.text(rule.type, rule.shape)): \(rule.description)")
    case let other?:
      throw refuse(rule.path, "is a \(other), expected a data set: \(Schema.text(rule.type, rule.shape))")
    }
  }

  static func fits(_ dataset: Dataset, _ type: String) -> Bool {
    type == "string" ? dataset.elementType.isString : dataset.elementType.description == type
  }

  /// Types, shapes and trees; no values.
  mutating func checkStructure() throws {
    for rule in schema.datasets {
      guard let dataset = try dataset(rule) else { continue }
      let found = Schema.text("\(dataset.elementType)", dataset.shape)
      guard Self.fits(dataset, rule.type), dataset.shape.count == rule.shape.count else {
        throw refuse(rule.path, "expected \(Schema.text(rule.type, rule.shape)), found \(found)")
      }
      for (extent, size) in zip(rule.shape, dataset.shape) {
        try settle(extent, size, rule, found)
      }
    }
    for tree in schema.trees { try checkTree(tree) }
  }

  private mutating func settle(
    _ extent: Schema.Extent, _ size: Int, _ rule: Schema.DatasetRule, _ found: String
  ) throws {
    if extent == .any { return }
    let expected = "expected \(Schema.text(rule.type, rule.shape))"
    guard let symbol = extent.symbol else {
      if size != extent.offset { throw refuse(rule.path, "\(expected), found \(found)") }
      return
    }
    if let known = report.extents[symbol] {
      if size != known + extent.offset {
        throw refuse(
          rule.path, "\(expected) with \(symbol) = \(known) as in \(origins[symbol] ?? ""), found \(found)")
      }
    } else {
      if size < extent.offset { throw refuse(rule.path, "\(expected), found \(found)") }
      report.extents[symbol] = size - extent.offset
      origins[symbol] = rule.path
    }
  }

  /// The data sets below a tree's group, by their names there.
  mutating func leaves(_ tree: Schema.TreeRule) throws -> [(name: String, dataset: Dataset)] {
    if let known = knownLeaves[tree.path] { return known }
    let name = String(tree.path.dropFirst())
    guard try root.kind(of: name) == .group else {
      throw refuse(tree.path, "is missing, expected a group of \(tree.type) data sets: \(tree.description)")
    }
    let group = try root.group(name)
    let leaves = try group.descendants().filter { $0.kind == .dataset }
      .map { (name: $0.path, dataset: try group.dataset($0.path)) }
    knownLeaves[tree.path] = leaves
    return leaves
  }

  private mutating func checkTree(_ tree: Schema.TreeRule) throws {
    let leaves = try leaves(tree)
    if leaves.isEmpty { throw refuse(tree.path, "is empty, expected \(tree.type) data sets") }
    for (name, dataset) in leaves where !Self.fits(dataset, tree.type) {
      throw refuse(
        "\(tree.path)/\(name)",
        "expected \(tree.type), found \(Schema.text("\(dataset.elementType)", dataset.shape))")
    }
    guard let other = schema.trees.first(where: { $0.path == tree.mirrored }) else { return }
    let mine = Dictionary(leaves.map { ($0.name, $0.dataset.shape) }) { first, _ in first }
    let original = try self.leaves(other)
    for (name, dataset) in original {
      guard let shape = mine[name] else {
        throw refuse("\(tree.path)/\(name)", "is missing, expected one as \(other.path)/\(name)")
      }
      if shape != dataset.shape {
        throw refuse(
          "\(tree.path)/\(name)", "has shape \(shape), expected \(dataset.shape) as \(other.path)/\(name)")
      }
    }
    let names = Set(original.map(\.name))
    if let extra = leaves.first(where: { !names.contains($0.name) }) {
      throw refuse("\(tree.path)/\(extra.name)", "has no counterpart in \(other.path)")
    }
  }

  /// Notes what the schema does not name.
  mutating func listUnknown() throws {
    report.unknownObjects = try root.descendants().map { "/\($0.path)" }.filter { !schema.names($0) }
    let attributes = Set(schema.attributes.map(\.name))
    report.unknownAttributes = try root.attributes.names().filter { !attributes.contains($0) }
  }
}
