import Foundation
import HDF5
import Support
import TestSupport
import Testing

@Suite("HDF5: sealed files")
struct SealTests {
  let directory = try! TemporaryDirectory()

  /// A small file with one of everything: chunked, compressed, scalar, empty, strings, attributes.
  func writeSample(_ name: String = "sample.h5") throws -> String {
    let path = directory.path(name)
    try SealedFile.write(to: path) { root in
      try root.write((0..<500).map { Float($0) / 7 }, to: "model/weight", shape: [20, 25])
      try root.write([UInt8](repeating: 1, count: 200), to: "bits", options: .init(deflateLevel: 6))
      try root.write(scalar: Float(0.5), to: "model/scale")
      try root.write([Int64](), to: "none")
      try root.write(["one", "two"], to: "names")
      try root.attributes.set("schema_version", Int64(1))
      try root.attributes.set("configuration", "{\"epochs\": 3}")
    }
    return path
  }

  /// Everything that the sample holds, as one text.
  func contents(_ path: String) throws -> String {
    let root = try SealedFile.open(path).root
    return """
      \(try root.dataset("model/weight").read(as: Float.self)) \(try root.dataset("bits").read(as: UInt8.self))
      \(try root.dataset("model/scale").readScalar(as: Float.self))
      \(try root.dataset("none").read(as: Int64.self)) \(try root.dataset("names").readStrings())
      \(try root.attributes.value("schema_version")!) \(try root.attributes.value("configuration")!)
      """
  }

  @Test("The user block holds one readable line with length and digest")
  func line() throws {
    let path = try writeSample()
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let digest = SHA256.hexadecimal(of: bytes[512...])
    let expected = "hqnn sha256=\(digest) bytes=\(bytes.count)\n"
    #expect(String(decoding: bytes.prefix(expected.utf8.count), as: UTF8.self) == expected)
    #expect(bytes[expected.utf8.count..<512].allSatisfy { $0 == 0 })
    let file = try SealedFile.open(path, requireSeal: true)
    #expect(file.isSealed)
    #expect(file.seal == Seal(sha256: digest, byteCount: bytes.count))
    #expect(try file.sha256() == SHA256.hexadecimal(of: bytes))
  }

  @Test("Every flipped bit is reported")
  func bitFlips() throws {
    let path = try writeSample()
    let original = try #require(FileManager.default.contents(atPath: path))
    let reference = try contents(path)
    let damagedPath = directory.path("damaged.h5")
    var stream = RandomStream(seed: 11, purpose: .testing)
    // Seeded places all over the file, and every byte of the seal's line and of the superblock behind the block.
    let places = (0..<300).map { _ in stream.integer(below: original.count) } + (0..<120) + (512..<560)
    for place in places {
      var damaged = original
      damaged[place] ^= 1 << UInt8(stream.integer(below: 8))
      try damaged.write(to: URL(fileURLWithPath: damagedPath))
      let error = #expect(throws: FileError.self, "byte \(place)") { try contents(damagedPath) }
      #expect(error?.exitCode == .badInput)
    }
    #expect(try contents(path) == reference)
  }

