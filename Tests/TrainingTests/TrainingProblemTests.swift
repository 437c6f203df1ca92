import DrugResponse
import Support
import Testing
import Training

@Suite struct TrainingProblemTests {
  /// 25,000 features leave 2774 positions after two convolutions, each with 8 x 128 products: 756 times as many are the
  /// most that 32 bits count.
  @Test func microShardThatCannotBeCountedIsAnError() throws {
    var configuration = TrainingConfiguration()
    configuration.data = "/data.h5"
    configuration.batchSize = 1024
    configuration.microShardSize = 757
    let dataset = SmallProblem.dataset(features: 25_000)
    let error = #expect(throws: UsageError.self) {
      try TrainingProblem(
        configuration: configuration, dataset: dataset, datasetDigest: String(repeating: "0", count: 64))
    }
    #expect(
      error?.description
        == "micro_shard_size 757 is too large for cell lines of 25000 features, expected at most 756")
  }
}
