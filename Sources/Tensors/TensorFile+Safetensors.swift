import Foundation
import Support

/// Hugging Face's safetensors (its README, "Format"): eight bytes with the length of a JSON header, the header, and the
/// elements of all tensors without gaps.
extension TensorFile {
  /// An entry of the header.
  private struct Entry: Codable {
    let dtype: String
    let shape: [Int]
    /// From where to where, among the bytes after the header.
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  private struct Header: Codable {
    var entries: [String: Entry] = [:]
    var metadata: [String: String]?
    private static let metadataKey = "__metadata__"

    struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ text: String) { stringValue = text }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    init() {}

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      metadata = try values.decodeIfPresent([String: String].self, forKey: Key(Self.metadataKey))
      for key in values.allKeys where key.stringValue != Self.metadataKey {
        entries[key.stringValue] = try values.decode(Entry.self, forKey: key)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encodeIfPresent(metadata, forKey: Key(Self.metadataKey))
      for (name, entry) in entries { try values.encode(entry, forKey: Key(name)) }
    }
  }

  /// Reads a file.
  ///
  /// - Throws: `FileError` that names the file and the tensor: 66 if it is missing, 65 if it is damaged or holds something
  ///   else than floating-point numbers.
  public static func read(safetensors path: String) throws -> TensorFile {
    let bytes = try contents(of: path)
    func invalid(_ problem: String, at name: String? = nil) -> FileError {
      .invalid(path, at: name?.printable, problem)
    }
    guard bytes.count >= 8 else { throw invalid("is cut short: expected a safetensors file") }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(bytes.count - 8) else {
      throw invalid("is cut short, or no safetensors file: it claims a header of \(length) bytes")
    }
    guard length <= UInt64(maximumHeaderByteCount) else {
      throw invalid("has a header of \(length) bytes, expected at most \(maximumHeaderByteCount)")
    }
    let start = 8 + Int(length)
    let text = bytes[8..<start]
    // Decoders take JSON in UTF-16 too, which is full of NULs.
    guard !text.contains(0), let header = try? JSONDecoder().decode(Header.self, from: Data(text)) else {
      throw invalid("has a header that is not safetensors' JSON")
    }
    if let name = JSONNames.repeated(in: text) {
      throw invalid("has a header that names \(name.printable) twice")
    }
    var file = TensorFile()
    file.metadata = header.metadata ?? [:]
    var end = 0
    for (name, entry) in header.entries.sorted(by: { Self.place($0) < Self.place($1) }) {
      let types: [String: ElementType] = [
        "F16": .float16, "BF16": .bfloat16, "F32": .float32, "F64": .float64,
      ]
      guard let type = types[entry.dtype] else {
        throw invalid(
          "holds elements of type \(entry.dtype.printable), expected F32, F64, F16 or BF16", at: name)
      }
      guard let count = Tensor.elementCount(entry.shape), count <= maximumByteCount / type.byteCount,
        entry.dataOffsets.count == 2, entry.dataOffsets[0] == end,
        entry.dataOffsets[1] == end + count * type.byteCount, entry.dataOffsets[1] <= bytes.count - start
      else {
        throw invalid("does not lie where its shape \(entry.shape) and the tensors before it say", at: name)
      }
      end = entry.dataOffsets[1]
      do {
        let values = try type.floats(
          bytes[(start + entry.dataOffsets[0])..<(start + end)], isBigEndian: false)
        file.add(Tensor(shape: entry.shape, values: values), named: name)
      } catch let error as ElementType.RangeError {
        throw invalid(error.sentence, at: name)
      }
    }
    guard end == bytes.count - start else {
      throw invalid("has \(bytes.count - start) bytes of elements, its header speaks of \(end)")
    }
    return file
  }

  /// Far more than the names and shapes of a model take, and little enough for a JSON reader.
  private static let maximumHeaderByteCount = 1 << 20

  /// Tensors in the order in which they lie; those without elements before others at the same place.
  private static func place(_ element: (key: String, value: Entry)) -> (Int, Int, String) {
    let offsets = element.value.dataOffsets
    return (offsets.first ?? -1, offsets.last ?? -1, element.key)
  }

  private static func contents(of path: String) throws -> [UInt8] {
    let file = try FileDescriptor(openForSeeking: path)
    let length = try file.length()
    guard length <= maximumByteCount else {
      throw FileError.invalid(path, "has \(length) bytes, expected at most \(maximumByteCount)")
    }
    var bytes = [UInt8](repeating: 0, count: length)
    let count = try bytes.withUnsafeMutableBytes { try file.read(filling: $0) }
    return Array(bytes[..<count])
  }

  /// The file's bytes: the same for the same tensors and texts. The header is padded so that elements begin at a multiple
  /// of eight.
  public func safetensors() throws -> [UInt8] {
    var header = Header()
    if !metadata.isEmpty { header.metadata = metadata }
    var elements: [UInt8] = []
    for (name, tensor) in tensors {
      let start = elements.count
      elements += ElementType.littleEndianBytes(tensor.values)
      header.entries[name] = Entry(dtype: "F32", shape: tensor.shape, dataOffsets: [start, elements.count])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = Array(try encoder.encode(header))
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + elements
  }
}
