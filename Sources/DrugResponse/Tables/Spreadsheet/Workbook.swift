import Support
import Zip

/// Which parts of a spreadsheet hold its first sheet and its texts (ECMA-376, part 1, section 18.2).
struct Workbook {
  let sheet: ZipArchive.Member
  /// The sheet's name, as its tab shows it.
  let sheetName: String
  /// nil where every text stands in the sheet itself.
  let sharedStrings: ZipArchive.Member?

  /// - Throws: `FileError` for an archive that is no spreadsheet.
  init(_ archive: ZipArchive) throws {
    let root = try Relationships(archive, of: "")
    guard let path = root.targets(ofType: "officeDocument").first, let workbook = archive.members[path] else {
      throw archive.damaged("is a zip archive, and no spreadsheet (xlsx): unpack it")
    }
    let sheets = SheetList()
    try archive.scan(workbook, with: sheets)
    let relationships = try Relationships(archive, of: path)
    guard let first = sheets.first else { throw archive.damaged("is a spreadsheet without a sheet") }
    guard let target = relationships.target(ofIdentifier: first.identifier),
      let sheet = archive.members[target]
    else { throw archive.damaged("is a spreadsheet that lacks its first sheet, \(first.name.quoted)") }
    self.sheet = sheet
    sheetName = first.name
    sharedStrings = relationships.targets(ofType: "sharedStrings").first.flatMap { archive.members[$0] }
  }

  /// The first sheet that the workbook lists and does not hide.
  private final class SheetList: XMLHandler {
    private(set) var first: (name: String, identifier: String)?

    func start(_ element: XMLName, _ attributes: XMLAttributes) {
      guard first == nil, element == "sheet", let identifier = attributes.text("id") else { return }
      if let state = attributes.text("state"), state != "visible" { return }
      first = (attributes.text("name") ?? "", identifier)
    }

    func end(_ element: XMLName) {}
    func text(_ bytes: UnsafeRawBufferPointer) {}
  }
}

/// What a part of a spreadsheet refers to (ECMA-376, part 2, section 9.3).
private final class Relationships: XMLHandler {
  private var entries: [(identifier: String, type: String, target: String)] = []
  private let directory: String

  /// Those of the part `path`, or of the whole package for an empty path. A part need not have any.
  init(_ archive: ZipArchive, of path: String) throws {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    directory = String(path[..<slash])
    if let member = archive.members[directory + "_rels/" + path[slash...] + ".rels"] {
      try archive.scan(member, with: self)
    }
  }

  func target(ofIdentifier identifier: String) -> String? {
    entries.first { $0.identifier == identifier }?.target
  }

  /// By the last word of the type: the words before it differ between the two dialects of the format.
  func targets(ofType type: String) -> [String] {
    entries.filter { $0.type.hasSuffix("/" + type) }.map(\.target)
  }

  func start(_ element: XMLName, _ attributes: XMLAttributes) {
    guard element == "Relationship", let identifier = attributes.text("Id"),
      let type = attributes.text("Type"), let target = attributes.text("Target")
    else { return }
    entries.append((identifier, type, resolve(target)))
  }

  /// A target is relative to the part's own directory, or begins with a slash.
  private func resolve(_ target: String) -> String {
    var parts: [Substring] = []
    let path = target.hasPrefix("/") ? target : directory + target
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }

  func end(_ element: XMLName) {}
  func text(_ bytes: UnsafeRawBufferPointer) {}
}

extension ZipArchive {
  /// Hands a whole part to `handler`.
  func scan(_ member: Member, with handler: any XMLHandler) throws {
    let stream = try ZipMemberStream(self, member)
    let scanner = XMLScanner(path: path, part: member.name, handler: handler)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = try stream.read(into: &buffer)
      try scanner.parse(buffer[..<count])
      if count == 0 { return }
    }
  }
}
