import CHDF5

extension Dataset {
  /// Reads all bytes, of whatever type, and forgets them: every chunk's checksum is compared on the way.
  ///
  /// - Returns: the number of bytes that the elements take in memory.
  /// - Throws: `HDF5Error` for the first chunk that does not match.
  @discardableResult
  public func verifyChecksums() throws -> Int {
    let count = try elementCount()
    if count == 0 { return 0 }
    let type = try Handle(place, "read the type", closing: .type) { H5Dget_type(handle.identifier) }
    let space = try Handle.space(place, shape)
    var bytes = [UInt8](repeating: 0, count: count * elementSize)
    // Elements of variable length are allocated by the library, wherever they hide in the type.
    defer { _ = chdf5_reclaim(type.identifier, space.identifier, &bytes) }
    try check(place, "read the data set") {
      H5Dread(handle.identifier, type.identifier, chdf5_all(), chdf5_all(), chdf5_default(), &bytes)
    }
    return bytes.count
  }
}
