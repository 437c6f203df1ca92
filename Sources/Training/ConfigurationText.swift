import Support
import Yams

/// A YAML file of settings, whose defects are named by line, key, what was found and what was expected.
struct ConfigurationText {
  let path: String
  let text: String

  /// - Throws: `FileError` (65): not YAML, an unknown key (with the nearest right one), a key twice, a value of the wrong
  ///   kind.
  func configuration() throws -> TrainingConfiguration {
    // A file of comments alone says nothing: all defaults.
    guard let root = try root(), root.null == nil else { return TrainingConfiguration() }
    guard case .mapping(let settings) = root else {
      throw invalid(root.mark, "\(Self.found(root)), expected a setting a line, such as epochs: 20")
    }
    for key in settings.keys {
      guard case .scalar(let name) = key else {
        throw invalid(key.mark, "the name of a setting is \(Self.found(key)), expected a text")
      }
      if TrainingConfiguration.CodingKeys(rawValue: name.string) == nil {
        throw invalid(key.mark, ConfigurationKeyError(key: name.string).sentence)
      }
    }
    do {
      return try YAMLDecoder().decode(TrainingConfiguration.self, from: root)
    } catch let error as ConfigurationValueError {
      let value = settings.first { $0.key.string == error.key }?.value
      throw invalid(value?.mark, error.sentence(found: value.map(Self.found)))
    }
  }

  /// The keys that stand in the file.
  func keys() throws -> Set<String> {
    guard case .mapping(let settings)? = try root() else { return [] }
    return Set(settings.keys.compactMap(\.string))
  }

  private func root() throws -> Node? {
    do {
      // No merging of mappings: settings are one flat list, and "<<" is none of them.
      return try Parser(yaml: text, resolver: .basic).singleRoot()
    } catch let error as YamlError {
      throw sentence(for: error)
    }
  }

  private func sentence(for error: YamlError) -> FileError {
    switch error {
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first ?? ""
      let lines = lines(of: key)
      guard lines.count > 1 else { return invalid(context.mark, "key \(key.printable) is there twice") }
      let places = lines.map(String.init).joined(separator: " and ")
      return FileError.invalid(
        path, at: "lines \(places)", "key \(key.printable) is there \(lines.count) times, expected once")
    case .composer(_, _, let mark, _) where text.contains("\n---") || text.contains("\n..."):
      return invalid(mark, "a second YAML document begins, expected one")
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      if let line = lineThatBeginsWithTab {
        return FileError.invalid(
          path, at: "line \(line)", "begins with a tab, expected a setting at the line's beginning")
      }
      return FileError.invalid(
        path, at: "line \(mark.line), column \(mark.column)",
        "expected YAML: " + (context.map { "\($0.text), " } ?? "") + problem)
    default:
      return FileError.invalid(path, "expected YAML: \(error)")
    }
  }

  private func invalid(_ mark: Mark?, _ problem: String) -> FileError {
    FileError.invalid(path, at: mark.map { "line \($0.line)" }, problem)
  }

  /// A value in words.
  private static func found(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "an empty text" : scalar.string.printable
    case .sequence: "a list"
    case .mapping: "a list of keys and values"
    case .alias: "an alias"
    }
  }

  private var lines: [Substring] { text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) }

  /// The lines, from 1, on which a key stands.
  private func lines(of key: String) -> [Int] {
    lines.enumerated().compactMap { index, line in
      let name = line.prefix { $0 != ":" }
      guard name.count < line.count else { return nil }
      return name.trimming(" \t\"'") == key ? index + 1 : nil
    }
  }

  private var lineThatBeginsWithTab: Int? {
    lines.firstIndex { line in
      let blanks = line.prefix { $0 == " " || $0 == "\t" }
      return blanks.contains("\t") && blanks.count < line.count && line[blanks.endIndex] != "#"
    }.map { $0 + 1 }
  }
}

extension Substring {
  /// Without any of these characters at either end.
  fileprivate func trimming(_ characters: String) -> Substring {
    let start = drop { characters.contains($0) }
    return start.lastIndex { !characters.contains($0) }.map { start[...$0] } ?? ""
  }
}
