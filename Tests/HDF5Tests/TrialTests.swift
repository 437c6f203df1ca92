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
