extension Mutator {
  /// Changes to a text of lines and fields.
  ///
  /// - Parameter words: headers and other words of the format.
  mutating func spoilText(_ text: [UInt8], with other: [UInt8], words: [[UInt8]]) -> [UInt8] {
    var text = text
    for _ in 0..<few() {
      if chance(3) {
        text = spoil(text, with: other, words: words)
      } else {
        spoilLines(&text, words)
      }
    }
    return text
  }

  /// Puts other words, or others of the text's own, in the place of some of its words: what is left may still be well-formed.
  mutating func spoilWords(_ text: [UInt8], words: [[UInt8]]) -> [UInt8] {
    func isInWord(_ byte: UInt8) -> Bool {
      byte >= 0x30 && byte != 0x3A && byte < 0x7B && byte != 0x5B && byte != 0x5D
    }
    var parts: [[UInt8]] = []
    for byte in text {
      if let last = parts.last?.last, isInWord(last), isInWord(byte) {
        parts[parts.count - 1].append(byte)
      } else {
        parts.append([byte])
      }
    }
    let places = parts.indices.filter { isInWord(parts[$0][0]) }
    for _ in 0..<few() where !places.isEmpty { parts[pick(places)] = pick(chance(2) ? words : parts) }
    return Array(parts.joined())
  }

  private mutating func spoilLines(_ text: inout [UInt8], _ words: [[UInt8]]) {
    var lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
    let line = below(lines.count)
    switch below(12) {
    case 0: lines.swapAt(line, below(lines.count))
    case 1: lines.insert(lines[line], at: below(lines.count))
    case 2: lines.remove(at: line)
    case 3: lines.insert(pick(words), at: line)
    case 4: lines = lines.map { $0 + [13] }
    case 5: lines[line] += pick([",", ";", "\t", ",,,,", "\"", " ", "\r"]).utf8
    case 6:
      let (old, new) = (UInt8(ascii: ","), pick([UInt8(ascii: ";"), 9, UInt8(ascii: "|")]))
      lines = lines.map { $0.map { $0 == old ? new : $0 } }
    default: lines[line] = spoilField(lines[line], words)
    }
    text = Array(lines.joined(separator: [pick([10, 10, 10, 10, 10, 13])]))
  }

  private mutating func spoilField(_ line: [UInt8], _ words: [[UInt8]]) -> [UInt8] {
    var fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(Array.init)
    let field = below(fields.count)
    switch below(7) {
    case 0: fields.swapAt(field, below(fields.count))
    case 1: fields.remove(at: field)
    case 2: fields.insert(fields[field], at: below(fields.count))
    case 3: fields[field] = pick(words)
    case 4: fields[field] = Array("\"".utf8) + fields[field] + Array(pick(["\"", "\"\"", ""]).utf8)
    case 5: fields[field] += pick(Self.oddities)
    default: fields[field] = Array(pick(Self.numbers).utf8)
    }
    return Array(fields.joined(separator: [UInt8(ascii: ",")]))
  }
}
