import Foundation
import Support
import Yams

extension TrainingConfiguration {
  /// Reads a YAML file of configuration keys; those left out keep their defaults.
  ///
  /// - Throws: `FileError`: missing file, not YAML, an unknown key (with the nearest right one), a key twice, a value of
  ///   the wrong kind.
  public static func read(yaml path: String) throws -> TrainingConfiguration {
    try text(of: path).configuration()
  }

  /// Reads only what a YAML file of configuration keys gives: keys with their values, as `settings()` has them.
  ///
  /// - Throws: as `read(yaml:)`, and for numbers that are not finite.
  public static func readSettings(yaml path: String) throws -> [(key: String, value: String)] {
    let text = try text(of: path)
    let given = try text.keys()
    let configuration = try text.configuration()
    do {
      return try configuration.settings().filter { given.contains($0.key) }
    } catch EncodingError.invalidValue(_, let context) {
      // What YAML has and JSON has not: infinite numbers, and such as are none.
      throw text.notFinite(context.codingPath.first?.stringValue ?? "")
    }
  }

  /// This configuration with other values for some keys, in the order in which they are given.
  ///
  /// - Parameter settings: keys with their values as YAML has them.
  /// - Throws: `FileError` for what is no setting.
  public func overridden(by settings: [(key: String, value: String)]) throws -> TrainingConfiguration {
    var values = Dictionary(uniqueKeysWithValues: try self.settings().map { ($0.key, $0.value) })
    for (key, value) in settings { values[key] = value }
    let text = values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
    return try ConfigurationText(YAMLText(path: "settings", text: text)).configuration()
  }

  private static func text(of path: String) throws -> ConfigurationText {
    ConfigurationText(try YAMLText(reading: path, expecting: "a configuration of some thirty lines"))
  }

  /// Reads what `json` gives, from another process of the same build.
  public init(json text: String) throws {
    self = try Self.decoding("configuration") {
      try JSONDecoder().decode(TrainingConfiguration.self, from: Data(text.utf8))
    }
  }

  /// Reads the JSON text that a checkpoint stores.
  static func read(json text: String, from path: String) throws -> TrainingConfiguration {
    try decoding(path, at: "attribute configuration") {
      try JSONDecoder().decode(TrainingConfiguration.self, from: Data(text.utf8))
    }
  }

  /// One line of JSON with sorted keys.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// YAML, one key a line in the order of the type.
  ///
  /// Numbers are written as in JSON: Yams' own encoder rounds to 15 digits, and a run started from the file would
  /// not be the same run.
  public func yaml() throws -> String {
    try settings().map { "\($0.key): \($0.value)\n" }.joined()
  }

  /// All keys that have a value, in the order of the type, with their values as YAML has them.
  public func settings() throws -> [(key: String, value: String)] {
    let values = try JSONDecoder().decode([String: Scalar].self, from: Data(try json().utf8))
    return try CodingKeys.allCases.compactMap { key in
      try values[key.rawValue].map { (key.rawValue, try $0.yaml()) }
    }
  }

  /// A value of one key.
  private enum Scalar: Decodable {
    case natural(UInt64)
    case integer(Int64)
    case real(Double)
    case text(String)
    case list([Scalar])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(UInt64.self) {
        self = .natural(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .real(value)
      } else if let values = try? container.decode([Scalar].self) {
        self = .list(values)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func yaml() throws -> String {
      switch self {
      case .natural(let value): "\(value)"
      case .integer(let value): "\(value)"
      case .real(let value): TrainingConfiguration.real(value)
      case .list(let values): "[" + (try values.map { try $0.yaml() }.joined(separator: ", ")) + "]"
      case .text(let value): try Yams.dump(object: value).trimmingCharacters(in: .newlines)
      }
    }
  }

  /// YAML 1.1, which many programs read, takes 1e-08 for a text and 1.0e-08 for a number.
  private static func real(_ value: Double) -> String {
    let text = "\(value)"
    return text.contains(".") ? text : text.replacing("e", with: ".0e")
  }

  private static func decoding(
    _ path: String, at location: String? = nil, _ decode: () throws -> TrainingConfiguration
  ) throws -> TrainingConfiguration {
    do {
      return try decode()
    } catch let error as ConfigurationKeyError {
      throw FileError.invalid(path, at: location, error.sentence)
    } catch let error as ConfigurationValueError {
      throw FileError.invalid(path, at: location, error.sentence(found: nil))
    } catch let error as DecodingError {
      throw FileError.invalid(path, at: location, "expected a JSON object of settings: \(error)")
    }
  }
}
