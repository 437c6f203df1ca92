import Yams

/// The keys and values of one mapping in a schema's text, with errors that name their place.
struct Fields {
  let mapping: Node.Mapping
  private let schema: String
  private let place: String

  /// - Throws: `SchemaDefinitionError` if `node` is no mapping or has a key that is not among `keys`.
  init(_ node: Node, schema: String, place: String, keys: Set<String>) throws {
    guard let mapping = node.mapping else {
      throw SchemaDefinitionError(schema, place, "expected keys and values")
    }
    self.mapping = mapping
    self.schema = schema
    self.place = place
    for key in mapping.keys where !keys.contains(key.string ?? "") {
      throw error(key.string ?? "a key", "is unknown")
    }
  }

  func error(_ key: String, _ problem: String) -> SchemaDefinitionError {
    SchemaDefinitionError(schema, place, "\(key): \(problem)")
  }

  func scalar(_ node: Node, _ key: String) throws -> String {
    guard let text = node.scalar?.string else { throw error(key, "expected a text or number") }
    return text
  }

  func string(_ key: String) throws -> String {
    guard let node = mapping[key] else { throw error(key, "is missing") }
    return try scalar(node, key)
  }

  func integer(_ key: String) throws -> Int {
    guard let number = Int(try string(key)) else { throw error(key, "expected an integer") }
    return number
  }

  /// The elements of a list; none where the key is absent.
  func list(_ key: String) throws -> [Node] {
    guard let node = mapping[key] else { return [] }
    guard let sequence = node.sequence else { throw error(key, "expected a list") }
    return Array(sequence)
  }

  /// The keys and values of an inner mapping, in the order of the text; none where the key is absent.
  func entries(_ key: String) throws -> [(String, Node)] {
    guard let node = mapping[key] else { return [] }
    guard let inner = node.mapping else { throw error(key, "expected keys and values") }
    return try inner.map { (try scalar($0.key, key), $0.value) }
  }
}
