import CHDF5
import Support

extension Dataset {
  /// Reads all elements, row-major.
  ///
  /// - Parameters:
  ///   - type: the type that the data set must have.
  ///   - shape: the extents it must have, nil where any will do; nil altogether for any shape.
  /// - Throws: `HDF5Error` with exit code 65, naming what was expected and what was found, or the checksum's failure.
  public func read<Element: HDF5Element>(as type: Element.Type = Element.self, shape: [Int?]? = nil) throws
    -> [Element]
  {
    try require(elementType == Element.elementType, Element.elementType.description, shape)
    let count = try elementCount()
    return try [Element](unsafeUninitializedCapacity: count) { buffer, initialised in
      if count == 0 { return }
      try check(place, "read the data set") {
        H5Dread(
          handle.identifier, Element.identifiers.native, chdf5_all(), chdf5_all(), chdf5_default(),
          buffer.baseAddress)
      }
      initialised = count
    }
  }

  /// Reads a single number.
  public func readScalar<Element: HDF5Element>(as type: Element.Type = Element.self) throws -> Element {
    try read(as: type, shape: [])[0]
  }

  /// Reads strings of fixed or variable length, whichever the data set holds.
  ///
  /// - Parameter count: the number of strings it must have, nil for any.
  /// - Throws: `HDF5Error` with exit code 65, also for a string that is not UTF-8.
  public func readStrings(count: Int? = nil) throws -> [String] {
    try require(elementType.isString, "string", [count])
    let count = try elementCount()
    if count == 0 { return [] }
    switch elementType {
    case .fixedString(let size): return try readFixed(count, size)
    default: return try readVariable(count)
    }
  }

  private func require(_ typeFits: Bool, _ expectedType: String, _ expectedShape: [Int?]?) throws {
    let shapeFits =
      expectedShape.map { expected in
        expected.count == shape.count && zip(expected, shape).allSatisfy { $0 == nil || $0 == $1 }
      } ?? true
    if typeFits && shapeFits { return }
    func text(_ type: String, _ shape: [String]) -> String {
      shape.isEmpty ? "a single \(type)" : "\(type) [\(shape.joined(separator: ", "))]"
    }
    let expected =
      expectedShape.map { text(expectedType, $0.map { $0.map(String.init) ?? "any" }) } ?? expectedType
    throw HDF5Error(
      place,
      problem: "expected \(expected), found \(text("\(elementType)", shape.map(String.init)))")
  }

  private func fileType() throws -> Handle {
    try Handle(place, "read the type", closing: .type) { H5Dget_type(handle.identifier) }
  }

  private func readFixed(_ count: Int, _ size: Int) throws -> [String] {
    let type = try fileType()
    let padding = H5Tget_strpad(type.identifier)
    var bytes = [UInt8](repeating: 0, count: count * size)
    try check(place, "read the data set") {
      H5Dread(handle.identifier, type.identifier, chdf5_all(), chdf5_all(), chdf5_default(), &bytes)
    }
    return try (0..<count).map { row in
      var characters = bytes[row * size..<(row + 1) * size]
      if padding == H5T_STR_NULLTERM { characters = characters.prefix { $0 != 0 } }
      let pad: UInt8 = padding == H5T_STR_SPACEPAD ? 32 : 0
      while characters.last == pad { characters.removeLast() }
      return try text(characters, row)
    }
  }

  private func readVariable(_ count: Int) throws -> [String] {
    let type = try Handle.stringType(place, size: nil)
    let space = try Handle.space(place, shape)
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    // What the library allocated before it failed is given back too.
    defer { _ = chdf5_reclaim(type.identifier, space.identifier, &pointers) }
    try check(place, "read the data set") {
      H5Dread(handle.identifier, type.identifier, chdf5_all(), chdf5_all(), chdf5_default(), &pointers)
    }
    return try pointers.enumerated().map { row, pointer in
      guard let pointer else { return "" }
      return try text(
        UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map(UInt8.init(bitPattern:)), row)
    }
  }

  private func text(_ bytes: some Collection<UInt8>, _ row: Int) throws -> String {
    guard let string = String(validating: bytes, as: UTF8.self) else {
      throw HDF5Error(place, problem: "the string in row \(row) is not UTF-8")
    }
    // Other readers would end it there.
    if bytes.contains(0) { throw HDF5Error(place, problem: "the string in row \(row) contains NUL") }
    return string
  }
}
