import BLAS
import Support

/// What the bits of a result depend on besides data, configuration and seed.
public enum BuildIdentity {
  /// The version of the program.
  public static let version = "0.1.0"

  /// Version, instruction sets, BLAS kernel and what was computed on trial, on one line.
  public static var current: String {
    "hqnn \(version); instruction sets \(instructionSets); OpenBLAS kernel \(blasKernelName); "
      + "trial computations \(NumericalFingerprint.ofThisProcess.prefix(12))"
  }

  /// The instruction sets that the program was built for.
  static var instructionSets: String {
    Processor.requiredFeatures.isEmpty ? "baseline" : Processor.requiredFeatures
  }

  /// `current` with what tells two programs of one version apart: for people, in logs.
  static var withBuild: String { "\(current); build \(Processor.programIdentifier)" }
}
