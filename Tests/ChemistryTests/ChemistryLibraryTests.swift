import Chemistry
import Foundation
import Support
import TestSupport
import Testing

@Suite struct ChemistryLibraryTests {
  @Test func theLibraryLiesBesideTheProgram() throws {
    #expect(FileManager.default.fileExists(atPath: ChemistryLibrary.installedPaths[0]))
    let version = try ChemistryLibrary.shared.rdkitVersion
    #expect(version.split(separator: ".").count == 3, "\(version)")
  }

  @Test func whatCannotBeLoadedIsNamedInOneSentence() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("libHQNNChemistry.so")
    try "no library".write(toFile: path, atomically: false, encoding: .utf8)
    let error = #expect(throws: ChemistryUnavailable.self) {
      try ChemistryLibrary(candidates: [directory.path("absent.so"), path])
    }
    #expect(error?.exitCode == .failure)
    for words in [path, "convert, predict --smiles", "beside it", "apt-get install librdkit1"] {
      #expect(error?.description.contains(words) == true, "\(error.map(\.description) ?? "")")
    }
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aLibraryOfOthersIsRefused() throws {
    // One that is at hand wherever this test runs: the C library's mathematics, which the program has loaded.
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
    let maps = file.readDataToEndOfFile()
    let line = try #require(
      String(decoding: maps, as: UTF8.self).split(separator: "\n").first { $0.hasSuffix("/libm.so.6") })
    let path = String(line[try #require(line.firstIndex(of: "/"))...])
    let error = #expect(throws: ChemistryUnavailable.self) { try ChemistryLibrary(candidates: [path]) }
    #expect(error?.reason.contains("hqnn_chemistry_interface") == true, "\(error.map(\.reason) ?? "")")
  }
}
