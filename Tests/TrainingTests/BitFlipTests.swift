import DrugResponse
import Foundation
import HDF5
import Support
import TestSupport
import Testing
import Training

/// Single flipped bits, seeded and spread over a whole file: each is found, or what is read is what was written.
@Suite struct BitFlipTests {
  private let directory = try! TemporaryDirectory()

  /// What became of a number of flips.
  struct Outcomes: Equatable {
    var detected = 0
    var harmless = 0
    /// Bytes whose flip was read as something else.
    var unseen: [Int] = []
  }

  /// Flips one bit at a time of the file at `path`, and reads it.
  ///
  /// - Parameter places: the bytes concerned.
  /// - Parameter read: what the file holds, in a form to be compared.
  private func flip<Content: Equatable>(
    _ path: String, places: [Int], reading read: (String) throws -> Content
  ) throws -> Outcomes {
    let original = try read(path)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    defer { try? file.close() }
    func put(_ place: Int) throws {
      try file.seek(toOffset: UInt64(place))
      try file.write(contentsOf: bytes[place...place])
    }
    var stream = RandomStream(seed: 5, purpose: .testing)
    var outcomes = Outcomes()
    for place in places {
      let mask = UInt8(1) << UInt8(stream.integer(below: 8))
      bytes[place] ^= mask
      try put(place)
      do {
        if try read(path) == original { outcomes.harmless += 1 } else { outcomes.unseen.append(place) }
      } catch {
        let reported = try #require(error as? any ReportableError, "byte \(place): \(error)")
        #expect(reported.exitCode == .badInput, "byte \(place): \(reported)")
        #expect(
          reported.description.hasPrefix("\(path): ") && !reported.description.contains("\n"), "\(reported)")
        outcomes.detected += 1
      }
      bytes[place] ^= mask
      try put(place)
    }
    #expect(try read(path) == original)
    return outcomes
  }

  /// `count` bytes of a file, one from each of as many equal stretches, those of the user block's line besides.
  private func places(_ count: Int, of path: String) throws -> [Int] {
    let length = try Data(contentsOf: URL(fileURLWithPath: path)).count
    var stream = RandomStream(seed: 4, purpose: .testing)
    return (0..<count).map { index in
      let start = index * length / count
      return start + stream.integer(below: max(1, (index + 1) * length / count - start))
    } + (0..<Seal.blockSize)
  }

  private func content(_ path: String) throws -> [String] {
    let stored = try ResponseDataset.read(path)
    return ["\(stored.dataset)", "\(stored.provenance)"]
  }

  @Test func ofADataSetAreAllFound() throws {
    let path = directory.path("data.h5")
    try SmallProblem.dataset().write(to: path, provenance: ["source": "here"])
    let places = try places(2000, of: path)
    #expect(try flip(path, places: places, reading: content) == Outcomes(detected: places.count))
  }

  @Test func ofACheckpointAreAllFound() throws {
    let problem = try SmallProblem.make()
    let path = directory.path("checkpoint.h5")
    try Checkpoint(problem: problem, state: problem.initialState()).write(to: path)
    let places = try places(2000, of: path)
    let outcomes = try flip(path, places: places) { path in
      let checkpoint = try Checkpoint.read(from: path)
      return [
        "\(checkpoint.configuration)", "\(checkpoint.split)", "\(Array(checkpoint.state.parameters.buffer))",
      ]
    }
    #expect(outcomes == Outcomes(detected: places.count))
  }
}
