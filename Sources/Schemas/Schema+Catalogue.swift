import HDF5
import Support

extension Schema {
  /// The names of the schemas that this program reads and writes.
  public static let names = ["hqnn-dataset", "hqnn-checkpoint", "hqnn-experiment"]

  /// The schema of this name, in the version that this program reads and writes.
  /// - Throws: `SchemaDefinitionError` for a name that is not among `names`.
  public static func named(_ name: String) throws -> Schema {
    guard let schema = try catalogue.get()[name] else {
      throw SchemaDefinitionError(name, "name", "there is no such schema")
    }
    return schema
  }

  /// The YAML text of a schema as the program carries it inside; empty for a name that is not among `names`.
  public static func text(of name: String) -> [UInt8] {
    switch name {
    case "hqnn-dataset": PackageResources.hqnn_dataset_1_yaml
    case "hqnn-checkpoint": PackageResources.hqnn_checkpoint_1_yaml
    case "hqnn-experiment": PackageResources.hqnn_experiment_1_yaml
    default: []
    }
  }

  private static let catalogue = Result {
    try Dictionary(uniqueKeysWithValues: names.map { ($0, try Schema(yaml: text(of: $0), named: $0)) })
  }

  /// The schema that a file says it keeps; nil for a file that names none of ours.
  public static func claimed(by file: HDF5File) throws -> Schema? {
    guard case .string(let name)? = try file.root.attributes.value("schema_name"), names.contains(name) else {
      return nil
    }
    return try named(name)
  }

  /// Writes the attributes by which a file says that it keeps this schema.
  /// - Parameter root: the root group of a new file.
  public func writeIdentity(to root: Group) throws {
    try root.attributes.set("schema_name", name)
    try root.attributes.set("schema_version", Int64(version))
  }
}
