import Foundation
import Support
import TestSupport
import Testing

@Suite struct FileTests {
  // FIPS 180-4's examples.
  @Test func sha256KnownAnswers() throws {
    #expect(
      SHA256.hexadecimal(of: "abc".utf8)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    let directory = try TemporaryDirectory()
    let path = directory.path("file")
    try DurableFile.write("xxabc", to: path)
    #expect(try SHA256.hexadecimal(ofFile: path, from: 2) == SHA256.hexadecimal(of: "abc".utf8))
  }

  @Test func failedWriteLeavesTheOldFileAndNothingElse() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("file")
    try DurableFile.write("old", to: path)
    #expect(throws: UsageError.self) {
      try DurableFile.write(to: path) { temporary in
        try "half".write(toFile: temporary, atomically: false, encoding: .utf8)
        throw UsageError("interrupted")
      }
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["file"])
  }

  @Test func missingAndUnwritableFilesHaveTheirExitCodes() throws {
    let directory = try TemporaryDirectory()
    let missing = #expect(throws: FileError.self) {
      try SHA256.hexadecimal(ofFile: directory.path("absent"))
    }
    #expect(missing?.exitCode == .missingFile)
    let unwritable = #expect(throws: FileError.self) {
      try DurableFile.write("text", to: directory.path("absent/file"))
    }
    #expect(unwritable?.exitCode == .cannotCreate)
    let full = #expect(throws: FileError.self) {
      try FileDescriptor(openForWriting: "/dev/full").write(bytes: [1])
    }
    #expect(full?.exitCode == .inputOutput)
  }

  /// One that nobody writes to, which would be waited for.
  @Test func aPipeIsNotOpenedForSeeking() throws {
    let directory = try TemporaryDirectory()
    let pipe = directory.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: FileError.self) { _ = try FileDescriptor(openForSeeking: pipe).length() }
    #expect(error?.description == "\(pipe): is a pipe, expected a file")
    #expect(error?.exitCode == .badInput)
    try DurableFile.write("text", to: directory.path("file"))
    #expect(try FileDescriptor(openForSeeking: directory.path("file")).length() == 4)
    let missing = #expect(throws: FileError.self) {
      _ = try FileDescriptor(openForSeeking: directory.path("absent")).length()
    }
    #expect(missing?.exitCode == .missingFile)
  }

  @Test func leftoversOfKilledWritersAreRemoved() throws {
    let directory = try TemporaryDirectory()
    let leftover = directory.path(".file\(DurableFile.temporaryMarker)123")
    try "half".write(toFile: leftover, atomically: false, encoding: .utf8)
    try DurableFile.write("whole", to: directory.path("file"))
    DurableFile.removeLeftovers(in: directory.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["file"])
  }
}

extension FileDescriptor {
  borrowing func write(bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }
}
