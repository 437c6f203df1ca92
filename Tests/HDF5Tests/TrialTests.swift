import Foundation
import HDF5
import Support
import TestSupport
import Testing

/// Files without a seal are anyone's: whatever stands in them, reading them ends in values or in an error.
@Suite("HDF5: files without a seal")
struct TrialTests {
  let directory = try! TemporaryDirectory()

  /// A file with one of everything, and its bytes without the seal.
  func unsealed() throws -> [UInt8] {
    let path = directory.path("sealed.h5")
    try SealedFile.write(to: path) { root in
      try root.write(
        (0..<60).map(Float.init), to: "a/b/numbers", shape: [6, 10], options: .init(deflateLevel: 1))
      try root.write(["one", "two"], to: "a/names")
      try root.write(scalar: 0.5, to: "c/scalar")
      try root.attributes.set("text", "a text")
      try root.attributes.set("number", Int64(7))
    }
    return [UInt8](try #require(FileManager.default.contents(atPath: path)).dropFirst(Seal.blockSize))
  }

  func put(_ bytes: [UInt8], _ name: String = "file.h5") throws -> String {
    let path = directory.path(name)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// Reads all there is.
  func readAll(_ file: HDF5File) throws -> Int {
    let root = try file.root
    var bytes = 0
    for (path, kind) in try root.descendants() where kind == .dataset {
      bytes += try root.dataset(path).verifyChecksums()
    }
    for name in try root.attributes.names() { _ = try root.attributes.value(name) }
    return bytes
  }

  @Test("A sound file reads as with its seal, from the disk and from memory")
  func sound() throws {
    let path = try put(unsealed())
    for file in [try SealedFile.open(path), try FileImage(reading: path).open()] {
      #expect(!file.isSealed)
      #expect(try readAll(file) == 60 * 4 + 6 + 8)
      #expect(try file.root.dataset("a/b/numbers").read(as: Float.self) == (0..<60).map(Float.init))
      #expect(try file.root.attributes.string("text") == "a text")
    }
  }

  /// Lengths, counts and addresses of each object in turn, replaced by what makes the library crash, run or allocate.
  @Test(
    "Every number of the file's structure may be wrong",
    arguments: [1 << 60, 0x7FFF_FFFF, UInt64(3)])
  func numbers(value: UInt64) throws {
    let bytes = try unsealed()
    // The structures stand apart from the values, which are compressed: any eight bytes that could be a number.
    let places = stride(from: 8, to: bytes.count - 8, by: 8).filter { place in
      let number = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) }
      return number > 0 && number <= UInt64(bytes.count)
    }
    #expect(places.count > 40)
    for place in places {
      var damaged = bytes
      for index in 0..<8 { damaged[place + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index)) }
      let path = try put(damaged)
      do {
        #expect(try readAll(SealedFile.open(path)) < 1 << 26, "byte \(place)")
      } catch let error as any ReportableError {
        #expect(error.exitCode == .badInput, "byte \(place): \(error)")
        #expect(!error.description.contains("\n"))
      }
    }
  }

  @Test("Many threads may open such files at a time")
  func threads() throws {
    let path = try put(unsealed())
    DispatchQueue.concurrentPerform(iterations: 40) { _ in
      #expect(throws: Never.self) { try readAll(SealedFile.open(path)) }
    }
  }

  @Test(
    "What lies in other files is not read", .enabled(if: Python.hasH5py, "/usr/bin/python3 has no h5py"),
    .timeLimit(.minutes(2)))
  func otherFiles() throws {
    let (path, pipe) = (directory.path("links.h5"), directory.path("pipe"))
    // A pipe that nobody writes to: who opens it waits for ever.
    try #require(mkfifo(pipe, 0o600) == 0)
    let script = """
      import h5py, numpy as np, sys
      path, pipe = sys.argv[1:]
      f = h5py.File(path, 'w')
      f['own'] = np.arange(3.0)
      f['link'] = h5py.ExternalLink(pipe, '/x')
      f['soft'] = h5py.SoftLink('/link/y')
      layout = h5py.VirtualLayout(shape=(3,), dtype='f4')
      layout[:] = h5py.VirtualSource(pipe, 'x', shape=(3,))
      f.create_virtual_dataset('virtual', layout)
      f.create_dataset('external', shape=(3,), dtype='f4', external=[(pipe, 0, 12)])
      """
    let result = try Python.run(script, [path, pipe])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let root = try SealedFile.open(path).root
    #expect(try root.kind(of: "link") == nil)
    #expect(try root.dataset("own").read(as: Double.self) == [0, 1, 2])
    for name in ["virtual", "external"] {
      let error = #expect(throws: HDF5Error.self) { try root.dataset(name) }
      #expect(error?.problem == "has its elements in other files, which are not read")
    }
    #expect(throws: HDF5Error.self) { try root.kind(of: "soft") }
  }

  @Test("A copy holds all that the file does", .enabled(if: Python.hasH5py, "no h5py"))
  func everything() throws {
    let (path, extended) = (directory.path("foreign.h5"), directory.path("extended.h5"))
    let written = try Python.run(Self.foreign + "\nwrite(sys.argv[1])", [path])
    try #require(written.exitCode == 0, "\(written.standardError)")
    let image = try FileImage(reading: path)
    #expect(try image.sha256 == SHA256.hexadecimal(ofFile: path))
    #expect(try image.open().sha256() == image.sha256)
    let paths = try image.open().root.descendants().map(\.path)
    #expect(paths == ["chunks", "g", "g/a", "g/scale", "named", "points", "references"])
    try SealedFile.write(to: extended, extending: image) { try $0.write(scalar: 1.0, to: "added") }
    let read = try Python.run(Self.foreign + "\ncheck(sys.argv[1])", [extended])
    #expect(read.exitCode == 0, "\(read.standardError)")
  }

  /// One of each thing that this module does not read.
  static let foreign = """
    import h5py, numpy as np, sys
    def write(path):
      f = h5py.File(path, 'w')
      a = f.create_dataset('g/a', data=np.arange(12.0).reshape(3, 4))
      f['chunks'] = np.zeros((0, 3))
      f['named'] = np.dtype('i4')
      f['points'] = np.array([(1, 2.5, 2)], dtype=[('x', 'i4'), ('y', 'f8'), ('e', h5py.enum_dtype({'A': 1, 'B': 2}))])
      r = f.create_dataset('references', (3,), dtype=h5py.ref_dtype)
      r[0], r[1] = a.ref, f.ref
      r.attrs['region'] = a.regionref[1:2, 2:4]
      a.dims[0].label = 'row'
      s = f['g'].create_dataset('scale', data=np.arange(3))
      s.make_scale('rows')
      a.dims[0].attach_scale(s)
      f['z'] = h5py.SoftLink('/nowhere')
      f['zz'] = h5py.ExternalLink('other.h5', '/x')
      f.attrs['list'] = [1, 2, 3]
      f.attrs['to'] = a.ref
    def check(path):
      f = h5py.File(path, 'r')
      a, r = f['g/a'], f['references']
      assert (a[()] == np.arange(12.0).reshape(3, 4)).all()
      assert f['chunks'].shape == (0, 3) and f['added'][()] == 1 and f['named'].dtype == 'i4'
      assert f['points'][0].tolist() == (1, 2.5, 2) and h5py.check_enum_dtype(f['points'].dtype['e'])['B'] == 2
      assert f[r[0]].name == '/g/a' and f[r[1]].name == '/' and not r[2]
      assert f[f.attrs['to']] == a and f.attrs['list'].tolist() == [1, 2, 3]
      assert a[r.attrs['region']].tolist() == [[6, 7]]
      assert a.dims[0][0].name == '/g/scale' and a.dims[0].label == 'row'
      assert f[f['g/scale'].attrs['REFERENCE_LIST'][0][0]] == a
      assert f.get('z', getlink=True).path == '/nowhere' and f.get('zz', getlink=True).filename == 'other.h5'
    """

  @Test("Damage in a chunk is told by the data set's name", arguments: [false, true])
  func damagedChunk(inMemory: Bool) throws {
    let sealed = directory.path("sealed.h5")
    let values = (0..<5000).map { Float($0) / 7 }
    try SealedFile.write(to: sealed) { root in
      try root.write(values, to: "a/numbers")
      try root.write(["one", "two"], to: "b/sound")
    }
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: sealed)).dropFirst(Seal.blockSize))
    let pattern = values[2000..<2004].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) }
    }
    let place = try #require((0..<bytes.count - 16).first { Array(bytes[$0..<$0 + 16]) == pattern })
    bytes[place] ^= 1
    let path = try put(bytes)
    let root = try inMemory ? FileImage(reading: path).open().root : SealedFile.open(path).root
    let error = #expect(throws: HDF5Error.self) { try root.dataset("a/numbers").read(as: Float.self) }
    #expect(error?.object == "/a/numbers" && error?.problem.contains("Fletcher32") == true, "\(error as Any)")
    #expect(try root.dataset("b/sound").readStrings() == ["one", "two"])
  }

  @Test("A string that other readers would end early is refused", .enabled(if: Python.hasH5py, "no h5py"))
  func embeddedNUL() throws {
    let path = directory.path("nul.h5")
    let script =
      "import h5py, numpy, sys\nh5py.File(sys.argv[1], 'w')['names'] = numpy.array([b'abc', b'a\\0c'])"
    let result = try Python.run(script, [path])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let error = #expect(throws: HDF5Error.self) {
      try SealedFile.open(path).root.dataset("names").readStrings()
    }
    #expect(error?.problem == "the string in row 1 contains NUL")
  }

  @Test("Groups that stand in each other without end are refused", .enabled(if: Python.hasH5py, "no h5py"))
  func depth() throws {
    let path = directory.path("deep.h5")
    let script = "import h5py, sys\nf = h5py.File(sys.argv[1], 'w')\nf.create_group('/'.join(['g'] * 2000))"
    let result = try Python.run(script, [path])
    try #require(result.exitCode == 0, "\(result.standardError)")
    let error = #expect(throws: HDF5Error.self) { try SealedFile.open(path).root.descendants() }
    #expect(error?.problem == "is a group more than 64 deep")
  }
}
