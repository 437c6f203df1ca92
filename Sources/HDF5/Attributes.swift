import CHDF5
import Support

/// What an attribute holds.
public enum AttributeValue: Hashable, Sendable, CustomStringConvertible {
  case string(String)
  case integer(Int64)
  case real(Double)
  /// A value that this module does not read, by its type and shape.
  case other(String)

  public var description: String {
    switch self {
    case .string(let text): text
    case .integer(let number): "\(number)"
    case .real(let number): "\(number)"
    case .other(let kind): "(\(kind))"
    }
  }

  /// Named as in `ElementType`.
  public var typeName: String {
    switch self {
    case .string: "string"
    case .integer: "integer"
    case .real: "real number"
    case .other(let kind): kind
    }
  }
}

/// The attributes of a group or data set: small named values.
///
/// Strings are written with variable length, because h5py turns only these into Python strings by itself.
public struct Attributes: Sendable {
  /// Keeps the file open as long as this value lives.
  let file: HDF5File
  let holder: Handle
  let place: Place

  func place(_ name: String) -> Place {
    place.at(place.object.map { "attribute \(name) of \($0)" } ?? "attribute \(name)")
  }

  /// The names of all attributes, sorted by their bytes.
  public func names() throws -> [String] {
    let count = try check(place, "count the attributes") { H5Aget_num_attrs(holder.identifier) }
    return try (0..<hsize_t(count)).map { index in
      func name(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
        H5Aget_name_by_idx(
          holder.identifier, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, chdf5_default())
      }
      let length = try check(place, "list the attributes") { name(nil, 0) }
      var buffer = [CChar](repeating: 0, count: length + 1)
      try check(place, "list the attributes") { name(&buffer, buffer.count) }
      return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  public func contains(_ name: String) throws -> Bool {
    try check(place(name), "look for the attribute") { H5Aexists(holder.identifier, name) } > 0
  }

  /// The value; nil where there is no attribute of this name.
  public func value(_ name: String) throws -> AttributeValue? {
    guard try contains(name) else { return nil }
    let place = self.place(name)
    let attribute = try Handle(place, "open the attribute", closing: .attribute) {
      H5Aopen(holder.identifier, name, chdf5_default())
    }
    let space = try Handle(place, "read the shape", closing: .space) {
      H5Aget_space(attribute.identifier)
    }
    let type = try Handle(place, "read the type", closing: .type) {
      H5Aget_type(attribute.identifier)
    }
    let elementType = try ElementType(place, of: type)
    let count = try check(place, "read the shape") { H5Sget_simple_extent_npoints(space.identifier) }
    guard count == 1 else { return .other("\(elementType), \(count) values") }
    switch elementType {
    case .integer:
      var value: Int64 = 0
      try read(attribute, place, chdf5_native_int64(), &value)
      return .integer(value)
    case .floatingPoint:
      var value = 0.0
      try read(attribute, place, chdf5_native_double(), &value)
      return .real(value)
    case .fixedString(let size):
      // The library keeps fixed attributes in the object's header, which is smaller than this.
      guard size <= 1 << 20 else { throw HDF5Error(place, problem: "claims a string of \(size) bytes") }
      var bytes = [UInt8](repeating: 0, count: size)
      try read(attribute, place, type.identifier, &bytes)
      let pad: UInt8 = H5Tget_strpad(type.identifier) == H5T_STR_SPACEPAD ? 32 : 0
      let end = bytes.firstIndex(of: 0) ?? bytes.count
      return .string(try text(bytes[..<end].reversed().drop { $0 == pad }.reversed(), place))
    case .variableString:
      let memoryType = try Handle.stringType(place, size: nil)
      var pointer: UnsafeMutablePointer<CChar>?
      try read(attribute, place, memoryType.identifier, &pointer)
      defer { _ = chdf5_reclaim(memoryType.identifier, space.identifier, &pointer) }
      guard let pointer else { return .string("") }
      let bytes = UnsafeBufferPointer(start: pointer, count: strlen(pointer))
      return .string(try text(bytes.map(UInt8.init(bitPattern:)), place))
    case .other(let kind): return .other(kind)
    }
  }

  private func read(_ attribute: Handle, _ place: Place, _ type: hid_t, _ into: UnsafeMutableRawPointer)
    throws
  {
    try check(place, "read the attribute") { H5Aread(attribute.identifier, type, into) }
  }

  private func text(_ bytes: some Collection<UInt8>, _ place: Place) throws -> String {
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw HDF5Error(place, problem: "is not UTF-8")
    }
    return string
  }
}
