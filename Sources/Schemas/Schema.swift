import Support

/// What a kind of file holds: the form that the files in hdf5-schemas/ are written in (see its README).
public struct Schema: Sendable {
  /// Such as "hqnn-dataset".
  public let name: String
  public let version: Int
  public let title: String
  /// How to get a file of this version where there is one of an earlier version.
  public let renewal: String
  /// Letters for extents that several data sets share, and what each counts.
  public let dimensions: [(symbol: String, meaning: String)]
  /// Attributes of the root group.
  public let attributes: [AttributeRule]
  public let datasets: [DatasetRule]
  public let trees: [TreeRule]

  /// An attribute of the root group.
  public struct AttributeRule: Sendable {
    public enum Kind: String, Sendable { case string, integer, real }

    public let name: String
    public let kind: Kind
    public let description: String
    public let isOptional: Bool
    /// The only value allowed, as text.
    public let value: String?
    /// The least value allowed.
    public let minimum: Double?
    /// The only length allowed of a string, in bytes.
    public let length: Int?
  }

  /// A data set at a fixed path.
  public struct DatasetRule: Sendable {
    public let path: String
    /// The type's name as in files, or "string" for strings of any kind.
    public let type: String
    public let shape: [Extent]
    /// As many as `shape` has extents, or none.
    public let axes: [Axis]
    public let units: String?
    public let description: String
    public let isOptional: Bool
    public let constraints: [Constraint]
  }

  /// What a dimension of a data set counts.
  public struct Axis: Sendable, Hashable {
    public let label: String
    /// The data set whose values stand along the axis, which may be the very one; nil for none.
    public let scale: String?
  }

  /// A group below which data sets of one type stand under names that the file chooses.
  public struct TreeRule: Sendable {
    public let path: String
    public let type: String
    public let description: String
    /// Another tree with the same names and shapes.
    public let mirrored: String?
    public let constraints: [Constraint]
  }

  /// One dimension of a shape: a number, or a letter's extent plus a number.
  public struct Extent: Sendable, Hashable, CustomStringConvertible {
    public let symbol: String?
    public let offset: Int

    /// A number that nothing else depends on.
    public static let any = Extent(symbol: nil, offset: -1)

    public var description: String {
      if self == .any { return "any" }
      guard let symbol else { return "\(offset)" }
      return offset == 0 ? symbol : "\(symbol) + \(offset)"
    }
  }

  /// What the values of a data set must satisfy.
  public enum Constraint: Sendable, Hashable {
    case notEmpty
    case notBlank
    case finite
    case unique
    case increasing
    case nondecreasing
    case minimum(Double)
    case range(Double, Double, allowsNaN: Bool)
    case first(Extent)
    case last(Extent)
    case indexBelow(Extent)
    case disjoint(from: String)
    case localIndex(rows: String, into: String)
    case restarts(at: String)
    case pairs(within: String)
    case oneHot(widths: [Int])
    case equalShares
  }

  /// "int64 [C]", as descriptions and errors name a type and shape.
  static func text(_ type: String, _ shape: [some CustomStringConvertible]) -> String {
    shape.isEmpty ? "a single \(type)" : "\(type) [\(shape.map(\.description).joined(separator: ", "))]"
  }
}

/// A schema's own text that does not keep the form of hdf5-schemas/README.md.
public struct SchemaDefinitionError: ReportableError, Hashable {
  public let exitCode = ExitCode.failure
  public let description: String

  init(_ schema: String, _ place: String, _ problem: String) {
    description = "schema \(schema): \(place): \(problem)"
  }
}
