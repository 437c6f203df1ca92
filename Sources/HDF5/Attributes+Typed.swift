import CHDF5
import Support

extension Attributes {
  /// A text; nil where there is no attribute of this name.
  /// - Throws: `HDF5Error` if the attribute holds something else.
  public func string(_ name: String) throws -> String? {
    switch try value(name) {
    case nil: return nil
    case .string(let text): return text
    case let other?: throw misfit(name, "string", other)
    }
  }

  /// An integer, whatever its size in the file; nil where there is no attribute of this name.
  /// - Throws: `HDF5Error` if the attribute holds something else.
  public func integer(_ name: String) throws -> Int64? {
    switch try value(name) {
    case nil: return nil
    case .integer(let number): return number
    case let other?: throw misfit(name, "integer", other)
    }
  }

  /// A number; nil where there is no attribute of this name.
  /// - Throws: `HDF5Error` if the attribute holds something else.
  public func real(_ name: String) throws -> Double? {
    switch try value(name) {
    case nil: return nil
    case .real(let number): return number
    case .integer(let number): return Double(number)
    case let other?: throw misfit(name, "real number", other)
    }
  }

  private func misfit(_ name: String, _ expected: String, _ found: AttributeValue) -> HDF5Error {
    HDF5Error(place(name), problem: "expected \(expected), found \(found.typeName)")
  }

  /// Adds a text.
  /// - Throws: `HDF5Error` if the text contains NUL, or the attribute exists.
  public func set(_ name: String, _ text: String) throws {
    if text.utf8.contains(0) {
      throw HDF5Error(place(name), problem: "the text contains NUL, which it cannot hold")
    }
    let type = try Handle.stringType(place(name), size: nil)
    try text.withCString { characters in
      var pointer: UnsafePointer<CChar>? = characters
      try create(name, type.identifier, type.identifier, &pointer)
    }
  }

  /// Adds an integer.
  public func set(_ name: String, _ number: Int64) throws {
    var number = number
    try create(name, chdf5_file_int64(), chdf5_native_int64(), &number)
  }

  /// Adds a number.
  public func set(_ name: String, _ number: Double) throws {
    var number = number
    try create(name, chdf5_file_double(), chdf5_native_double(), &number)
  }

  /// - Parameters:
  ///   - shape: empty for a single value.
  ///   - value: as many of `memoryType` as `shape` says.
  func create(
    _ name: String, _ fileType: hid_t, _ memoryType: hid_t, shape: [Int] = [], _ value: UnsafeRawPointer
  ) throws {
    let place = self.place(name)
    let space = try Handle.space(place, shape)
    let attribute = try Handle(place, "make the attribute", closing: .attribute) {
      H5Acreate2(
        holder.identifier, name, fileType, space.identifier, chdf5_default(), chdf5_default())
    }
    try check(place, "write the attribute") { H5Awrite(attribute.identifier, memoryType, value) }
  }
}
