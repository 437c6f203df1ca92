/// The kinds of floating-point numbers that files hold tensors of.
enum ElementType {
  case float16
  /// The upper half of a single-precision number.
  case bfloat16
  case float32
  case float64

  var byteCount: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// An element that has no single-precision value.
  struct RangeError: Error {
    let index: Int
    let value: Double
    var sentence: String { "element \(index) is \(value), which is beyond single precision" }
  }

  /// The numbers in single precision: exactly those of the shorter types, rounded to the nearest those of float64.
  ///
  /// - Precondition: whole elements.
  /// - Throws: `RangeError` for a finite number that would become infinite.
  func floats(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) throws -> [Float] {
    let width = byteCount
    precondition(bytes.count % width == 0)
    return try (0..<bytes.count / width).map { index in
      let start = bytes.startIndex + index * width
      var bits: UInt64 = 0
      for byte in 0..<width {
        bits |= UInt64(bytes[start + byte]) << UInt64(8 * (isBigEndian ? width - 1 - byte : byte))
      }
      switch self {
      case .float16: return Self.float(halfBits: UInt32(bits))
      case .bfloat16: return Float(bitPattern: UInt32(bits) << 16)
      case .float32: return Float(bitPattern: UInt32(bits))
      case .float64:
        let value = Double(bitPattern: bits)
        if value.isFinite && !Float(value).isFinite { throw RangeError(index: index, value: value) }
        return Float(value)
      }
    }
  }

  /// IEEE 754 binary16: sign, 5 bits of exponent with bias 15, 10 bits of fraction.
  private static func float(halfBits bits: UInt32) -> Float {
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), bits & 0x3FF)
    let magnitude: Float =
      switch exponent {
      case 0: Float(fraction) * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + Float(fraction) * 0x1p-10)
      }
    return bits >> 15 == 1 ? -magnitude : magnitude
  }

  /// Single-precision numbers as bytes, the least significant first.
  static func littleEndianBytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
  }
}
