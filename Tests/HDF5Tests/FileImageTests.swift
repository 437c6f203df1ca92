import Foundation
import HDF5
import Support
import TestSupport
import Testing

@Suite("HDF5: files in memory")
struct FileImageTests {
  let directory = try! TemporaryDirectory()

  func writeSample() throws -> String {
    let path = directory.path("sample.h5")
    try SealedFile.write(to: path) { root in
      try root.write(
        (0..<5000).map { Float($0) / 7 }, to: "model/weight", shape: [100, 50],
        options: .init(deflateLevel: 4))
      try root.write(["one", "two"], to: "names")
      try root.attributes.set("schema_version", Int64(1))
    }
    return path
  }

  func expectSample(_ file: HDF5File) throws {
    let root = try file.root
    #expect(try root.dataset("model/weight").read(as: Float.self) == (0..<5000).map { Float($0) / 7 })
    #expect(try root.dataset("names").readStrings() == ["one", "two"])
    #expect(try root.attributes.integer("schema_version") == 1)
  }

  @Test("A file in memory is the file, and needs no disk any more")
  func memory() throws {
    let path = try writeSample()
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let image = try FileImage(reading: path)
    #expect(image.bytes.elements == bytes)
    #expect(image.sha256 == SHA256.hexadecimal(of: bytes))
    unlink(path)
    let file = try image.open()
    try expectSample(file)
    #expect(file.isSealed && file.path == path)
    #expect(try file.sha256() == image.sha256)
    // Several at a time, from memory that came from elsewhere; reading changes none of it.
    let copy = try FileImage(bytes: AlignedBuffer(bytes), sha256: image.sha256, path: "elsewhere.h5")
    let second = try copy.open()
    try expectSample(second)
    try expectSample(file)
    try file.close()
    try expectSample(second)
    #expect(copy.bytes.elements == bytes && image.bytes.elements == bytes)
  }

  @Test("Damage is found when a file is read", arguments: [0.0, 0.01, 0.3, 0.6, 0.99])
  func damage(place: Double) throws {
    let path = try writeSample()
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    bytes[Int(place * Double(bytes.count))] ^= 1
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: FileError.self) { try FileImage(reading: path) }
    #expect(error?.exitCode == .badInput)
  }

  @Test("Files that are missing, cut off, longer, empty or of another kind are told apart")
  func others() throws {
    func failure(_ bytes: Data?) throws -> FileError? {
      let path = directory.path("other.h5")
      unlink(path)
      try bytes?.write(to: URL(fileURLWithPath: path))
      return #expect(throws: FileError.self) { try FileImage(reading: path) }
    }
    let bytes = try #require(FileManager.default.contents(atPath: writeSample()))
    #expect(try failure(nil)?.exitCode == .missingFile)
    #expect(try failure(bytes.dropLast(100))?.problem.contains("is truncated") == true)
    #expect(try failure(bytes + [0])?.problem.contains("does not match its SHA-256 digest") == true)
    #expect(try failure(Data())?.problem.contains("is empty") == true)
    #expect(try failure(Data("COSMIC_ID,gene\n".utf8))?.problem == "is not an HDF5 file")
    #expect(throws: FileError.self) {
      try FileImage(bytes: AlignedBuffer([1, 2, 3]), sha256: "", path: "other.h5")
    }
  }

  /// Without a seal, as other programs write them, and with damage that only the library can find.
  @Test("Files without a seal are read too", .enabled(if: Python.hasH5py, "python3-h5py is needed"))
  func foreign() throws {
    let path = directory.path("foreign.h5")
    let written = try Python.run(
      "import h5py, sys\nwith h5py.File(sys.argv[1], 'w') as f: f['values'] = list(range(1000))", [path])
    #expect(written.exitCode == 0, "\(written.standardError)")
    let file = try FileImage(reading: path).open()
    #expect(!file.isSealed)
    #expect(try file.root.dataset("values").read(as: Int64.self) == (0..<1000).map { $0 })
    let half = try #require(FileManager.default.contents(atPath: path)).prefix(600)
    #expect(throws: HDF5Error.self) {
      try FileImage(bytes: AlignedBuffer(half), sha256: "", path: path).open()
    }
  }
}
