import Foundation
import Support
import Tensors
import Zip

/// NumPy's archives, spoilt as arrays in an archive that is right, or as an archive.
struct NumPyFiles: FuzzedReader {
  private let archives: [[(name: String, contents: [UInt8])]]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    let numbers = (0..<24).map { Float($0) / 7 - 1 }
    let singles = numbers.flatMap { Self.bytes($0.bitPattern) }
    let doubles = numbers.flatMap { Self.bytes(Double($0).bitPattern.bigEndian) }
    let halves = (0..<6).flatMap { Self.bytes(UInt16(0x3C00) << UInt16($0)) }
    let texts = Array(#"{"head":"quantum","feature_count":"7"}"#.utf8)
    let arrays: [(String, [UInt8])] = [
      ("head/quantum/scale.npy", Self.array("<f4", "()", Array(singles.prefix(4)))),
      ("cube.npy", Self.array("<f4", "(2, 3, 4)", singles, isFortran: true)),
      ("big.npy", Self.array(">f8", "(24,)", doubles, version: 2)),
      ("half.npy", Self.array("<f2", "(3, 2)", halves, version: 3)),
      ("nothing.npy", Self.array("<f4", "(0, 4)", [])),
      ("metadata.npy", Self.array("|u1", "(\(texts.count),)", texts)),
    ]
    archives = [arrays, Array(arrays.prefix(2)), Array(arrays.suffix(3))]
    words =
      ([
        "{", "}", "'", "\"", "(", ")", ",", "L", ":", "True", "False", "'descr'", "'fortran_order'",
        "'shape'",
        "'<f4'", "'>f8'", "'|O'", "'<i8'", "(1,)", "()", "(2, 3, 4)", "-1", "\u{93}NUMPY", "PK\u{1}\u{2}",
        "PK\u{3}\u{4}", "PK\u{5}\u{6}", "PK\u{6}\u{6}", "PK\u{6}\u{7}", ".npy", "metadata",
      ] + Mutator.numbers).map { Array($0.utf8) }
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  /// As numpy.lib.format has it.
  private static func array(
    _ type: String, _ shape: String, _ elements: [UInt8], isFortran: Bool = false, version: UInt8 = 1
  ) -> [UInt8] {
    let order = isFortran ? "True" : "False"
    let header = Array("{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    let length = version == 1 ? bytes(UInt16(header.count)) : bytes(UInt32(header.count))
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + header + elements
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = directory + "/parameters.npz"
    var members = mutator.pick(archives)
    let isInside = mutator.chance(2)
    if isInside {
      let part = mutator.below(members.count)
      members[part].contents = mutator.spoil(
        members[part].contents, with: mutator.pick(members).contents, words: words)
    }
    var writer = ZipWriter()
    let isDeflated = mutator.chance(2)
    for member in members {
      writer.add(member.contents, as: member.name, deflated: isDeflated ? Gzip.deflate(member.contents) : nil)
    }
    var bytes = writer.finished()
    if !isInside { mutator.spoilBinary(&bytes, words: words) }
    try Seeds.write(bytes, to: path)
    let file = try TensorFile.read(npz: path)
    return try TensorFileJudgement.complaint(file, path, again: directory + "/again.npz") {
      try Seeds.write(file.npz(), to: $0)
      return try TensorFile.read(npz: $0)
    }
  }
}
