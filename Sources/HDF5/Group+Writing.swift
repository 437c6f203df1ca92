import CHDF5
import Support

/// How a data set is laid out in the file. Whatever has elements and a dimension is chunked and carries Fletcher-32
/// checksums; single numbers and empty data sets, which HDF5 cannot chunk, do not.
public struct StorageOptions: Hashable, Sendable {
  /// Level of compression by deflate, 1 (fast) ... 9, after shuffling the bytes; nil for none.
  public var deflateLevel: Int?
  /// The most bytes of one chunk, which is read and checked as a whole.
  public var chunkBytes: Int
  /// Leaves out the chunks of data sets of zeros, which readers get all the same: for small files in tests.
  package var omitsZeros = false

  public init(deflateLevel: Int? = nil, chunkBytes: Int = 1 << 20) {
    precondition(deflateLevel.map { (1...9).contains($0) } ?? true)
    precondition(chunkBytes > 0 && chunkBytes <= 1 << 30)
    self.deflateLevel = deflateLevel
    self.chunkBytes = chunkBytes
  }

  /// The chunk's shape for a data set without empty dimensions: whole rows where they fit, otherwise a part of one.
  func chunkShape(_ shape: [Int], elementSize: Int) -> [Int] {
    var rest = max(1, chunkBytes / elementSize)
    return Array(
      shape.reversed().map { extent in
        // Chunks of equal length: the last one takes its full size in the file too.
        let chunks = (extent + rest - 1) / rest
        let taken = (extent + chunks - 1) / chunks
        rest = max(1, rest / extent)
        return taken
      }.reversed())
  }
}

extension Group {
  /// Writes numbers as a new data set.
  ///
  /// - Parameters:
  ///   - values: row-major, as many as `shape` says.
  ///   - child: name or path of the new data set; groups on the way are made.
  ///   - shape: the extents; empty for a single number; nil for a list.
  ///   - options: chunks, compression and checksums of the new data set.
  /// - Throws: `HDF5Error` with exit code 74.
  public func write<Values: Collection>(
    _ values: Values, to child: String, shape: [Int]? = nil, options: StorageOptions = StorageOptions()
  ) throws where Values.Element: HDF5Element {
    typealias Element = Values.Element
    let shape = shape ?? [values.count]
    precondition(shape.reduce(1, *) == values.count, "\(child): \(values.count) values for shape \(shape)")
    let types = Element.identifiers
    func put(_ buffer: UnsafeBufferPointer<Element>) throws {
      try write(
        UnsafeRawBufferPointer(buffer), to: child, memoryType: types.native, fileType: types.file,
        size: MemoryLayout<Element>.size, shape, options)
    }
    if try values.withContiguousStorageIfAvailable(put) == nil {
      try Array(values).withUnsafeBufferPointer(put)
    }
  }

  /// Writes one number as a scalar data set.
  public func write<Element: HDF5Element>(scalar value: Element, to child: String) throws {
    try write(CollectionOfOne(value), to: child, shape: [])
  }

  /// Writes strings as a new data set of one dimension: UTF-8, all as long as the longest, padded with NUL.
  ///
  /// - Throws: `HDF5Error` if a string contains NUL, which would not come back.
  public func write(_ strings: [String], to child: String, options: StorageOptions = StorageOptions()) throws
  {
    let size = max(1, strings.lazy.map(\.utf8.count).max() ?? 1)
    var bytes = [UInt8](repeating: 0, count: size * strings.count)
    for (row, string) in strings.enumerated() {
      if string.utf8.contains(0) {
        throw HDF5Error(
          place.at(path(of: child)), problem: "the string in row \(row) contains NUL, which it cannot hold")
      }
      bytes.replaceSubrange(row * size..<row * size + string.utf8.count, with: string.utf8)
    }
    let type = try Handle.stringType(place.at(path(of: child)), size: size)
    try bytes.withUnsafeBytes {
      try write(
        $0, to: child, memoryType: type.identifier, fileType: type.identifier, size: size, [strings.count],
        options)
    }
  }

  private func write(
    _ elements: UnsafeRawBufferPointer, to child: String, memoryType: hid_t, fileType: hid_t, size: Int,
    _ shape: [Int], _ options: StorageOptions
  ) throws {
    let dataset = try create(child, fileType: fileType, size: size, shape, options)
    if elements.isEmpty || options.omitsZeros && Self.isZero(elements) { return }
    let place = place.at(path(of: child))
    let isStoredAsIs = try check(place, "compare types") { H5Tequal(memoryType, fileType) } > 0
    if isStoredAsIs && options.deflateLevel == nil && !shape.isEmpty {
      let chunk = options.chunkShape(shape, elementSize: size)
      try putChunks(dataset, place, elements, elementSize: size, shape: shape, chunk: chunk)
    } else {
      try check(place, "write the data set") {
        H5Dwrite(
          dataset.identifier, memoryType, chdf5_all(), chdf5_all(), chdf5_default(), elements.baseAddress)
      }
    }
  }

  private static func isZero(_ elements: UnsafeRawBufferPointer) -> Bool {
    guard let start = elements.baseAddress, elements[0] == 0 else { return false }
    return memcmp(start, start + 1, elements.count - 1) == 0
  }

  private func create(
    _ child: String, fileType: hid_t, size: Int, _ shape: [Int], _ options: StorageOptions
  ) throws -> Handle {
    let parts = child.split(separator: "/").map(String.init)
    guard let last = parts.last else { preconditionFailure("a data set needs a name") }
    let parent = try createGroup(parts.dropLast().joined(separator: "/"))
    let place = parent.place.at(parent.path(of: last))
    let creation = try Handle.propertyList(place, chdf5_class_dataset_create())
    let list = creation.identifier
    try check(place, "switch off time stamps") { H5Pset_obj_track_times(list, false) }
    if !shape.isEmpty && !shape.contains(0) {
      let chunk = options.chunkShape(shape, elementSize: size).map(hsize_t.init)
      try check(place, "set the chunks' shape") { H5Pset_chunk(list, Int32(chunk.count), chunk) }
      if let level = options.deflateLevel {
        try check(place, "set shuffling") { H5Pset_shuffle(list) }
        try check(place, "set compression") { H5Pset_deflate(list, UInt32(level)) }
      }
      try check(place, "set checksums") { H5Pset_fletcher32(list) }
    }
    let space = try Handle.space(place, shape)
    return try Handle(place, "make the data set", closing: .dataset) {
      H5Dcreate2(
        parent.handle.identifier, last, fileType, space.identifier, chdf5_default(), list, chdf5_default())
    }
  }
}
