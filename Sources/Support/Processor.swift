import CProcessor
import Foundation

/// The processor, this program's build and its instruction sets: part of what result bits depend on.
public enum Processor {
  /// The processor's own name, "" where it has none.
  public static var name: String { String(cString: processor_name()).trimmingCharacters(in: .whitespaces) }

  /// The instruction sets that this binary was built for, comma-separated; "" for the baseline.
  public static var requiredFeatures: String { String(cString: processor_required_features()) }

  /// The linker's identifier of this program in hexadecimal: another one for every other code, the same for a copy
  /// and for one without symbols. "none" where it was linked without.
  public static var programIdentifier: String {
    let identifier = String(cString: program_build_identifier())
    return identifier.isEmpty ? "none" : identifier
  }

  /// The C library that this process runs with, such as "glibc 2.36".
  public static var cLibrary: String { "glibc " + String(cString: c_library_version()) }

  /// The number of cores this process may run on (its affinity mask, which Slurm and mpirun narrow).
  public static var availableCores: Int { max(1, Int(processor_available_cores())) }

  /// The numbers of these cores, as the system writes them: "0-3,8"; "" where it does not tell.
  public static var availableCoreList: String {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let name = "Cpus_allowed_list:"
    return status.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count)
      .trimmingCharacters(in: .whitespaces) ?? ""
  }
}
