import CHDF5

/// What a data set or attribute is made of.
public enum ElementType: Hashable, Sendable, CustomStringConvertible {
  case integer(bytes: Int, signed: Bool)
  case floatingPoint(bytes: Int)
  /// UTF-8 or ASCII strings of a fixed number of bytes.
  case fixedString(bytes: Int)
  case variableString
  /// Anything else, by the library's name for its class: "enumeration", "compound", ...
  case other(String)

  /// Named like NumPy's types: "int64", "float32", "string[20]".
  public var description: String {
    switch self {
    case .integer(let bytes, let signed): (signed ? "int" : "uint") + "\(8 * bytes)"
    case .floatingPoint(let bytes): "float\(8 * bytes)"
    case .fixedString(let bytes): "string[\(bytes)]"
    case .variableString: "string"
    case .other(let name): name
    }
  }

  /// Whether elements are strings of either kind.
  public var isString: Bool {
    switch self {
    case .fixedString, .variableString: true
    default: false
    }
  }

  init(_ place: Place, of type: Handle) throws(HDF5Error) {
    let size = H5Tget_size(type.identifier)
    switch H5Tget_class(type.identifier) {
    case H5T_INTEGER: self = .integer(bytes: size, signed: H5Tget_sign(type.identifier) == H5T_SGN_2)
    case H5T_FLOAT: self = .floatingPoint(bytes: size)
    case H5T_STRING:
      let isVariable = try check(place, "read the type") { H5Tis_variable_str(type.identifier) } > 0
      self = isVariable ? .variableString : .fixedString(bytes: size)
    case H5T_BITFIELD: self = .other("bit field")
    case H5T_OPAQUE: self = .other("opaque")
    case H5T_COMPOUND: self = .other("compound")
    case H5T_REFERENCE: self = .other("reference")
    case H5T_ENUM: self = .other("enumeration")
    case H5T_VLEN: self = .other("variable-length list")
    case H5T_ARRAY: self = .other("array")
    case H5T_TIME: self = .other("time")
    default: throw HDF5Error(place, "read the type")
    }
  }
}

extension ElementType {
  /// The library's type for this one in memory, and in a new file (always little-endian); nil for what this module
  /// does not read or write as numbers.
  var identifiers: (native: hid_t, file: hid_t)? {
    switch self {
    case .integer(bytes: 1, signed: false): (chdf5_native_uint8(), chdf5_file_uint8())
    case .integer(bytes: 4, signed: true): (chdf5_native_int32(), chdf5_file_int32())
    case .integer(bytes: 8, signed: true): (chdf5_native_int64(), chdf5_file_int64())
    case .floatingPoint(bytes: 4): (chdf5_native_float(), chdf5_file_float())
    case .floatingPoint(bytes: 8): (chdf5_native_double(), chdf5_file_double())
    default: nil
    }
  }
}

/// A number that data sets can hold: `UInt8`, `Int32`, `Int64`, `Float` or `Double`, stored little-endian.
public protocol HDF5Element: BitwiseCopyable, Numeric, Sendable {
  /// The type as it is found in files.
  static var elementType: ElementType { get }
}

extension UInt8: HDF5Element {
  public static var elementType: ElementType { .integer(bytes: 1, signed: false) }
}

extension Int32: HDF5Element {
  public static var elementType: ElementType { .integer(bytes: 4, signed: true) }
}

extension Int64: HDF5Element {
  public static var elementType: ElementType { .integer(bytes: 8, signed: true) }
}

extension Float: HDF5Element {
  public static var elementType: ElementType { .floatingPoint(bytes: 4) }
}

extension Double: HDF5Element {
  public static var elementType: ElementType { .floatingPoint(bytes: 8) }
}

extension HDF5Element {
  static var identifiers: (native: hid_t, file: hid_t) {
    guard let identifiers = elementType.identifiers else {
      preconditionFailure("\(Self.self) is no type that this module stores")
    }
    return identifiers
  }
}
