import CProcessor
import Foundation

/// The processor and the instruction sets of this build: part of what result bits depend on.
public enum Processor {
  /// The processor's own name, "" where it has none.
  public static var name: String { String(cString: processor_name()).trimmingCharacters(in: .whitespaces) }

  /// The instruction sets that this binary was built for, comma-separated; "" for the baseline.
  public static var requiredFeatures: String { String(cString: processor_required_features()) }

  /// The number of cores this process may run on (its affinity mask, which Slurm and mpirun narrow).
  public static var availableCores: Int { max(1, Int(processor_available_cores())) }
}
