import Support
import Zip

/// The texts of a spreadsheet, which its cells refer to by number (ECMA-376, part 1, section 18.4).
final class SharedStrings: XMLHandler {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private let archive: ZipArchive
  private var isInText = false
  private var phoneticDepth = 0

  /// Excel's own limit for a cell, 32,767 characters, in UTF-8.
  static let maximumText = 4 * 32_767
  static let maximumBytes = 1 << 27
  static let maximumCount = 1 << 22

  /// - Throws: `FileError`.
  init(_ archive: ZipArchive, _ member: ZipArchive.Member?) throws {
    self.archive = archive
    if let member { try archive.scan(member, with: self) }
  }

  var count: Int { ends.count }

  subscript(number: Int) -> ArraySlice<UInt8> { bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]] }

  func start(_ element: XMLName, _ attributes: XMLAttributes) throws {
    if element == "si" {
      guard ends.count < Self.maximumCount else {
        throw archive.damaged("holds more than \(Self.maximumCount) different texts")
      }
    } else if element == "rPh" {
      // How a text is spoken, beside the text itself.
      phoneticDepth += 1
    } else if element == "t" {
      isInText = phoneticDepth == 0
    }
  }

  func end(_ element: XMLName) {
    if element == "si" {
      ends.append(bytes.count)
    } else if element == "rPh" {
      phoneticDepth -= 1
    } else if element == "t" {
      isInText = false
    }
  }

  func text(_ piece: UnsafeRawBufferPointer) throws {
    guard isInText else { return }
    bytes.append(contentsOf: piece)
    guard bytes.count - (ends.last ?? 0) <= Self.maximumText, bytes.count <= Self.maximumBytes else {
      throw archive.damaged(
        "holds texts beyond any table's: more than \(Self.maximumText) bytes in one cell, or "
          + "\(Self.maximumBytes) in all")
    }
  }
}
