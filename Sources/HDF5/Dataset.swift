import CHDF5
import Support

/// A data set of an open file: an array of one type, with attributes.
public final class Dataset: Sendable {
  public let file: HDF5File
  /// The data set's path in the file.
  public let name: String
  /// The extents; empty for a single element.
  public let shape: [Int]
  public let elementType: ElementType
  let handle: Handle
  /// Bytes of one element in the file.
  let elementSize: Int

  /// Opens an existing data set.
  init(file: HDF5File, name: String) throws {
    self.file = file
    self.name = name
    let place = file.place.at(name)
    let handle = try Handle(place, "open the data set", closing: .dataset) {
      H5Dopen2(file.handle.identifier, name, chdf5_default())
    }
    self.handle = handle
    try Self.requireOwnElements(handle, place)
    let space = try Handle(place, "read the shape", closing: .space) {
      H5Dget_space(handle.identifier)
    }
    if H5Sget_simple_extent_type(space.identifier) == H5S_NULL {
      throw HDF5Error(place, problem: "holds nothing, not even an empty array (a null data space)")
    }
    let rank = try check(place, "read the shape") { H5Sget_simple_extent_ndims(space.identifier) }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try check(place, "read the shape") { H5Sget_simple_extent_dims(space.identifier, &extents, nil) }
    let type = try Handle(place, "read the type", closing: .type) { H5Dget_type(handle.identifier) }
    elementType = try ElementType(place, of: type)
    elementSize = H5Tget_size(type.identifier)
    if elementSize == 0 { throw HDF5Error(place, problem: "has elements of no size") }
    shape = try extents.map {
      guard let extent = Int(exactly: $0) else {
        throw HDF5Error(place, problem: "claims the extent \($0), more than any machine holds")
      }
      return extent
    }
  }

  public var attributes: Attributes { Attributes(file: file, holder: handle, place: place) }

  var place: Place { file.place.at(name) }

  /// The filters that each chunk passes through, in the order of writing, such as "shuffle", "deflate",
  /// "fletcher32".
  public func filterNames() throws -> [String] {
    let creation = try creationList()
    let count = try check(place, "read the filters") { H5Pget_nfilters(creation.identifier) }
    return try (0..<UInt32(count)).map { index in
      var flags: UInt32 = 0
      var valueCount = 0
      var configuration: UInt32 = 0
      var name = [CChar](repeating: 0, count: 64)
      try check(place, "read the filters") {
        H5Pget_filter2(
          creation.identifier, index, &flags, &valueCount, nil, name.count - 1, &name, &configuration)
      }
      return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// The shape of the chunks; nil where the data set is not chunked.
  public func chunkShape() throws -> [Int]? {
    let creation = try creationList()
    guard H5Pget_layout(creation.identifier) == H5D_CHUNKED else { return nil }
    var extents = [hsize_t](repeating: 0, count: shape.count)
    try check(place, "read the chunks' shape") {
      H5Pget_chunk(creation.identifier, Int32(extents.count), &extents)
    }
    return extents.map { Int(clamping: $0) }
  }

  private func creationList() throws -> Handle { try Self.creationList(handle, place) }

  private static func creationList(_ handle: Handle, _ place: Place) throws -> Handle {
    try Handle(place, "read how it is stored", closing: .propertyList) {
      H5Dget_create_plist(handle.identifier)
    }
  }

  /// Refuses elements that lie in other files, which no seal covers and whose names whoever made this one chose. To be
  /// asked before the shape, for which the library may open them.
  private static func requireOwnElements(_ handle: Handle, _ place: Place) throws {
    let creation = try creationList(handle, place)
    let isVirtual = H5Pget_layout(creation.identifier) == H5D_VIRTUAL
    if try isVirtual
      || check(place, "read how it is stored", { H5Pget_external_count(creation.identifier) }) > 0
    {
      throw HDF5Error(place, problem: "has its elements in other files, which are not read")
    }
  }

  /// The number of elements.
  /// - Throws: `HDF5Error` if the data set claims more bytes than its file can hold: no memory is reserved for a
  ///   length that damage or malice made up.
  public func elementCount() throws -> Int {
    let claimed = Self.product(shape, elementSize)
    let chunk = try chunkShape().map { Self.product($0, elementSize) } ?? 0
    let stored = Int(clamping: H5Dget_storage_size(handle.identifier))
    let most = Self.product([min(stored, file.length)], Self.expansion) ?? .max
    guard let claimed, let chunk, max(claimed, chunk) - Self.allowance <= most else {
      throw HDF5Error(
        place,
        problem:
          "claims the shape \(shape) of \(elementType), more than the \(min(stored, file.length)) bytes "
          + "that the file stores for it can hold")
    }
    return shape.contains(0) ? 0 : shape.reduce(1, *)
  }

  /// What deflate, the strongest filter in use, makes of a byte at most.
  static let expansion = 1032
  /// What a data set may claim beyond its stored bytes: elements never written, and the rest of the last chunk.
  static let allowance = 16 << 20

  private static func product(_ shape: [Int], _ size: Int) -> Int? {
    // An empty dimension makes any other harmless.
    if shape.contains(0) { return 0 }
    var result = size
    for extent in shape {
      let (product, overflow) = result.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      result = product
    }
    return result
  }
}
