import DrugResponse
import Foundation
import Support
import TestSupport
import Testing
import Training

@Suite struct FileSummaryTests {
  private let directory = try! TemporaryDirectory()

  /// How often `body` opens a file.
  private func opens(of path: String, _ body: () throws -> Void) throws -> Int {
    let watch = inotify_init1(Int32(IN_NONBLOCK))
    #expect(watch >= 0)
    defer { close(watch) }
    // Closing is watched too, since equal events in a row count as one.
    #expect(inotify_add_watch(watch, path, UInt32(IN_OPEN | IN_CLOSE)) >= 0)
    try body()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let length = buffer.withUnsafeMutableBytes { read(watch, $0.baseAddress, $0.count) }
    // A watched file's events have no name: each is 16 bytes, the mask at byte 4.
    return buffer.withUnsafeBytes { bytes in
      stride(from: 0, to: max(0, length), by: 16).count {
        bytes.loadUnaligned(fromByteOffset: $0 + 4, as: UInt32.self) & UInt32(IN_OPEN) != 0
      }
    }
  }

  @Test func aFileIsOpenedNoMoreOftenThanToReadIt() throws {
    let path = directory.path("data.h5")
    try SmallProblem.dataset().write(to: path)
    let reading = try opens(of: path) { _ = try ResponseDataset.read(path) }
    #expect(reading > 0)
    #expect(try opens(of: path) { _ = try FileSummary.describe(path) } == reading)
    #expect(try opens(of: path) { _ = try FileSummary.validate(path) } == reading)
  }

  @Test func summariesEndWithoutALineBreak() throws {
    let path = directory.path("data.h5")
    try SmallProblem.dataset().write(to: path)
    for text in [try FileSummary.describe(path), try FileSummary.validate(path)] {
      #expect(text.contains("hqnn-dataset, schema version 1"))
      #expect(text.last?.isNewline == false)
    }
  }
}
