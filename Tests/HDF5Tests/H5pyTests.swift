import Foundation
import HDF5
import Support
import TestSupport
import Testing

@Suite("HDF5: exchange with h5py", .enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py"))
struct H5pyTests {
  let directory = try! TemporaryDirectory()

  /// Makes a file with h5py; `f` is the open file.
  func make(_ name: String, _ lines: String) throws -> String {
    let path = directory.path(name)
    let script = "import h5py, numpy as np, sys\nf = h5py.File(sys.argv[1], 'w')\n\(lines)\nf.close()\n"
    let result = try Python.run(script, [path])
    #expect(result.exitCode == 0, "\(result.standardError)")
    return path
  }

  @Test("h5py reads our files without help")
  func written() throws {
    let path = directory.path("ours.h5")
    try SealedFile.write(to: path) { root in
      try root.write((0..<6).map { Float($0) / 4 }, to: "model/drug/weight", shape: [2, 3])
      try root.write(scalar: Float(0.25), to: "model/scale")
      try root.write([UInt8](0..<9), to: "bits", shape: [3, 3], options: .init(deflateLevel: 6))
      try root.write(["", "β-Lapachone", "x"], to: "names")
      try root.write([Int32](), to: "none")
      try root.attributes.set("schema_name", "hqnn-dataset")
      try root.attributes.set("schema_version", Int64(1))
      try root.attributes.set("rate", 0.0018)
    }
    let result = try Python.run(
      """
      import h5py, sys
      f = h5py.File(sys.argv[1], 'r')
      print(f['model/drug/weight'][:].tolist(), f['model/drug/weight'].dtype, f['model/drug/weight'].fletcher32)
      print(f['model/scale'][()], f['model/scale'].shape)
      print(f['bits'][:].sum(), f['bits'].compression, f['bits'].shuffle)
      print(f['names'].asstr()[:].tolist(), f['none'].shape)
      print(repr(f.attrs['schema_name']), f.attrs['schema_version'] + 1, f.attrs['rate'])
      print(f.userblock_size)
      """, [path])
    #expect(
      result.standardOutput == """
        [[0.0, 0.25, 0.5], [0.75, 1.0, 1.25]] float32 True
        0.25 ()
        36 gzip True
        ['', 'β-Lapachone', 'x'] (0,)
        'hqnn-dataset' 2 0.0018
        512

        """, "\(result.standardError)")
  }

  @Test("Chunks and checksums are those that the library makes")
  func chunks() throws {
    let path = directory.path("chunks.h5")
    let values = (0..<35 * 1001).map { Float($0) / 3 }
    try SealedFile.write(to: path) {
      try $0.write(values, to: "rows", shape: [35, 1001], options: .init(chunkBytes: 50_000))
      try $0.write(values, to: "parts", shape: [5, 7, 1001], options: .init(chunkBytes: 3000))
      try $0.write(["odd", "seven"], to: "names")
    }
    let result = try Python.run(
      """
      import h5py, sys
      ours = h5py.File(sys.argv[1], 'r')
      theirs = h5py.File(sys.argv[2], 'w')
      for name, data in ours.items():
          copy = theirs.create_dataset(name, data=data[()], dtype=data.dtype, chunks=data.chunks, fletcher32=True)
          theirs.flush()
          places = [data.id.get_chunk_info(i).chunk_offset for i in range(data.id.get_num_chunks())]
          same = [data.id.read_direct_chunk(at) == copy.id.read_direct_chunk(at) for at in places]
          print(name, data.chunks, copy.id.get_num_chunks() == len(same), all(same))
      """, [path, directory.path("theirs.h5")])
    #expect(
      result.standardOutput == """
        names (2,) True True
        parts (1, 1, 501) True True
        rows (12, 1001) True True

        """, "\(result.standardError)")
  }

  @Test("We read what h5py writes by default: variable strings, contiguous data, big-endian numbers")
  func read() throws {
    let path = try make(
      "theirs.h5",
      """
      f['drugs/name'] = ['Erlotinib', '日本', '']
      f['fixed'] = np.array([b'ab', b'c'])
      f['big'] = np.arange(4, dtype='>f4').reshape(2, 2)
      f['wide'] = np.arange(3, dtype='i8')
      f.attrs['text'] = 'α'; f.attrs['bytes'] = np.bytes_('plain'); f.attrs['small'] = np.int16(-3)
      f.attrs['half'] = np.float32(0.5); f.attrs['list'] = [1, 2]; f.attrs['truth'] = True
      f['soft'] = h5py.SoftLink('/nowhere'); f['loop'] = f['/']
      """)
    let file = try SealedFile.open(path)
    #expect(!file.isSealed)
    let root = try file.root
    #expect(try root.dataset("drugs/name").readStrings() == ["Erlotinib", "日本", ""])
    #expect(try root.dataset("fixed").readStrings(count: 2) == ["ab", "c"])
    #expect(try root.dataset("big").read(as: Float.self, shape: [2, nil]) == [0, 1, 2, 3])
    #expect(try root.dataset("wide").read(as: Int64.self) == [0, 1, 2])
    #expect(try root.attributes.string("text") == "α")
    #expect(try root.attributes.string("bytes") == "plain")
    #expect(try root.attributes.integer("small") == -3)
    #expect(try root.attributes.real("half") == 0.5)
    #expect(try root.attributes.value("list") == .other("int64, 2 values"))
    #expect(try root.attributes.value("truth") == .other("enumeration"))
    // A link to nowhere is no child, and a group inside itself does not trap the walk.
    #expect(try root.descendants().map(\.path) == ["big", "drugs", "drugs/name", "fixed", "wide"])
    let unsealed = #expect(throws: FileError.self) { try SealedFile.open(path, requireSeal: true) }
    #expect(unsealed?.description == "\(path): has no hqnn seal, expected a file that hqnn wrote")
  }

  @Test("Wrong types and shapes are named with what was expected and found")
  func misfits() throws {
    let path = try make(
      "misfits.h5",
      """
      f['bonds'] = np.zeros((3, 4)); f['names'] = np.zeros(3); f['flag'] = np.array([True])
      f['empty'] = h5py.Empty('f4'); f['latin'] = np.array([b'\\xe9t\\xe9'])
      """)
    let root = try SealedFile.open(path).root
    func message(_ body: () throws -> Void) -> String? {
      let error = #expect(throws: HDF5Error.self) { try body() }
      #expect(error?.exitCode == .badInput)
      return error?.description
    }
    #expect(
      message { _ = try root.dataset("bonds").read(as: Int32.self, shape: [nil, 2]) }
        == "\(path): /bonds: expected int32 [any, 2], found float64 [3, 4]")
    #expect(
      message { _ = try root.dataset("bonds").read(as: Double.self, shape: [12]) }
        == "\(path): /bonds: expected float64 [12], found float64 [3, 4]")
    #expect(
      message { _ = try root.dataset("bonds").readScalar(as: Double.self) }
        == "\(path): /bonds: expected a single float64, found float64 [3, 4]")
    #expect(
      message { _ = try root.dataset("names").readStrings() }
        == "\(path): /names: expected string [any], found float64 [3]")
    #expect(
      message { _ = try root.dataset("flag").read(as: UInt8.self) }
        == "\(path): /flag: expected uint8, found enumeration [1]")
    #expect(message { _ = try root.dataset("absent/x") } == "\(path): /absent/x: is missing")
    #expect(message { _ = try root.group("bonds") } == "\(path): /bonds: is a data set, expected a group")
    #expect(
      message { _ = try root.dataset("empty") }
        == "\(path): /empty: holds nothing, not even an empty array (a null data space)")
    #expect(
      message { _ = try root.dataset("latin").readStrings() }
        == "\(path): /latin: the string in row 0 is not UTF-8")
  }

  @Test("A made-up extent is an error, not an allocation")
  func absurdExtents() throws {
    let path = try make(
      "absurd.h5",
      """
      f.create_dataset('huge', shape=(2**60,), dtype='f4', chunks=(1024,))
      f.create_dataset('square', shape=(2**40, 2**40), dtype='u1', chunks=(1, 1))
      f.create_dataset('strings', shape=(2**50,), dtype=h5py.string_dtype(), chunks=(16,))
      f.create_dataset('hollow', shape=(2**40, 2**40, 0), maxshape=(None,) * 3, dtype='i8', chunks=(1, 1, 1))
      f.create_dataset('unwritten', shape=(10,), dtype='f4', chunks=(4,))
      """)
    let root = try SealedFile.open(path).root
    let huge = #expect(throws: HDF5Error.self) { try root.dataset("huge").read(as: Float.self) }
    #expect(
      huge?.description
        == "\(path): /huge: claims the shape [1152921504606846976] of float32, more than the 0 bytes that the file "
        + "stores for it can hold")
    #expect(throws: HDF5Error.self) { try root.dataset("square").read(as: UInt8.self) }
    #expect(throws: HDF5Error.self) { try root.dataset("strings").readStrings() }
    #expect(try root.dataset("hollow").read(as: Int64.self) == [])
    // Elements that were never written are zeros, which is no damage.
    #expect(try root.dataset("unwritten").read(as: Float.self) == [Float](repeating: 0, count: 10))
  }

  @Test("Damaged chunks of an unsealed file fail their checksum; a truncated one does not open")
  func damagedChunks() throws {
    let path = try make(
      "fletcher.h5", "f.create_dataset('values', data=np.arange(1000.0), fletcher32=True, chunks=(1000,))")
    var bytes = try #require(FileManager.default.contents(atPath: path))
    let place = try #require(bytes.range(of: withUnsafeBytes(of: 777.0) { Data($0) })).lowerBound
    bytes[place] ^= 4
    try bytes.write(to: URL(fileURLWithPath: path))
    let root = try SealedFile.open(path).root
    let error = #expect(throws: HDF5Error.self) { try root.dataset("values").read(as: Double.self) }
    #expect(error?.problem.contains("error detected by Fletcher32 checksum") == true)
    #expect(error?.exitCode == .badInput)

    // Under another name: the library would take the open file for the same one.
    let shortPath = directory.path("short.h5")
    try bytes.prefix(bytes.count - 100).write(to: URL(fileURLWithPath: shortPath))
    let truncated = #expect(throws: HDF5Error.self) { try SealedFile.open(shortPath) }
    #expect(truncated?.problem.contains("truncated file") == true)
  }

  @Test("A file that h5py changed after us is found out")
  func changed() throws {
    let path = directory.path("changed.h5")
    try SealedFile.write(to: path) { try $0.write([Int64](0..<4), to: "rows") }
    let result = try Python.run("import h5py, sys\nh5py.File(sys.argv[1], 'a')['rows'][0] = 5", [path])
    #expect(result.exitCode == 0)
    #expect(throws: FileError.self) { try SealedFile.open(path) }
  }
}
