import Foundation

/// Looks for what decoders of JSON pass over: a name that an object has twice, of whose values they keep one.
enum JSONNames {
  /// The first name that stands twice in one object; nil where there is none.
  ///
  /// - Parameter text: what a decoder has read as JSON in UTF-8.
  static func repeated(in text: ArraySlice<UInt8>) -> String? {
    // What stands around a place: the names so far of an object, nil for an array.
    var names: [Set<String>?] = []
    var place = text.startIndex
    while place < text.endIndex {
      switch text[place] {
      case UInt8(ascii: "{"): names.append([])
      case UInt8(ascii: "["): names.append(nil)
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = names.popLast()
      case UInt8(ascii: "\""):
        let end = endOfString(text, from: place)
        let next = text[end...].first { !blanks.contains($0) }
        if next == UInt8(ascii: ":"), !names.isEmpty, let name = string(text[place..<end]),
          names[names.count - 1]?.insert(name).inserted == false
        {
          return name
        }
        place = end
        continue
      default: break
      }
      place += 1
    }
    return nil
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  /// The place behind the quotation mark that closes the string.
  private static func endOfString(_ text: ArraySlice<UInt8>, from start: Int) -> Int {
    var place = start + 1
    while place < text.endIndex, text[place] != UInt8(ascii: "\"") {
      place += text[place] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(place + 1, text.endIndex)
  }

  private static func string(_ quoted: ArraySlice<UInt8>) -> String? {
    try? JSONDecoder().decode(String.self, from: Data(quoted))
  }
}
