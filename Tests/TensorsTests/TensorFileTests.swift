import Foundation
import Support
import Tensors
import TestSupport
import Testing
import Zip

@Suite struct TensorFileTests {
  static let file: TensorFile = {
    var file = TensorFile()
    file.add(
      Tensor(shape: [2, 3], values: [0, 1, -2, 0.1, 0x1p-140, .greatestFiniteMagnitude]),
      named: "drug/a/weight")
    file.add(Tensor(shape: [], values: [-7.25]), named: "scale")
    file.add(Tensor(shape: [3], values: [1, 2, 3]), named: "bias")
    file.add(Tensor(shape: [0, 4], values: []), named: "nothing")
    file.add(Tensor(shape: [2, 2, 2], values: (0..<8).map { Float($0) / 3 }), named: "cube")
    file.metadata = ["head": "quantum", "note": "a \"quoted\" text / with a slash, and an umlaut: ü"]
    return file
  }()

  /// Bits, so that the sign of zero and denormals count.
  static func bits(_ file: TensorFile) -> [String: [UInt32]] {
    Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor.values.map(\.bitPattern)) })
  }

  static func shapes(_ file: TensorFile) -> [String: [Int]] {
    Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.tensor.shape) })
  }

  static func read(_ format: TensorFile.Format, _ path: String) throws -> TensorFile {
    switch format {
    case .npz: try .read(npz: path)
    case .safetensors: try .read(safetensors: path)
    }
  }

  static func bytes(_ format: TensorFile.Format, _ file: TensorFile = file) throws -> [UInt8] {
    format == .npz ? try file.npz() : try file.safetensors()
  }

  @Test(arguments: TensorFile.Format.allCases) func whatIsWrittenIsReadBack(format: TensorFile.Format) throws
  {
    let directory = try TemporaryDirectory()
    let path = directory.path("file")
    try DurableFile.write(try Self.bytes(format), to: path)
    let again = try Self.read(format, path)
    #expect(Self.bits(again) == Self.bits(Self.file))
    #expect(Self.shapes(again) == Self.shapes(Self.file))
    #expect(again.metadata == Self.file.metadata)
    // The same contents, the same bytes.
    #expect(try Self.bytes(format) == Self.bytes(format))
  }

  /// The JSON and the offsets taken apart by hand.
  @Test func safetensorsAreLaidOutAsTheFormatSays() throws {
    let bytes = try Self.file.safetensors()
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    #expect(length % 8 == 0 && length < bytes.count)
    let header = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: [String: Any]])
    #expect((header["__metadata__"] as? [String: String])?["head"] == "quantum")
    let cube = try #require(header["cube"])
    #expect(cube["dtype"] as? String == "F32")
    #expect(cube["shape"] as? [Int] == [2, 2, 2])
    let offsets = try #require(cube["data_offsets"] as? [Int])
    #expect(offsets[1] - offsets[0] == 32)
    let last = 8 + length + offsets[1]
    #expect(last == bytes.count)
    let seventh = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[last - 4 + $1]) << UInt32(8 * $1) }
    #expect(Float(bitPattern: seventh) == Float(7) / 3)
  }

  /// In how many things two files differ: bits of elements, shapes, texts and names, one of which may stand for another.
  static func differences(_ first: TensorFile, _ second: TensorFile) -> Int {
    let (bits, otherBits) = (bits(first), bits(second))
    let (shapes, otherShapes) = (shapes(first), shapes(second))
    let isOnlyNamedOtherwise =
      bits.keys.count == otherBits.keys.count
      && bits.values.sorted { $0.lexicographicallyPrecedes($1) }
        == otherBits.values.sorted { $0.lexicographicallyPrecedes($1) }
    let renamed = max(
      bits.keys.count { otherBits[$0] == nil }, otherBits.keys.count { bits[$0] == nil })
    if renamed > 0 && !isOnlyNamedOtherwise { return .max }
    var count = renamed
    for (name, values) in bits {
      guard let others = otherBits[name], let shape = otherShapes[name] else { continue }
      if shape != shapes[name] { count += 1 }
      count += zip(values, others).map { ($0 ^ $1).nonzeroBitCount }.reduce(
        abs(values.count - others.count), +)
    }
    let texts = Set(first.metadata.values).symmetricDifference(second.metadata.values).count
    let keys = Set(first.metadata.keys).symmetricDifference(second.metadata.keys).count
    return count + (texts + 1) / 2 + (keys + 1) / 2
  }

  /// Every cut is refused. A changed bit is refused too, or changes what is read in one place alone: the format of
  /// safetensors has no check sums, and names in zip archives have none.
  @Test(arguments: TensorFile.Format.allCases) func damageIsRefused(format: TensorFile.Format) throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("file")
    let whole = try Self.bytes(format)
    var random = RandomStream(seed: 3, purpose: .testing)
    for _ in 0..<200 {
      let damaged = Array(whole.prefix(random.integer(below: whole.count)))
      try DurableFile.write(damaged, to: path)
      #expect(throws: FileError.self) { try Self.read(format, path) }
    }
    var refused = 0
    for _ in 0..<1000 {
      var damaged = whole
      let (place, bit) = (random.integer(below: whole.count), random.integer(below: 8))
      damaged[place] ^= UInt8(1 << bit)
      try DurableFile.write(damaged, to: path)
      do {
        let read = try Self.read(format, path)
        #expect(Self.differences(read, Self.file) <= 1, "bit \(bit) of byte \(place)")
      } catch let error as FileError {
        #expect(error.exitCode == .badInput)
        refused += 1
      }
    }
    // Members' contents are most of the one, elements a third of the other.
    #expect((format == .npz ? 400 : 200)..<1000 ~= refused)
  }

  @Test func claimsBeyondTheFileAreRefused() throws {
    let directory = try TemporaryDirectory()
    func expect(_ words: String, _ header: String, elements: Int = 8) throws {
      let path = directory.path("file")
      let text = Array(header.utf8)
      try DurableFile.write(
        (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
          + [UInt8](repeating: 0, count: elements), to: path)
      let error = #expect(throws: FileError.self) { try TensorFile.read(safetensors: path) }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    try expect("I64", #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#)
    try expect("a: does not lie", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#)
    try expect(
      "a: does not lie", #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#)
    try expect("a: does not lie", #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#)
    try expect("a: does not lie", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#)
    try expect("header speaks of 4", #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#)
    try expect("not safetensors' JSON", #"{"a":[1]}"#)
    let entry = #"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    try expect("names a twice", #"{"a":\#(entry), "\u0061" : \#(entry)}"#, elements: 4)
    try expect(
      "names shape twice", #"{"a":{"dtype":"F32","shape":[2],"shape":[1],"data_offsets":[0,4]}}"#, elements: 4
    )
    try expect("names x twice", #"{"__metadata__":{"x":"\"x\":","x":"2"},"a":\#(entry)}"#, elements: 4)
  }

  /// A reader of JSON needs memory and time by the length of its text: none is read that no model's names fill.
  @Test func aHeaderBeyondReasonIsNotRead() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("file.safetensors")
    let header = Array("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}".utf8)
    let length = 1 << 20 + 8
    let text = header + [UInt8](repeating: 0x20, count: length - header.count - 1) + [UInt8(ascii: "}")]
    let count = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    try DurableFile.write(count + text, to: path)
    let error = #expect(throws: FileError.self) { try TensorFile.read(safetensors: path) }
    #expect(error?.exitCode == .badInput)
    #expect(error?.problem == "has a header of \(length) bytes, expected at most 1048576")
  }

  /// Nothing is left out in silence.
  @Test func anArchiveThatListsMoreThanItClaimsIsRefused() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("file.npz")
    var bytes = try Self.file.npz()
    // The number of members in the end record, of 22 bytes: on this disk, and in all.
    for place in [bytes.count - 14, bytes.count - 12] {
      #expect(bytes[place] == 6)
      bytes[place] = 5
    }
    try DurableFile.write(bytes, to: path)
    let error = #expect(throws: FileError.self) { try TensorFile.read(npz: path) }
    #expect(error?.exitCode == .badInput)
    #expect(
      error?.problem == "the zip archive's directory is damaged: it lists more than the 5 members it claims")
  }

  @Test func missingFilesAreMissing() {
    for format in TensorFile.Format.allCases {
      let error = #expect(throws: FileError.self) { try Self.read(format, "/nowhere/file") }
      #expect(error?.exitCode == .missingFile)
    }
  }
}
