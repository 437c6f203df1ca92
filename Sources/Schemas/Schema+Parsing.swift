import Support
import Yams

extension Schema {
  /// Reads a schema from the text of its YAML file.
  /// - Throws: `SchemaDefinitionError` for a text that does not keep the form, a key that it does not know included.
  init(yaml: [UInt8], named expectedName: String) throws {
    let root: Node
    do {
      root = try Yams.compose(yaml: String(decoding: yaml, as: UTF8.self)) ?? ""
    } catch {
      throw SchemaDefinitionError(expectedName, "text", "\(error)")
    }
    let fields = try Fields(
      root, schema: expectedName, place: "top level",
      keys: ["name", "version", "title", "renewal", "dimensions", "attributes", "datasets", "trees"])
    name = try fields.string("name")
    version = try fields.integer("version")
    title = try fields.string("title")
    renewal = try fields.string("renewal")
    dimensions = try fields.entries("dimensions").map { symbol, node in
      (symbol: symbol, meaning: try fields.scalar(node, symbol))
    }
    attributes = try fields.entries("attributes").map { try AttributeRule($0, $1, expectedName) }
    datasets = try fields.entries("datasets").map { try DatasetRule($0, $1, expectedName) }
    trees = try fields.entries("trees").map { try TreeRule($0, $1, expectedName) }
    guard name == expectedName else { throw fields.error("name", "is \(name)") }

    let symbols = Set(dimensions.map(\.symbol))
    let used = datasets.flatMap { $0.shape + $0.constraints.compactMap(\.extent) }.compactMap(\.symbol)
    if let unknown = used.first(where: { !symbols.contains($0) }) {
      throw fields.error("dimensions", "\(unknown) is used, but not listed")
    }
    for rule in datasets {
      guard rule.axes.isEmpty || rule.axes.count == rule.shape.count else {
        throw fields.error(rule.path, "has \(rule.shape.count) dimensions, but \(rule.axes.count) axes")
      }
      for (axis, extent) in zip(rule.axes, rule.shape) {
        guard let path = axis.scale else { continue }
        let scale = datasets.first { $0.path == path }
        guard scale?.shape == [extent], scale?.axes.first?.scale == path else {
          throw fields.error(rule.path, "\(path) is no scale of \(extent) values")
        }
      }
    }
  }
}

extension Schema.AttributeRule {
  fileprivate init(_ name: String, _ node: Node, _ schema: String) throws {
    let fields = try Fields(
      node, schema: schema, place: "attribute \(name)",
      keys: ["type", "value", "minimum", "length", "description", "optional"])
    guard let kind = Kind(rawValue: try fields.string("type")) else {
      throw fields.error("type", "is none of string, integer, real")
    }
    self.name = name
    self.kind = kind
    description = try fields.string("description")
    isOptional = fields.mapping["optional"]?.bool ?? false
    value = fields.mapping["value"]?.scalar?.string
    minimum = fields.mapping["minimum"]?.float
    length = fields.mapping["length"]?.int
  }
}

extension Schema.DatasetRule {
  fileprivate init(_ path: String, _ node: Node, _ schema: String) throws {
    let fields = try Fields(
      node, schema: schema, place: path,
      keys: ["type", "shape", "axes", "units", "description", "optional", "constraints"])
    self.path = path
    type = try fields.string("type")
    shape = try fields.list("shape").map { try Schema.Extent($0, fields) }
    axes = try fields.list("axes").map { Schema.Axis(try fields.scalar($0, "axes")) }
    units = fields.mapping["units"]?.string
    description = try fields.string("description")
    isOptional = fields.mapping["optional"]?.bool ?? false
    constraints = try fields.list("constraints").map { try Schema.Constraint($0, fields) }
  }
}

extension Schema.TreeRule {
  fileprivate init(_ path: String, _ node: Node, _ schema: String) throws {
    let fields = try Fields(
      node, schema: schema, place: path, keys: ["type", "same_as", "description", "constraints"])
    self.path = path
    type = try fields.string("type")
    description = try fields.string("description")
    mirrored = fields.mapping["same_as"]?.string
    constraints = try fields.list("constraints").map { try Schema.Constraint($0, fields) }
  }
}

extension Schema.Axis {
  /// - Parameter text: a path, whose last part is the label, or the label alone.
  fileprivate init(_ text: String) {
    label = text.split(separator: "/").last.map(String.init) ?? text
    scale = text.hasPrefix("/") ? text : nil
  }
}

extension Schema.Extent {
  fileprivate init(_ node: Node, _ fields: Fields) throws {
    let parts = try fields.scalar(node, "shape").split(separator: " ").map(String.init)
    switch (parts.count, parts.first.flatMap { Int($0) }) {
    case (1, let number?): self.init(symbol: nil, offset: number)
    case (1, nil) where parts[0] == "any": self = .any
    case (1, nil): self.init(symbol: parts[0], offset: 0)
    case (3, nil):
      guard parts[1] == "+", let offset = Int(parts[2]) else { fallthrough }
      self.init(symbol: parts[0], offset: offset)
    default: throw fields.error("shape", "'\(parts.joined(separator: " "))' is no extent")
    }
  }
}

extension Schema.Constraint {
  fileprivate init(_ node: Node, _ fields: Fields) throws {
    if let word = node.scalar?.string {
      let words: [String: Self] = [
        "not_empty": .notEmpty, "not_blank": .notBlank, "finite": .finite, "unique": .unique,
        "increasing": .increasing, "nondecreasing": .nondecreasing, "equal_shares": .equalShares,
      ]
      guard let constraint = words[word] else { throw fields.error("constraints", "'\(word)' is unknown") }
      self = constraint
      return
    }
    guard let mapping = node.mapping, mapping.count == 1, let (key, value) = mapping.first else {
      throw fields.error("constraints", "each is one word or one key with its value")
    }
    let bounds = value.sequence?.compactMap(\.float) ?? []
    switch (key.string ?? "", value) {
    case ("minimum", _) where value.float != nil: self = .minimum(value.float!)
    case ("range", _) where bounds.count == 2: self = .range(bounds[0], bounds[1], allowsNaN: false)
    case ("range_or_nan", _) where bounds.count == 2: self = .range(bounds[0], bounds[1], allowsNaN: true)
    case ("first", _): self = .first(try Schema.Extent(value, fields))
    case ("last", _): self = .last(try Schema.Extent(value, fields))
    case ("index_below", _): self = .indexBelow(try Schema.Extent(value, fields))
    case ("restarts_at", _): self = .restarts(at: try fields.scalar(value, "restarts_at"))
    case ("pairs_within", _): self = .pairs(within: try fields.scalar(value, "pairs_within"))
    case ("one_hot", _) where value.sequence?.allSatisfy({ $0.int.map { $0 > 0 } ?? false }) ?? false:
      self = .oneHot(widths: value.sequence?.compactMap(\.int) ?? [])
    case ("disjoint_from", _): self = .disjoint(from: try fields.scalar(value, "disjoint_from"))
    case ("local_index", .mapping(let places)):
      guard let rows = places["rows"]?.string, let into = places["into"]?.string else { fallthrough }
      self = .localIndex(rows: rows, into: into)
    default: throw fields.error("constraints", "'\(key.string ?? "")' is unknown or has a wrong value")
    }
  }

  /// The extent that the constraint refers to, if it does.
  fileprivate var extent: Schema.Extent? {
    switch self {
    case .first(let extent), .last(let extent), .indexBelow(let extent): extent
    default: nil
    }
  }
}
