import Support
import Yams

/// Settings in YAML, whose defects are named by line, key, what was found and what was expected.
package struct ConfigurationText {
  private let yaml: YAMLText

  package init(_ yaml: YAMLText) { self.yaml = yaml }

  /// A whole file of settings.
  ///
  /// - Throws: `FileError` (65): not YAML, an unknown key (with the nearest right one), a key twice, a value of the wrong
  ///   kind.
  func configuration() throws -> TrainingConfiguration {
    // A file of comments alone says nothing: all defaults.
    guard let root = try yaml.root(), root.null == nil else { return TrainingConfiguration() }
    return try configuration(of: root)
  }

  /// The keys that stand in the file.
  func keys() throws -> Set<String> {
    guard case .mapping(let settings)? = try yaml.root() else { return [] }
    return Set(settings.keys.compactMap(\.string))
  }

  /// The settings of a mapping, which may be a part of the file.
  ///
  /// - Throws: `FileError` (65) as for a whole file.
  package func configuration(of node: Node) throws -> TrainingConfiguration {
    guard case .mapping(let settings) = node else {
      throw yaml.invalid(
        node.mark, "\(YAMLText.found(node)), expected a setting a line, such as epochs: 20")
    }
    for key in settings.keys { try requireSetting(key) }
    do {
      return try YAMLDecoder().decode(TrainingConfiguration.self, from: node)
    } catch let error as ConfigurationValueError {
      let value = settings.first { $0.key.string == error.key }?.value
      throw yaml.invalid(value?.mark, error.sentence(found: value.map(YAMLText.foundValue)))
    }
  }

  /// The sentence on a value that is a number to YAML, but not a finite one.
  func notFinite(_ key: String) -> FileError {
    guard case .mapping(let settings)? = try? yaml.root() else { return yaml.invalid(nil, key) }
    let value = settings.first { $0.key.string == key }?.value
    return yaml.invalid(
      value?.mark, "key \(key) is \(value.map(YAMLText.found) ?? "nothing"), expected a finite number")
  }

  /// - Returns: the name of a setting that a node is.
  /// - Throws: `FileError` (65) for a key that is none, with the nearest one that is.
  @discardableResult package func requireSetting(_ key: Node) throws -> String {
    guard case .scalar(let name) = key else {
      throw yaml.invalid(key.mark, "the name of a setting is \(YAMLText.found(key)), expected a text")
    }
    if TrainingConfiguration.CodingKeys(rawValue: name.string) == nil {
      throw yaml.invalid(key.mark, ConfigurationKeyError(key: name.string).sentence)
    }
    return name.string
  }
}
