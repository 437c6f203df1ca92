/// Fletcher's checksum of 32 bits as HDF5's filter computes it: over 16-bit words w of big-endian byte order,
///
///     s1 = sum of w[i],  s2 = sum of (n - i) w[i],  both modulo 65535,
///
/// s2 in the upper half. A last odd byte counts as the upper half of a word.
///
/// The filter goes word by word, and each sum waits for the one before; here sixteen lanes sum at a time. The words are
/// taken in the machine's order: swapping a word's bytes multiplies it by 256 modulo 65535, and so it does the sums.
enum Fletcher32 {
  private typealias Words = SIMD16<UInt16>
  private typealias Sums = SIMD16<UInt32>
  /// Rows of words between reductions: 65535 * 360 * 361 / 2 is the most that fits 32 bits.
  private static let blockRows = 360
  private static let rowBytes = MemoryLayout<Words>.size

  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var (s1, s2) = (UInt64(0), UInt64(0))
    var place = 0
    while bytes.count - place >= rowBytes {
      let rows = min(blockRows, (bytes.count - place) / rowBytes)
      let block = UnsafeRawBufferPointer(rebasing: bytes[place..<place + rows * rowBytes])
      let (b1, b2) = sums(block, rows: rows)
      s2 = reduced(s2 + s1 * UInt64(rows * Words.scalarCount) + b2)
      s1 = reduced(s1 + b1)
      place += block.count
    }
    while place < bytes.count {
      let upper = place + 1 < bytes.count ? UInt64(bytes[place + 1]) << 8 : 0
      s1 = reduced(s1 + UInt64(bytes[place]) + upper)
      s2 = reduced(s2 + s1)
      place += 2
    }
    return UInt32(reduced(s2 << 8)) << 16 | UInt32(reduced(s1 << 8))
  }

  /// The two sums over whole rows of little-endian words.
  @inline(__always)
  private static func sums(_ block: UnsafeRawBufferPointer, rows: Int) -> (UInt64, UInt64) {
    var (lane1, lane2) = (Sums(repeating: 0), Sums(repeating: 0))
    for row in 0..<rows {
      let words = Words(littleEndian: block.loadUnaligned(fromByteOffset: row * rowBytes, as: Words.self))
      lane1 &+= Sums(truncatingIfNeeded: words)
      lane2 &+= lane1
    }
    // Word 16 r + l counts 16 (rows - r) - l times, and lane2[l] holds it rows - r times.
    var (s1, s2) = (UInt64(0), UInt64(0))
    for lane in 0..<Words.scalarCount {
      s1 += UInt64(lane1[lane])
      s2 += UInt64(lane2[lane]) * UInt64(Words.scalarCount) - UInt64(lane1[lane]) * UInt64(lane)
    }
    return (s1, s2)
  }

  /// Modulo 65535, in 1 ... 65535 but for zero itself: the end-around carry keeps a sum that is not zero from
  /// becoming it.
  private static func reduced(_ sum: UInt64) -> UInt64 { sum == 0 ? 0 : (sum - 1) % 65535 + 1 }
}

extension SIMD16<UInt16> {
  fileprivate init(littleEndian words: Self) {
    self = UInt16(1).littleEndian == 1 ? words : (words &<< 8) | (words &>> 8)
  }
}
