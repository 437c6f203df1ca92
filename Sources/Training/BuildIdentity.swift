import BLAS
import Support

/// What the bits of a result depend on besides data, configuration and seed.
public enum BuildIdentity {
  /// The version of the program.
  public static let version = "0.1.0"

  /// Version, instruction sets and BLAS kernel, on one line.
  public static var current: String {
    let features = Processor.requiredFeatures.isEmpty ? "baseline" : Processor.requiredFeatures
    return "hqnn \(version); instruction sets \(features); OpenBLAS kernel \(blasKernelName)"
  }
}
