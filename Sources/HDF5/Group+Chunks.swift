import CHDF5
import Support

extension Group {
  /// Writes the chunks of a new data set, each with its checksum, past the library's way through a cache, type
  /// conversion and filters, which copies the elements three times into memory that is new each time.
  ///
  /// - Parameters:
  ///   - elements: as they are to lie in the file.
  ///   - elementSize: bytes of one of them.
  ///   - chunk: the shape that `StorageOptions.chunkShape` gave: in the order of rows a chunk is one stretch of elements.
  /// - Precondition: the data set has no filter but the checksum.
  func putChunks(
    _ dataset: Handle, _ place: Place, _ elements: UnsafeRawBufferPointer, elementSize: Int, shape: [Int],
    chunk: [Int]
  ) throws {
    guard let storage = file.storage else { preconditionFailure("\(place.path) is not being written") }
    let chunkBytes = chunk.reduce(elementSize, *)
    let checksumSize = MemoryLayout<UInt32>.size
    let stored = storage.chunk(count: chunkBytes + checksumSize)
    // The one dimension that chunks divide, and the bytes of one step along it.
    let divided = shape.indices.last { chunk[$0] < shape[$0] } ?? 0
    let step = shape[(divided + 1)...].reduce(elementSize, *)
    let rowBytes = shape[divided] * step
    var offset = [hsize_t](repeating: 0, count: shape.count)
    for row in stride(from: 0, to: elements.count, by: rowBytes) {
      var rest = row / rowBytes
      for dimension in (0..<divided).reversed() {
        offset[dimension] = hsize_t(rest % shape[dimension])
        rest /= shape[dimension]
      }
      for start in stride(from: 0, to: rowBytes, by: chunkBytes) {
        let length = min(chunkBytes, rowBytes - start)
        stored.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: elements[row + start..<row + start + length]))
        // The last chunk has its full size in the file.
        stored[length..<chunkBytes].initializeMemory(as: UInt8.self, repeating: 0)
        let checksum = Fletcher32.checksum(UnsafeRawBufferPointer(rebasing: stored[..<chunkBytes]))
        stored.storeBytes(of: checksum.littleEndian, toByteOffset: chunkBytes, as: UInt32.self)
        offset[divided] = hsize_t(start / step)
        try check(place, "write the data set") {
          H5Dwrite_chunk(
            dataset.identifier, chdf5_default(), 0, offset, chunkBytes + checksumSize, stored.baseAddress)
        }
      }
    }
  }
}
