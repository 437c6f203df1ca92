import Foundation
import Support
import TestSupport
import Testing

/// What may stand where a file is to be written.
@Suite struct FileTargetTests {
  private let directory = try! TemporaryDirectory()

  private func refusal(_ path: String) -> FileError? {
    let error = #expect(throws: FileError.self, "\(path)") { try DurableFile.write("text", to: path) }
    #expect(error?.exitCode == .cannotCreate, "\(path)")
    return error
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func pipesDevicesAndDirectoriesAreRefusedAndStay() throws {
    let pipe = directory.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let expected = "expected a regular file or none"
    #expect(refusal(pipe)?.description == "\(pipe): cannot be written: it is a named pipe, \(expected)")
    #expect(mode(pipe) == S_IFIFO)
    // Not /dev/null itself: should this fail, a renaming root would take it from the whole machine.
    let device = directory.path("device")
    #expect(symlink("/dev/null", device) == 0)
    #expect(refusal(device)?.problem == "cannot be written: it is a device, \(expected)")
    #expect(mode(device) == S_IFLNK)
    #expect(mode("/dev/null") == S_IFCHR)
    #expect(refusal(directory.path)?.problem == "cannot be written: it is a directory, \(expected)")
    #expect(refusal(directory.path("new/"))?.problem.contains("no such directory") == true)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["device", "pipe"])
  }

  @Test func aLinkStaysAndItsTargetIsReplaced() throws {
    try Directory.create(directory.path("deep/folder"))
    let target = directory.path("deep/target")
    try DurableFile.write("old", to: target)
    // Through a link to a link, relative to where each lies, and a linked directory whose `..` is not the link's own.
    #expect(symlink("../target", directory.path("deep/folder/inner")) == 0)
    #expect(symlink("deep/folder", directory.path("shortcut")) == 0)
    #expect(symlink("shortcut/inner", directory.path("outer")) == 0)
    try DurableFile.write("new", to: directory.path("outer"))
    #expect(try text(target) == "new")
    #expect(mode(directory.path("outer")) == S_IFLNK && mode(directory.path("deep/folder/inner")) == S_IFLNK)

    // A link to a file that is not there yet makes it.
    #expect(symlink("deep/later", directory.path("early")) == 0)
    try DurableFile.write("made", to: directory.path("early"))
    #expect(try text(directory.path("deep/later")) == "made")
    #expect(mode(directory.path("early")) == S_IFLNK)
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("deep")).sorted()
    #expect(names == ["folder", "later", "target"])
  }

  @Test func linksInACircleAreRefused() throws {
    let link = directory.path("circle")
    #expect(symlink("circle", link) == 0)
    #expect(refusal(link)?.problem == "cannot be written: Too many levels of symbolic links")
  }

  @Test func emptyPathsAreNamedAsSuch() throws {
    let sentence = "an empty path names no file, expected the path of one"
    #expect(refusal("")?.description == sentence)
    let reading = #expect(throws: FileError.self) { try SHA256.hexadecimal(ofFile: "") }
    #expect(reading?.description == sentence)
    #expect(reading?.exitCode == .missingFile)
    let making = #expect(throws: FileError.self) { try Directory.create("") }
    #expect(making?.description == sentence)
    #expect(making?.exitCode == .cannotCreate)
  }

  @Test func aLostTemporaryFileIsReportedUnderTheFinalName() throws {
    let path = directory.path("file")
    let error = #expect(throws: FileError.self) { try DurableFile.write(to: path) { _ = unlink($0) } }
    #expect(error?.path == path)
  }

  @Test func theSameFileUnderOtherNames() throws {
    let file = directory.path("file")
    let copy = directory.path("copy")
    try DurableFile.write("text", to: file)
    try DurableFile.write("text", to: copy)
    #expect(symlink("file", directory.path("symbolic")) == 0)
    #expect(link(file, directory.path("hard")) == 0)
    for name in ["file", "./file", "symbolic", "hard"] {
      #expect(isSameFile(file, directory.path(name)), "\(name)")
    }
    #expect(!isSameFile(file, copy))
    #expect(!isSameFile(directory.path("absent"), directory.path("absent")))
  }

  @Test func directoriesAreMadeWithThoseAbove() throws {
    let path = directory.path("a/b/c")
    try Directory.create(path)
    try Directory.create(path + "/")
    #expect(mode(path) == S_IFDIR)
    try DurableFile.write("text", to: directory.path("file"))
    for (path, reason) in [
      (directory.path("file"), "File exists"), (directory.path("file/inside"), "Not a directory"),
      ("/proc/absent/inside", "No such file or directory"),
    ] {
      let error = #expect(throws: FileError.self) { try Directory.create(path) }
      #expect(error?.description == "\(path): the directory cannot be made: \(reason)")
      #expect(error?.exitCode == .cannotCreate)
    }
  }

  @Test func quotedWordsPassThroughAShell() throws {
    let words = [
      "plain/path-1.csv", "two words", "it's", "", "$HOME `id` \"x\" \\ * ~ #", "~", "-n", "ümlaut\n2",
    ]
    let script = "printf '<%s>' " + words.map(\.shellQuoted).joined(separator: " ")
    let result = try ProcessRunner.run("/bin/sh", ["-c", script])
    #expect(result.standardOutput == words.map { "<\($0)>" }.joined())
    #expect("plain/path-1.csv".shellQuoted == "plain/path-1.csv")
  }
}
