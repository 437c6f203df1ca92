import Chemistry
import DrugResponse
import HDF5
import Network
import Support

/// A training state with all that is needed to go on from it, or to predict with it: the HDF5 checkpoint in memory.
public struct Checkpoint {
  public let configuration: TrainingConfiguration
  public let architecture: ModelArchitecture
  public let state: TrainingState
  public let split: Split
  /// SHA-256 of the data set that the run was made with.
  public let datasetDigest: String
  /// SHA-256 of the names of the cell lines' features, in their order: what a feature's column means.
  public let featureDigest: String
  /// What of each SMILES string the drugs' graphs of the training were: a new drug's must be the same.
  public let fragments: FragmentChoice
  /// `BuildIdentity.current` of the program that wrote it: what result bits depend on.
  public let build: String

  public init(problem: TrainingProblem, state: TrainingState) {
    configuration = problem.configuration
    architecture = problem.architecture
    self.state = state
    split = problem.split
    datasetDigest = problem.datasetDigest
    featureDigest = problem.featureDigest
    fragments = problem.fragments
    build = BuildIdentity.current
  }

  init(
    configuration: TrainingConfiguration, architecture: ModelArchitecture, state: TrainingState, split: Split,
    datasetDigest: String, featureDigest: String, fragments: FragmentChoice, build: String
  ) {
    self.configuration = configuration
    self.architecture = architecture
    self.state = state
    self.split = split
    self.datasetDigest = datasetDigest
    self.featureDigest = featureDigest
    self.fragments = fragments
    self.build = build
  }
}
