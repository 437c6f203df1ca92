import HDF5
import Support
import TestSupport
import Testing

@Suite("HDF5: what is written comes back")
struct RoundTripTests {
  let directory = try! TemporaryDirectory()

  func roundTrip<Element: HDF5Element & Equatable>(
    _ values: [Element], _ shape: [Int], _ options: StorageOptions = StorageOptions()
  ) throws -> Dataset {
    let path = directory.path("\(Element.self).h5")
    try SealedFile.write(to: path) { try $0.write(values, to: "a/b/values", shape: shape, options: options) }
    let dataset = try SealedFile.open(path, requireSeal: true).root.dataset("a/b/values")
    #expect(dataset.shape == shape)
    #expect(dataset.elementType == Element.elementType)
    #expect(try dataset.read(as: Element.self, shape: shape) == values)
    return dataset
  }

  @Test("Numbers of every type, at the ends of their ranges")
  func numbers() throws {
    _ = try roundTrip([UInt8](0...255), [16, 16])
    _ = try roundTrip([Int32.min, -1, 0, 1, .max], [5])
    _ = try roundTrip([Int64.min, -1, 0, 1, .max, 7], [2, 3])
    _ = try roundTrip([Float.leastNonzeroMagnitude, -0, .greatestFiniteMagnitude, .infinity], [4, 1])
    _ = try roundTrip([Double.pi, .leastNonzeroMagnitude, -.infinity], [1, 3])
  }

