import Support
import Training

/// What a search is, as its directory keeps it from the first start on.
struct SearchRecord: TrialPlanRecord {
  let plan: SearchPlan
  /// The keys of what is drawn.
  let keys: [String]
  let candidates: [SearchSpace.Candidate]
  /// SHA-256 of the data set.
  let datasetSHA256: String
  /// The command line of the first start.
  let command: [String]

  static let kind = "search"

  func difference(from other: SearchRecord) -> String? {
    if let difference = dataDifference(from: other) { return difference }
    if plan != other.plan { return "its stages are \(other.plan.summary) there, and \(plan.summary) here" }
    if keys != other.keys {
      return
        "it draws \(other.keys.joined(separator: ", ")) there, and \(keys.joined(separator: ", ")) here"
    }
    for (number, (own, their)) in zip(candidates, other.candidates).enumerated() {
      if let difference = own.configuration.difference(from: their.configuration) {
        return "in configuration \(number + 1), \(difference)"
      }
    }
    return nil
  }

  func extends(_ other: SearchRecord) -> Bool { false }

  /// The trial of a configuration in a rung, with one of its seeds.
  func trial(_ number: Int, rung: Int, repetition: Int) -> Trial {
    var configuration = candidates[number].configuration
    configuration.seed += UInt64(repetition)
    configuration.epochs = plan.rungs[rung].epochs
    configuration.keepCheckpoints = 1
    return Trial(
      name: "configuration-\(number + 1)-seed-\(configuration.seed)", configuration: configuration,
      isRung: true)
  }

  /// All trials of configurations in a rung.
  func trials(_ numbers: [Int], rung: Int) -> [Trial] {
    numbers.flatMap { number in
      (0..<plan.repetitions).map { trial(number, rung: rung, repetition: $0) }
    }
  }
}
