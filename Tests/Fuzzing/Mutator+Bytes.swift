extension Mutator {
  /// Changes that any file can suffer.
  ///
  /// - Parameters:
  ///   - other: a file to take pieces from.
  ///   - words: what the format is made of.
  mutating func spoil(_ bytes: [UInt8], with other: [UInt8], words: [[UInt8]]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<few() { spoilOnce(&bytes, other, words) }
    return bytes
  }

  private mutating func spoilOnce(_ bytes: inout [UInt8], _ other: [UInt8], _ words: [[UInt8]]) {
    guard !bytes.isEmpty else {
      bytes = Array(other[range(in: other.count)])
      return
    }
    let place = below(bytes.count)
    let stretch = range(in: bytes.count)
    switch below(11) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(below(256))
    case 2: bytes.removeSubrange(stretch)
    case 3: bytes.insert(contentsOf: Array(bytes[stretch]), at: place)
    case 4: bytes.removeSubrange(place...)
    case 5: bytes.insert(contentsOf: other[range(in: other.count)], at: place)
    case 6: bytes.replaceSubrange(stretch, with: other[range(in: other.count)])
    case 7: bytes.insert(contentsOf: pick(words.isEmpty ? Self.oddities : words), at: place)
    case 8: bytes.insert(contentsOf: pick(Self.oddities), at: place)
    case 9:
      for index in stretch { bytes[index] = UInt8(below(256)) }
    default:
      // The same again and again, as far as a small file can go.
      let piece = Array(bytes[stretch].prefix(64))
      let times = piece.isEmpty ? 0 : below(min(20_000, 65_536 / piece.count)) + 1
      bytes.insert(contentsOf: repeatElement(piece, count: times).joined(), at: place)
    }
  }

  /// Changes a binary file as a whole: its numbers, or as any file.
  mutating func spoilBinary(_ bytes: inout [UInt8], words: [[UInt8]]) {
    for _ in 0..<few() {
      if chance(2) {
        spoilNumber(&bytes, places: [])
      } else {
        bytes = spoil(bytes, with: bytes, words: words)
      }
    }
  }

  /// Overwrites a little-endian number: with one at which programs go wrong, or the next one, or another of the file's.
  ///
  /// - Parameter places: where numbers stand that the format's reader believes; any place if there are none.
  mutating func spoilNumber(_ bytes: inout [UInt8], places: [Int]) {
    let width = pick([1, 2, 4, 8, 8, 8])
    guard bytes.count > 16 else { return }
    func number(_ place: Int) -> UInt64 {
      (0..<width).reversed().reduce(0) { place + $1 < bytes.count ? $0 << 8 | UInt64(bytes[place + $1]) : $0 }
    }
    let place =
      places.isEmpty || chance(4) ? below(bytes.count - 8) : pick(places) + (chance(3) ? below(8) : 0)
    let value: UInt64 =
      switch below(5) {
      case 0: number(place) &+ 1
      case 1: number(place) &- 1
      case 2: places.isEmpty ? 0 : number(pick(places))
      case 3: UInt64(bytes.count) &- UInt64(below(64))
      default: pick(Self.integers)
      }
    for index in 0..<width where place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
  }
}
