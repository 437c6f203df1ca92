import Foundation
import Support
import TestSupport
import Testing

/// `inspect --effective-parameters` counts the weights of a circuit that change its output.
@Suite struct EffectiveParametersTests {
  /// Of pairs that all have the same angles there is one direction, however many they are; fewer pairs than the 792 weights
  /// could show no more directions than there are pairs.
  @Test func measuredPairsAreEncodedAsTheModelDoes() throws {
    let model = try CircuitExportTests.Model(["--quantum-depth", "3", "--encoding-scale", "1e-30"])
    let text = try Demo.run([
      "inspect", model.run + "/checkpoints/step-00000001.h5", "--effective-parameters", "--data",
      try Demo.files.data,
    ]).standardOutput
    let last = text.split(separator: "\n").last { $0.hasSuffix("independent directions") }
    #expect(last?.hasSuffix("in 1 independent directions") ?? false, "\(text)")
    let count = last?.split(separator: " ").compactMap { Int($0) }.first ?? 0
    #expect(last?.contains(", all that there are, which can show at most \(count) directions: ") ?? false)
  }

  @Test func countsAtRandomAndAtTrainedAngles() throws {
    let model = try CircuitExportTests.Model(["--quantum-depth", "1", "--quantum-entangler", "linear"])
    let checkpoint = model.run + "/checkpoints/step-00000001.h5"
    let data = try Demo.files.data
    let plain = try Demo.run(["inspect", checkpoint]).standardOutput
    #expect(plain.contains("quantum head (lattice, rx, linear, depth 1)"))
    #expect(plain.contains(" of 264 circuit weights effective"))
    #expect(!plain.contains("independent directions"))
    #expect(try Demo.run(["inspect", model.run]).standardOutput == plain)
    let text = try Demo.run(["inspect", checkpoint, "--effective-parameters", "--data", data]).standardOutput
    let lines = text.split(separator: "\n").filter { $0.hasSuffix("independent directions") }
    try #require(lines.count == 3)
    #expect(lines[0].hasPrefix("at angles drawn at random, 344 random inputs: "))
    #expect(lines[1].hasPrefix("at the checkpoint's angles, the same inputs: "))
    #expect(lines[2].hasPrefix("at the checkpoint's angles, "))
    #expect(lines[2].contains(" measured pairs"))
    // [weights that change the output, all, independent directions]
    let counts = lines.map { line in
      line.drop { $0 != ":" }.split { !$0.isNumber }.compactMap { Int($0) }
    }
    let algebra = try #require(
      plain.split(separator: ",").first { $0.contains("circuit weights effective") }
        .flatMap { text in text.split(separator: " ").first.flatMap { Int($0) } })
    #expect(counts[0][0] >= algebra && counts[0][2] == algebra)
    for count in counts {
      #expect(count[1] == 264 && count[0] <= counts[0][0] && count[2] <= min(count[0], algebra))
    }
    // The rest is what it is without.
    for line in plain.split(separator: "\n") { #expect(text.contains(line)) }
  }

  @Test func misuseIsRefused() throws {
    let data = try Demo.files.data
    try BadInputTests.expect(
      .usage, ["--effective-parameters goes with a checkpoint", "is a data set"],
      ["inspect", data, "--effective-parameters"])
    let classical = try CircuitExportTests.Model(["--head", "classical"])
    let checkpoint = classical.run + "/checkpoints/step-00000001.h5"
    try BadInputTests.expect(
      .usage, ["--effective-parameters counts the weights of a circuit", "classical head"],
      ["inspect", checkpoint, "--effective-parameters"])
    #expect(
      try Demo.run(["inspect", checkpoint]).standardOutput.contains("classical head (hidden 8)"))
    let other = try TemporaryDirectory()
    let quantum = try CircuitExportTests.Model(["--quantum-depth", "1"])
    try Data("no data set".utf8).write(to: URL(fileURLWithPath: other.path("data.h5")))
    try BadInputTests.expect(
      .badInput, ["data.h5"],
      [
        "inspect", quantum.run + "/checkpoints/step-00000001.h5", "--effective-parameters", "--data",
        other.path("data.h5"),
      ])
  }
}
