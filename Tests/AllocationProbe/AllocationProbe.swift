import AllocationCounting
import DrugResponse
import Foundation
import MPI
import Network
import Support
import Training

/// A program for the tests of the training step's memory: trains 20 steps to warm up, then counts the allocations
/// of 100 more, and prints for each program or library that made any how many it made.
///
/// Arguments: the head, the number of threads and the samples of a micro-shard, of four that a step has; a further
/// one, "on-purpose", adds an allocation a step to what is counted.
@main
struct AllocationProbe {
  static let warmUp = 20
  static let counted = 100

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 4, let head = ModelArchitecture.Head(rawValue: arguments[1]),
      let threads = Int(arguments[2]), let size = Int(arguments[3])
    else { throw UsageError("expected a head, a number of threads and one of samples") }
    let allocatesOnPurpose = arguments.last == "on-purpose"
    let world = try Communicator.initialize()
    let problem = try problem(head, microShardSize: size)
    let trainer = try Trainer(
      problem: problem, state: problem.initialState(), communicator: world, host: HostGroup(of: world),
      workers: Workers(count: threads), store: nil, observer: SilentObserver())
    // The trainer asks once at the start and once before every step.
    var asked = -1
    var total = 0
    var kept: [[UInt8]] = []
    kept.reserveCapacity(Self.counted)
    let outcome = try trainer.run { _ in
      if asked == warmUp { allocation_counting_begin() }
      if asked == warmUp + counted { total = allocation_counting_end() }
      if allocatesOnPurpose && (warmUp..<warmUp + counted).contains(asked) {
        kept.append([UInt8](repeating: 1, count: asked))
      }
      asked += 1
      return false
    }
    precondition(outcome == .finished && asked > warmUp + counted, "the epoch has too few steps")
    let lines = [("total", total)] + callers(total)
    print(lines.map { name, count in "\(name): \(count)" }.joined(separator: "\n"))
    fflush(nil)
    try world.finalize()
  }

  /// One epoch of more steps than are looked at.
  static func problem(_ head: ModelArchitecture.Head, microShardSize: Int) throws -> TrainingProblem {
    var configuration = TrainingConfiguration()
    configuration.data = "/data.h5"
    configuration.head = head
    configuration.epochs = 1
    // All that a step can be asked to do.
    configuration.learningRateSchedule = .cosine
    configuration.weightDecay = 0.01
    configuration.dropout = 0.25
    configuration.gradientClipNorm = 0.01
    configuration.batchSize = 4
    configuration.microShardSize = microShardSize
    configuration.trainSamples = 4 * (warmUp + counted + 2)
    configuration.testSamples = 4
    return try TrainingProblem(
      configuration: configuration, dataset: ProbeDataset.make(),
      datasetDigest: String(repeating: "0", count: 64))
  }

  /// Allocations by the file name of the program or library whose code made them.
  static func callers(_ total: Int) -> [(String, Int)] {
    var counts: [String: Int] = [:]
    for index in 0..<total {
      let path = allocation_counting_caller(index).map { String(cString: $0) } ?? "unknown"
      counts[URL(fileURLWithPath: path).lastPathComponent, default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

struct SilentObserver: TrainingObserver {
  func epochFinished(_ history: TrainingHistory, times: EpochTimes, steps: Int, state: TrainingState) {}
}
