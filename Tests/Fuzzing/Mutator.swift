import Support

/// Changes files as damage and malice do; all of it follows from one stream of random numbers.
struct Mutator {
  var random: RandomStream

  mutating func below(_ bound: Int) -> Int { random.integer(below: bound) }

  /// True once in `count` times.
  mutating func chance(_ count: Int) -> Bool { below(count) == 0 }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// 1 half of the time, 2 a quarter of it, and so on.
  mutating func few() -> Int {
    var count = 1
    while count < 8, chance(2) { count += 1 }
    return count
  }

  /// A stretch of something of this length; short ones are more likely.
  mutating func range(in length: Int) -> Range<Int> {
    let start = below(length + 1)
    let most = min(length - start, 1 << below(12))
    return start..<start + (most == 0 ? 0 : below(most + 1))
  }

  /// Numbers at which programs go wrong, as texts.
  static let numbers = [
    "1152921504606846976", "-1", "NaN", "1e400", "", "0", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "18446744073709551616", "4294967296", "2147483648", "1e-400", "-0", "inf", "-inf",
    "1e308",
    "0x1p60", "1.5", "1,5", "00012", "1e3", " 7 ", "\u{664}", "1_000", "+5", "3.", ".5", "1e", "NA", "null",
    "none",
  ]

  /// Numbers at which programs go wrong, of 64 bits.
  static let integers: [UInt64] = [
    1 << 60, .max, 0, 1, 1 << 63, (1 << 63) - 1, 1 << 32, (1 << 32) - 1, 1 << 31, (1 << 31) - 1, 0xFFFF,
    0x8000, 255,
    128, 127, 0xFFFF_FFFF_FFFF_FF00, 512, 1 << 20, 1 << 40,
  ]

  /// Bytes that no format expects anywhere.
  static let oddities: [[UInt8]] = [
    [0], [0xFF], [0xEF, 0xBB, 0xBF], [0xFF, 0xFE], Array("\u{2028}".utf8), Array("\u{85}".utf8),
    [0xC0, 0x80], [0xED, 0xA0, 0x80],
    Array("\u{202E}".utf8), Array("e\u{301}".utf8), [0x1B, 0x5B, 0x32, 0x4A], [13], [10], [13, 10], [9], [12],
    [11], [0x7F],
    [0xF4, 0x90, 0x80, 0x80], Array("\u{1F9EC}".utf8), Array("\u{A0}".utf8), Array("ß".utf8), Array("İ".utf8),
  ]
}
