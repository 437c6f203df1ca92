import Foundation
import Support
import Zip

/// NumPy's archive: a zip file with an array a name. Texts about the tensors are a JSON object in an array of bytes.
extension TensorFile {
  /// The array with the texts, `json.loads(bytes(archive["metadata"]))` in Python; other archives need not have it.
  static let metadataName = "metadata"

  /// Reads an archive.
  ///
  /// - Throws: `FileError` that names the file and the array: 66 if it is missing, 65 if it is damaged or holds something
  ///   else than floating-point numbers.
  public static func read(npz path: String) throws -> TensorFile {
    let archive = try ZipArchive(path: path, kind: "file of parameters")
    var file = TensorFile()
    let total = archive.members.values.reduce(0.0) { $0 + Double($1.size) }
    guard total <= Double(maximumByteCount) else {
      throw FileError.invalid(
        path, "claims \(Int(exactly: total) ?? .max) bytes, expected at most \(maximumByteCount)")
    }
    for member in archive.members.values.sorted(by: { $0.offset < $1.offset }) {
      guard member.name.hasSuffix(".npy") else {
        throw FileError.invalid(path, "holds \(member.name.printable), expected arrays (.npy) alone")
      }
      let name = String(member.name.dropLast(4))
      do {
        let array = try NumPyArray(try contents(of: member, archive))
        if name == metadataName, array.descriptor.hasSuffix("u1") {
          file.metadata = try texts(array)
        } else {
          file.add(try array.tensor(), named: name)
        }
      } catch let problem as NumPyArray.Problem {
        throw FileError.invalid(path, at: name.printable, problem.sentence)
      }
    }
    return file
  }

  private static func contents(of member: ZipArchive.Member, _ archive: ZipArchive) throws -> [UInt8] {
    let stream = try ZipMemberStream(archive, member)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = try stream.read(into: &buffer), count > 0 { contents += buffer[..<count] }
    return contents
  }

  private static func texts(_ array: NumPyArray) throws -> [String: String] {
    do {
      return try JSONDecoder().decode([String: String].self, from: Data(array.bytes))
    } catch {
      throw NumPyArray.Problem(sentence: "is no JSON object of texts")
    }
  }

  /// The archive's bytes: the same for the same tensors and texts.
  public func npz() throws -> [UInt8] {
    var archive = ZipWriter()
    for (name, tensor) in tensors {
      let array = NumPyArray.file(
        descriptor: "<f4", shape: tensor.shape, bytes: ElementType.littleEndianBytes(tensor.values))
      archive.add(array, as: name + ".npy")
    }
    if !metadata.isEmpty {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      let text = Array(try encoder.encode(metadata))
      archive.add(
        NumPyArray.file(descriptor: "|u1", shape: [text.count], bytes: text), as: Self.metadataName + ".npy")
    }
    return archive.finished()
  }
}