  @Test("Truncation at any length is reported with what was expected")
  func truncation() throws {
    let path = try writeSample()
    let original = try #require(FileManager.default.contents(atPath: path))
    let shortPath = directory.path("short.h5")
    for length in [1, 7, 60, 100, 511, 512, 520, 1000, original.count - 1] {
      try original.prefix(length).write(to: URL(fileURLWithPath: shortPath))
      let error = #expect(throws: FileError.self, "\(length) bytes") { try SealedFile.open(shortPath) }
      #expect(error?.exitCode == .badInput)
      if length >= 100 {
        #expect(
          error?.problem == "is truncated: expected \(original.count) bytes, found \(length)")
      }
    }
    try (original + Data([0])).write(to: URL(fileURLWithPath: shortPath))
    let longer = #expect(throws: FileError.self) { try SealedFile.open(shortPath) }
    #expect(
      longer?.problem == "does not match its SHA-256 digest: it was damaged or changed after hqnn wrote it")
  }

  @Test("A failing writer leaves the old file, and nothing else")
  func failure() throws {
    struct Interruption: Error {}
    let path = try writeSample()
    let before = FileManager.default.contents(atPath: path)
    var escaped: Group?
    #expect(throws: Interruption.self) {
      try SealedFile.write(to: path) { root in
        try root.write([Int32(1)], to: "half")
        escaped = root
        throw Interruption()
      }
    }
    #expect(FileManager.default.contents(atPath: path) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["sample.h5"])
    #expect(escaped != nil)
  }

  @Test("A group kept beyond the writing does not hold the file open, nor can it write any more")
  func escapedGroup() throws {
    let path = directory.path("kept.h5")
    let kept = try SealedFile.write(to: path) { root in
      try root.write([Int32(1)], to: "value")
      return root
    }
    let error = #expect(throws: HDF5Error.self) { try kept.write([Int32(2)], to: "late") }
    #expect(error?.exitCode == .inputOutput)
    #expect(try SealedFile.open(path, requireSeal: true).root.childNames() == ["value"])
  }

  @Test("Files put together in the same memory hold nothing of each other")
  func sharedMemory() throws {
    struct Interruption: Error {}
    let memory = ImageMemory()
    func write(_ name: String, _ values: [Int64], _ memory: ImageMemory) throws -> [UInt8] {
      let path = directory.path(name)
      try SealedFile.write(to: path, memory: memory) { root in
        try root.write(values, to: "a/values")
        try root.attributes.set("count", Int64(values.count))
      }
      return [UInt8](try #require(FileManager.default.contents(atPath: path)))
    }
    let (small, large) = ([Int64](0..<3), [Int64](-1_000_000 ..< -500_000))
    let alone = (
      try write("small.h5", small, ImageMemory()), try write("large.h5", large, ImageMemory())
    )
    #expect(try write("1.h5", large, memory) == alone.1)
    #expect(try write("2.h5", small, memory) == alone.0)
    // One that fails, and one while another is being written.
    #expect(throws: Interruption.self) {
      try SealedFile.write(to: directory.path("3.h5"), memory: memory) { root in
        try root.write(large, to: "a/values")
        throw Interruption()
      }
    }
    try SealedFile.write(to: directory.path("4.h5"), memory: memory) { root in
      try root.write(large, to: "a/values")
      #expect(try write("5.h5", small, memory) == alone.0)
      try root.attributes.set("count", Int64(large.count))
    }
    #expect(FileManager.default.contents(atPath: directory.path("4.h5")) == Data(alone.1))
    #expect(try write("6.h5", large, memory) == alone.1)
  }

  @Test("Places that cannot be written to")
  func unwritable() throws {
    let path = directory.path("absent/file.h5")
    let error = #expect(throws: FileError.self) { try SealedFile.write(to: path) { _ in } }
    #expect(error?.exitCode == .cannotCreate)
    #expect(
      error?.description == "\(path): cannot be written: no such directory \(directory.path("absent"))")
  }

  /// What `body` makes of writing a file, given the path under which it is being written.
  func failureOfWriting(_ body: (_ temporary: String) throws -> Void) throws -> (any ReportableError)? {
    let path = directory.path("lost.h5")
    let error = #expect(throws: (any Error).self) {
      try SealedFile.write(to: path) { root in
        try root.write([Int32(1)], to: "value")
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        try body(directory.path(try #require(names.first { $0.contains(DurableFile.temporaryMarker) })))
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    let reported = try #require(error as? any ReportableError, "\(String(describing: error))")
    #expect(reported.description.hasPrefix("\(path): cannot "), "\(reported)")
    #expect(!reported.description.contains(DurableFile.temporaryMarker), "\(reported)")
    return reported
  }

  @Test("A file that gets lost while it is written is an input/output error under its final name")
  func lost() throws {
    #expect(try failureOfWriting { unlink($0) }?.exitCode == .inputOutput)
    // A write that goes nowhere.
    let swallowed = try failureOfWriting {
      unlink($0)
      symlink("/dev/null", $0)
    }
    #expect(swallowed?.exitCode == .inputOutput)
  }

  @Test("A file that holds other bytes than were written is an input/output error")
  func notAsWritten() throws {
    let longer = try failureOfWriting { try Data(count: 1 << 20).write(to: URL(fileURLWithPath: $0)) }
    #expect(longer?.exitCode == .inputOutput)
    #expect(
      longer?.description.hasSuffix("cannot be read back: it holds other bytes than were written") == true)
  }

  @Test(
    "A file that the library cannot read back is an input/output error",
    .enabled(if: ProcessInfo.processInfo.environment["HDF5_USE_FILE_LOCKING"] == nil, "HDF5 locks no files"))
  func notReadBack() throws {
    var locked: Int32 = -1
    defer { close(locked) }
    let error = try failureOfWriting {
      locked = open($0, O_RDONLY)
      #expect(flock(locked, LOCK_EX) == 0)
    }
    #expect(error?.exitCode == .inputOutput)
    #expect(error?.description.contains("lock") == true, "\(String(describing: error))")
  }

  @Test("Files that are missing, empty, or no HDF5")
  func refused() throws {
    func problem(_ name: String, _ bytes: [UInt8]?) throws -> FileError? {
      let path = directory.path(name)
      if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
      return #expect(throws: FileError.self) { try SealedFile.open(path) }
    }
    #expect(try problem("missing.h5", nil) == .missing(directory.path("missing.h5")))
    #expect(try problem("missing.h5", nil)?.exitCode == .missingFile)
    #expect(try problem("empty.h5", [])?.problem == "is empty, expected an HDF5 file")
    #expect(try problem("text.h5", Array("drug,cell\n".utf8))?.problem == "is not an HDF5 file")
    #expect(try problem("zeros.h5", [UInt8](repeating: 0, count: 5000))?.problem == "is not an HDF5 file")
    #expect(try problem("zeros.h5", [0])?.exitCode == .badInput)
    let isDirectory = #expect(throws: FileError.self) { try SealedFile.open(directory.path) }
    #expect(isDirectory?.description == "\(directory.path): cannot be read: Is a directory")
  }

  @Test(
    "The digest can be had, and the seal removed, with ordinary tools",
    .enabled(if: ProcessRunner.findProgram("h5unjam") != nil, "HDF5's tools are not installed"))
  func ordinaryTools() throws {
    let path = try writeSample()
    let plainPath = directory.path("plain.h5")
    let script = """
      set -e
      head -n 1 "$1" | cut -d " " -f 2
      tail -c +513 "$1" | sha256sum | sed "s/^/sha256=/; s/ .*//"
      h5dump -d /model/scale "$1" | grep -c "(0): 0.5"
      h5unjam -i "$1" -u "$1.block" -o "$2"
      """
    let result = try ProcessRunner.run("/bin/sh", ["-c", script, "sh", path, plainPath])
    let digest = try #require(try SealedFile.checkSeal(path)).sha256
    #expect(
      result.standardOutput == "sha256=\(digest)\nsha256=\(digest)\n1\n", "\(result.standardError)")
    #expect(try !SealedFile.open(plainPath).isSealed)
    #expect(try contents(plainPath) == contents(path))
  }
}
