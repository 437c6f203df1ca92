import Foundation
import Support
import Yams

/// A YAML file that a person wrote, whose defects are named by line.
package struct YAMLText {
  package let path: String
  let text: String

  init(path: String, text: String) { (self.path, self.text) = (path, text) }

  /// A longer file is none of ours.
  private static let maximumBytes = 1 << 18

  /// - Parameters:
  ///   - path: the file's.
  ///   - content: what it should hold, for the sentence about a file that is too long.
  /// - Throws: `FileError`: a missing file, one that is too long or not text.
  package init(reading path: String, expecting content: String) throws {
    let file = try FileDescriptor(openForReading: path)
    var bytes = [UInt8](repeating: 0, count: Self.maximumBytes + 1)
    let count = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    guard count <= Self.maximumBytes else {
      throw FileError.invalid(path, "has more than \(Self.maximumBytes) bytes, expected \(content)")
    }
    guard let text = String(validating: bytes.prefix(count), as: UTF8.self) else {
      throw FileError.invalid(path, "expected UTF-8 text")
    }
    self.init(path: path, text: text)
  }

  /// The document; nil for an empty file.
  ///
  /// - Throws: `FileError` (65) for what is not YAML, more than one document, and a key twice.
  package func root() throws -> Node? {
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

  /// What is wrong at a place of the file.
  package func invalid(_ mark: Mark?, _ problem: String) -> FileError {
    FileError.invalid(path, at: mark.map { "line \($0.line)" }, problem)
  }

  /// A value in words.
  package static func found(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "an empty text" : scalar.string.printable
    case .sequence: "a list"
    case .mapping: "a list of keys and values"
    case .alias: "an alias"
    }
  }

  /// The value of a setting in words: a list as it might be written on one line, what stands in it abridged.
  static func foundValue(_ node: Node) -> String {
    guard case .sequence(let items) = node else { return found(node) }
    let shown = items.prefix(8).map { item in
      switch item {
      case .scalar(let scalar): scalar.string.printable
      case .sequence(let inner): inner.isEmpty ? "[]" : "[...]"
      case .mapping: "{...}"
      case .alias: "an alias"
      }
    }
    return "the list [" + (shown + (items.count > shown.count ? ["..."] : [])).joined(separator: ", ") + "]"
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
