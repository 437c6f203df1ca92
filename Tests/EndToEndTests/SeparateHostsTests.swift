import Foundation
import Support
import TestSupport
import Testing
import Training

/// Runs over two hosts with files of their own.
@Suite(.enabled(if: SeparateHosts.areAvailable, "root is needed to play two hosts"))
struct SeparateHostsTests {
  /// Two ranks on h1, two on h2, each host in a directory that only it sees.
  struct Cluster {
    let hosts = try! SeparateHosts()
    let directory = try! TemporaryDirectory()

    init() throws {
      for host in ["h1", "h2"] {
        try FileManager.default.createDirectory(
          atPath: directory.path(host), withIntermediateDirectories: false)
      }
    }

    func path(_ host: String, _ name: String) -> String { directory.path(host + "/" + name) }

    func put(_ file: String, on host: String, as name: String = "data.h5") throws {
      try FileManager.default.copyItem(atPath: file, toPath: path(host, name))
    }

    func train(_ arguments: [String]) throws -> ProcessResult {
      try hosts.run(
        ["h1", "h2"].map { .init($0, ranks: 2, directory: directory.path($0), executable: Demo.program) },
        ["train"] + arguments)
    }
  }

  static let newRun = ["--data", "data.h5", "--output", "run"] + Demo.settings

  @Test func eachHostReadsItsOwnCopy() throws {
    let cluster = try Cluster()
    try cluster.put(try Demo.files.data, on: "h1")
    try cluster.put(try Demo.files.data, on: "h2")
    let result = try cluster.train(Self.newRun + ["--threads", "1", "--rank-logs", "logs"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    try HostsTests.expectUsualResult(cluster.path("h1", "run"))
    // Standard output is rank 0's alone, and so is the run directory; each host has its own ranks' logs.
    let starts = result.standardOutput.split(separator: "\n").filter { $0.contains("ranks on 2 hosts") }
    #expect(starts == ["4 ranks on 2 hosts: ranks 0-1 (host h1), 2-3 (host h2), 1 thread each"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: cluster.path("h2", "")).sorted()
        == ["data.h5", "logs"])
    for (host, rank) in [("h1", 0), ("h1", 1), ("h2", 2), ("h2", 3)] {
      let log = try String(contentsOfFile: cluster.path(host, "logs/log.rank-00\(rank).txt"), encoding: .utf8)
      #expect(log.contains("rank \(rank) of 4 on host \(host), there rank \(rank % 2) of 2; process "))
      #expect(log.contains("[rank \(rank), host \(host)] epoch 3 took "))
      #expect(!log.contains("[rank \((rank + 1) % 4)"))
    }
  }

  @Test func dataThatDifferAreNamed() throws {
    let cluster = try Cluster()
    let other = try Demo.make(seed: 2)
    try cluster.put(try Demo.files.data, on: "h1")
    try cluster.put(other.data, on: "h2")
    let result = try cluster.train(Self.newRun)
    HostsTests.expect(
      result, .badInput,
      [
        "rank 2 (host h2): \(cluster.path("h2", "data.h5")): has other contents",
        try SHA256.hexadecimal(ofFile: other.data), try SHA256.hexadecimal(ofFile: Demo.files.data),
        "rank 0 (host h1, ", "--broadcast-data",
      ])
    #expect(!FileManager.default.fileExists(atPath: cluster.path("h1", "run")))
  }

  @Test func dataThatOneHostLacksAreNamed() throws {
    let cluster = try Cluster()
    try cluster.put(try Demo.files.data, on: "h1")
    HostsTests.expect(
      try cluster.train(Self.newRun), .missingFile,
      ["rank 2 (host h2): \(cluster.path("h2", "data.h5")): no such file", "--broadcast-data"])
    // Damaged there.
    var bytes = try Data(contentsOf: URL(fileURLWithPath: try Demo.files.data))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(fileURLWithPath: cluster.path("h2", "data.h5")))
    HostsTests.expect(
      try cluster.train(Self.newRun), .badInput, ["rank 2 (host h2): ", "SHA-256", "--broadcast-data"])
    // Missing where rank 0 is, an ordinary error.
    unlink(cluster.path("h1", "data.h5"))
    let result = try cluster.train(Self.newRun + ["--broadcast-data"])
    HostsTests.expect(result, .missingFile, ["error: \(cluster.path("h1", "data.h5")): no such file"])
  }

  @Test func dataOfRankZeroAloneAreSentToAll() throws {
    let cluster = try Cluster()
    try cluster.put(try Demo.files.data, on: "h1")
    let result = try cluster.train(Self.newRun + ["--broadcast-data", "--epochs", "2"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: cluster.path("h2", "")).isEmpty)
    // On from there: a run of two epochs is complete, and resuming it needs the data as well.
    let resume = ["--resume", "run", "--data", "data.h5"]
    HostsTests.expect(try cluster.train(resume), .missingFile, ["rank 2 (host h2): ", "no such file"])
    let resumed = try cluster.train(resume + ["--broadcast-data"])
    #expect(resumed.exitCode == 0, "\(resumed.standardError)")
    #expect(resumed.standardOutput.contains("the run is complete"))
  }

  @Test func aLogThatOneRankCannotWriteEndsAll() throws {
    let cluster = try Cluster()
    try cluster.put(try Demo.files.data, on: "h1")
    try cluster.put(try Demo.files.data, on: "h2", as: "logs")
    HostsTests.expect(
      try cluster.train(Self.newRun + ["--broadcast-data", "--rank-logs", "logs"]), .cannotCreate,
      ["rank 2 (host h2): logs: "])
  }

  /// The settings of a --config file are rank 0's too.
  @Test func theSettingsFileIsRankZeros() throws {
    let cluster = try Cluster()
    try cluster.put(try Demo.files.data, on: "h1")
    try "epochs: 3\nseed: 7\n".write(toFile: cluster.path("h1", "c.yaml"), atomically: true, encoding: .utf8)
    let settings = Demo.settings.dropLast(4)
    let result = try cluster.train(
      ["--data", "data.h5", "--output", "run", "--config", "c.yaml", "--broadcast-data"] + settings)
    #expect(result.exitCode == 0, "\(result.standardError)")
    try HostsTests.expectUsualResult(cluster.path("h1", "run"))
  }
}
