import Foundation
import Support

/// An array in NumPy's own format (numpy.lib.format, versions 1 to 3): a header that is a Python dictionary, then the
/// elements.
struct NumPyArray {
  /// What an element is, as NumPy writes it: "<f4".
  let descriptor: String
  /// Column-major: the first index runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// The elements.
  let bytes: ArraySlice<UInt8>

  /// As much as version 1 can have, which is far more than a shape takes.
  private static let maximumHeaderByteCount = 0xFFFF
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// What is wrong with an array, as a sentence.
  struct Problem: Error { let sentence: String }

  /// - Throws: `Problem`.
  init(_ file: [UInt8]) throws {
    guard file.count >= 12, Array(file[..<6]) == Self.magic, (1...3).contains(file[6]) else {
      throw Problem(sentence: "is no array in NumPy's format of version 1 to 3")
    }
    let lengthBytes = file[6] == 1 ? 2 : 4
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(file[8 + $1]) << (8 * $1) }
    let start = 8 + lengthBytes
    guard length <= file.count - start else { throw Problem(sentence: "is cut short within its header") }
    guard length <= Self.maximumHeaderByteCount else {
      throw Problem(
        sentence: "has a header of \(length) bytes, expected at most \(Self.maximumHeaderByteCount)")
    }
    var header = PythonLiteral(file[start..<start + length])
    guard let entries = header.dictionary() else {
      throw Problem(sentence: "has a header that is not a dictionary of descr, fortran_order and shape")
    }
    guard case .text(let descriptor)? = entries["descr"],
      case .truth(let isFortranOrder)? = entries["fortran_order"],
      case .tuple(let shape)? = entries["shape"], entries.count == 3
    else {
      throw Problem(sentence: "has a header that is not a dictionary of descr, fortran_order and shape")
    }
    (self.descriptor, self.isFortranOrder, self.shape) = (descriptor, isFortranOrder, shape)
    bytes = file[(start + length)...]
  }

  /// The tensor, whatever the order and the kind of floating-point numbers in the file.
  ///
  /// - Throws: `Problem`; numbers of other kinds are refused.
  func tensor() throws -> Tensor {
    let types: [Substring: ElementType] = ["f2": .float16, "f4": .float32, "f8": .float64]
    guard let first = descriptor.first, "<>=|".contains(first), let type = types[descriptor.dropFirst()]
    else {
      throw Problem(sentence: "holds elements of type \(descriptor.printable), expected f4, f8 or f2")
    }
    guard let count = Tensor.elementCount(shape), count <= TensorFile.maximumByteCount / type.byteCount,
      count * type.byteCount == bytes.count
    else { throw Problem(sentence: "has another number of bytes than its shape \(shape) says") }
    do {
      let values = try type.floats(bytes, isBigEndian: first == ">")
      return Tensor(shape: shape, values: isFortranOrder ? Self.rowMajor(values, shape) : values)
    } catch let error as ElementType.RangeError {
      throw Problem(sentence: error.sentence)
    }
  }

  /// Elements in column-major order, put into row-major order.
  private static func rowMajor(_ values: [Float], _ shape: [Int]) -> [Float] {
    guard shape.count > 1 else { return values }
    var strides = [1]
    for length in shape.dropLast() { strides.append(strides.last! * length) }
    var index = [Int](repeating: 0, count: shape.count)
    var place = 0
    return values.indices.map { _ in
      let value = values[place]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += strides[axis]
        if index[axis] < shape[axis] { break }
        place -= index[axis] * strides[axis]
        index[axis] = 0
      }
      return value
    }
  }

  /// A file of version 1, padded so that the elements begin at a multiple of 64, as NumPy does it.
  static func file(descriptor: String, shape: [Int], bytes: [UInt8]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = Array("{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(lengths)), }".utf8)
    let unpadded = 10 + header.count + 1
    header += [UInt8](repeating: 0x20, count: (64 - unpadded % 64) % 64) + [0x0A]
    let length = [UInt8(header.count & 0xFF), UInt8(header.count >> 8)]
    return magic + [1, 0] + length + header + bytes
  }
}
