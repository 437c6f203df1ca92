import Support

/// The framing of TensorFlow's record files: length, its checksum, contents, their checksum.
public enum TFRecord {
  /// `contents` as a record.
  public static func framed(_ contents: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(contents.count))
    return length + littleEndian(maskedChecksum(of: length)) + contents
      + littleEndian(maskedChecksum(of: contents))
  }

  /// Rotated and moved, since a checksum over data that hold checksums says less (TensorFlow's `crc32c::Mask`).
  static func maskedChecksum(of bytes: [UInt8]) -> UInt32 {
    let checksum = CRC32C.checksum(of: bytes)
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }

  private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }
}
