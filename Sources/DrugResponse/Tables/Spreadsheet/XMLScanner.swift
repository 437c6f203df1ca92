import CExpat
import Foundation
import Support

/// The name of an element or an attribute: a view that is good during the call it is handed to.
struct XMLName {
  fileprivate let text: UnsafePointer<CChar>

  /// Whether this is the name `other`, whatever its namespace's prefix: writers differ in those.
  static func == (name: XMLName, other: StaticString) -> Bool {
    var local = name.text
    var next = name.text
    while next.pointee != 0 {
      if next.pointee == CChar(UInt8(ascii: ":")) { local = next + 1 }
      next += 1
    }
    return next - local == other.utf8CodeUnitCount && memcmp(local, other.utf8Start, next - local) == 0
  }
}

/// The attributes of an element: a view that is good during the call it is handed to.
struct XMLAttributes {
  fileprivate let list: UnsafeMutablePointer<UnsafePointer<CChar>?>

  /// The value of an attribute, without its end; nil where there is none.
  subscript(name: StaticString) -> UnsafeRawBufferPointer? {
    var entry = list
    while let text = entry[0], let value = entry[1] {
      if XMLName(text: text) == name { return UnsafeRawBufferPointer(start: value, count: strlen(value)) }
      entry += 2
    }
    return nil
  }

  func text(_ name: StaticString) -> String? { self[name].map { String(decoding: $0, as: UTF8.self) } }
}

/// Takes what stands in an XML text, in its order.
protocol XMLHandler: AnyObject {
  func start(_ element: XMLName, _ attributes: XMLAttributes) throws
  func end(_ element: XMLName) throws
  /// Text between tags, in pieces as they come.
  func text(_ bytes: UnsafeRawBufferPointer) throws
}

/// Feeds the parts of a spreadsheet to a handler, piece by piece: Expat, and limits to what a part may ask of it.
///
/// A part with a document type declaration is refused, as the format demands (ECMA-376 part 2), and with it every
/// entity that could multiply; so are nesting and single tags beyond what any spreadsheet has.
final class XMLScanner {
  private let parser: XML_Parser
  private let part: String
  private let path: String
  private unowned let handler: any XMLHandler
  private var depth = 0
  private var fed = 0
  private var failure: (any Error)?

  static let maximumDepth = 64
  static let maximumTag = 1 << 20

  init(path: String, part: String, handler: any XMLHandler) {
    self.path = path
    self.part = part
    self.handler = handler
    guard let parser = XML_ParserCreate(nil) else { preconditionFailure("memory has run out") }
    self.parser = parser
    XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    XML_SetElementHandler(parser, Self.startElement, Self.endElement)
    XML_SetCharacterDataHandler(parser, Self.characters)
    XML_SetStartDoctypeDeclHandler(parser, Self.documentType)
  }

  deinit { XML_ParserFree(parser) }

  /// Takes the next bytes; none at the end.
  ///
  /// - Throws: what the handler throws, and `FileError` for what is no XML, or beyond the limits.
  func parse(_ bytes: ArraySlice<UInt8>) throws {
    let status = bytes.withUnsafeBytes {
      XML_Parse(
        parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), bytes.isEmpty ? 1 : 0
      )
    }
    if let failure { throw failure }
    guard status == XML_STATUS_OK else {
      throw error(
        "line \(XML_GetCurrentLineNumber(parser))",
        "is no well-formed XML: \(String(cString: XML_ErrorString(XML_GetErrorCode(parser))))")
    }
    fed += bytes.count
    // Expat keeps a tag that is not closed yet, and scans it anew whenever it gets more.
    if fed - max(0, Int(XML_GetCurrentByteIndex(parser))) > Self.maximumTag + bytes.count {
      throw error(nil, "holds a tag of more than \(Self.maximumTag) bytes")
    }
  }

  func error(_ place: String?, _ problem: String) -> FileError {
    .invalid(path, at: part.printable + (place.map { ", " + $0 } ?? ""), problem)
  }

  /// No exception may cross Expat: it is kept, and the parser stopped.
  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do { try body() } catch {
      failure = error
      XML_StopParser(parser, 0)
    }
  }

  private static func scanner(_ context: UnsafeMutableRawPointer?) -> XMLScanner {
    guard let context else { preconditionFailure("Expat lost its user data") }
    return Unmanaged<XMLScanner>.fromOpaque(context).takeUnretainedValue()
  }

  private static let startElement: XML_StartElementHandler = { context, name, attributes in
    guard let name, let attributes else { return }
    let scanner = XMLScanner.scanner(context)
    scanner.depth += 1
    scanner.attempt {
      if scanner.depth > XMLScanner.maximumDepth {
        throw scanner.error(nil, "has elements inside each other, more than \(XMLScanner.maximumDepth) deep")
      }
      try scanner.handler.start(XMLName(text: name), XMLAttributes(list: attributes))
    }
  }

  private static let endElement: XML_EndElementHandler = { context, name in
    guard let name else { return }
    let scanner = XMLScanner.scanner(context)
    scanner.depth -= 1
    scanner.attempt { try scanner.handler.end(XMLName(text: name)) }
  }

  private static let characters: XML_CharacterDataHandler = { context, text, count in
    let scanner = XMLScanner.scanner(context)
    scanner.attempt { try scanner.handler.text(UnsafeRawBufferPointer(start: text, count: Int(count))) }
  }

  private static let documentType: XML_StartDoctypeDeclHandler = { context, _, _, _, _ in
    let scanner = XMLScanner.scanner(context)
    scanner.attempt {
      throw scanner.error(nil, "has a document type declaration, which no spreadsheet may have")
    }
  }
}
