import Support
import Testing

/// The examples of RFC 3720, appendix B.4, and the check value that the polynomial is catalogued with.
@Suite struct CRC32CTests {
  @Test func knownChecksums() {
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum(of: [UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(of: 0..<32 as Range<UInt8>) == 0x46DD_794E)
    #expect(CRC32C.checksum(of: (0..<32 as Range<UInt8>).reversed()) == 0x113F_DB5C)
    #expect(CRC32C.checksum(of: "123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum(of: []) == 0)
  }
}