  @Test("Not-a-number comes back with its bits")
  func notANumber() throws {
    let path = directory.path("nan.h5")
    let values: [Float] = [.nan, Float(nan: 5, signaling: false), -.nan]
    try SealedFile.write(to: path) { try $0.write(values, to: "values") }
    let read = try SealedFile.open(path).root.dataset("values").read(as: Float.self)
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("Shapes: scalar, empty, three dimensions, many chunks", arguments: [nil, 6])
  func shapes(deflate: Int?) throws {
    let scalar = try roundTrip([Float(2.5)], [])
    #expect(try scalar.readScalar(as: Float.self) == 2.5)
    #expect(try scalar.filterNames().isEmpty)
    let empty = try roundTrip([Int64](), [0])
    #expect(try empty.chunkShape() == nil)
    _ = try roundTrip([Float](), [0, 78])
    // 1000-byte chunks hold 250 floats: 9 whole rows of 26, or a row of 300 in two equal parts.
    let options = StorageOptions(deflateLevel: deflate, chunkBytes: 1000)
    let rows = try roundTrip((0..<100 * 26).map(Float.init), [100, 26], options)
    #expect(try rows.chunkShape() == [9, 26])
    #expect(try rows.filterNames() == (deflate == nil ? [] : ["shuffle", "deflate"]) + ["fletcher32"])
    let long = try roundTrip((0..<4 * 300).map(Float.init), [2, 2, 300], options)
    #expect(try long.chunkShape() == [1, 1, 150])
  }

  // Compressed data sets go through the library's filters, others through ours: reading compares the checksums.
  @Test("Checksums of any bytes, at lengths around those that are summed at a time")
  func checksums() throws {
    var stream = RandomStream(seed: 5, purpose: .testing)
    for count in [1, 2, 3, 31, 32, 33, 63, 11519, 11520, 11521, 11552, 300_001] {
      let random = (0..<count).map { _ in UInt8(stream.integer(below: 256)) }
      for bytes in [random, [UInt8](repeating: 0, count: count), [UInt8](repeating: 255, count: count)] {
        for options in [StorageOptions(), StorageOptions(chunkBytes: 11530)] {
          _ = try roundTrip(bytes, [count], options)
        }
      }
    }
  }

  @Test("Chunks of every shape: of several rows, of one, of parts of one, full and not")
  func chunkShapes() throws {
    let values = (0..<5 * 7 * 11).map { Int32($0) }
    for chunkBytes in [4, 8, 20, 44, 60, 88, 132, 400, 308, 700, 2000] {
      let options = StorageOptions(chunkBytes: chunkBytes)
      _ = try roundTrip(values, [5, 7, 11], options)
      _ = try roundTrip(values, [35, 11], options)
      _ = try roundTrip(values, [1, 385, 1], options)
    }
  }

  @Test("Slices and buffers are written without a copy of one's own")
  func collections() throws {
    let path = directory.path("slices.h5")
    let flat = AlignedBuffer<Float>((0..<10).map(Float.init))
    try SealedFile.write(to: path) { root in
      try root.write(flat.buffer[2..<8], to: "slice", shape: [2, 3])
      try root.write((0..<3).lazy.map(Int64.init), to: "lazy")
      try root.write(scalar: 7.0, to: "scalar")
    }
    let root = try SealedFile.open(path).root
    #expect(try root.dataset("slice").read(as: Float.self) == [2, 3, 4, 5, 6, 7])
    #expect(try root.dataset("lazy").read(as: Int64.self) == [0, 1, 2])
    #expect(try root.dataset("scalar").readScalar(as: Double.self) == 7)
  }

  @Test("Strings keep every character but NUL")
  func strings() throws {
    let path = directory.path("strings.h5")
    let names = ["", "A", "β-Lapachone", "日本", "trailing space ", String(repeating: "x", count: 300)]
    try SealedFile.write(to: path) { root in
      try root.write(names, to: "names")
      try root.write([String](), to: "none")
      try root.write(["", ""], to: "blank")
    }
    let root = try SealedFile.open(path).root
    #expect(try root.dataset("names").readStrings(count: names.count) == names)
    #expect(try root.dataset("none").readStrings() == [])
    #expect(try root.dataset("blank").readStrings() == ["", ""])
    #expect(try root.dataset("names").filterNames() == ["fletcher32"])
    let refused = #expect(throws: HDF5Error.self) {
      try SealedFile.write(to: directory.path("nul.h5")) { try $0.write(["a", "b\0c"], to: "names") }
    }
    #expect(
      refused?.description
        == "\(directory.path("nul.h5")): /names: the string in row 1 contains NUL, which it cannot hold")
    #expect(refused?.exitCode == .inputOutput)
  }

  @Test("Attributes of files, groups and data sets")
  func attributes() throws {
    let path = directory.path("attributes.h5")
    let long = String(repeating: "{\"é\": 1}", count: 20_000)
    try SealedFile.write(to: path) { root in
      try root.attributes.set("name", "hqnn-dataset")
      try root.attributes.set("configuration", long)
      try root.attributes.set("empty", "")
      try root.attributes.set("step", Int64.max)
      try root.attributes.set("rate", 1.8e-3)
      try root.write([Int64](0..<3), to: "group/values")
      try root.group("group").attributes.set("title", "γ")
      try root.group("group").dataset("values").attributes.set("units", "µM")
    }
    let root = try SealedFile.open(path).root
    #expect(try root.attributes.names() == ["configuration", "empty", "name", "rate", "step"])
    #expect(try root.attributes.string("name") == "hqnn-dataset")
    #expect(try root.attributes.string("configuration") == long)
    #expect(try root.attributes.string("empty") == "")
    #expect(try root.attributes.integer("step") == .max)
    #expect(try root.attributes.real("rate") == 1.8e-3)
    #expect(try root.attributes.string("absent") == nil)
    #expect(try root.group("group").attributes.string("title") == "γ")
    #expect(try root.dataset("group/values").attributes.string("units") == "µM")
    let misfit = #expect(throws: HDF5Error.self) { try root.attributes.integer("name") }
    #expect(misfit?.description == "\(path): attribute name of /: expected integer, found string")
  }

  @Test("Children are listed by name, and found by path")
  func listing() throws {
    let path = directory.path("listing.h5")
    try SealedFile.write(to: path) { root in
      try root.write([Int32(1)], to: "drug/gcn1/weight")
      try root.write([Int32(2)], to: "drug/gcn1/bias")
      _ = try root.createGroup("empty")
    }
    let root = try SealedFile.open(path).root
    #expect(try root.childNames() == ["drug", "empty"])
    #expect(
      try root.descendants().map { "\($0.path) \($0.kind)" } == [
        "drug group", "drug/gcn1 group", "drug/gcn1/bias data set", "drug/gcn1/weight data set",
        "empty group",
      ])
    #expect(try root.contains("drug/gcn1/weight"))
    #expect(try !root.contains("drug/gcn2/weight"))
    #expect(try root.kind(of: "drug/gcn1") == .group)
  }

  @Test("The same contents give the same bytes")
  func reproducible() throws {
    func write(_ name: String) throws -> String {
      try SealedFile.write(to: directory.path(name)) { root in
        try root.write((0..<5000).map(Float.init), to: "model/weight", options: .init(deflateLevel: 4))
        try root.write(["a", "bc"], to: "names")
        try root.attributes.set("configuration", "{}")
      }
      return try SealedFile.open(directory.path(name)).sha256()
    }
    #expect(try write("first.h5") == write("second.h5"))
  }
}
