import BLAS
import Foundation
import MPI
import Schemas
import Support

/// What one rank runs, and where: to be compared among the ranks before any work is done.
///
/// Ranks compute the same bits where they run the same program and `numerics` agrees. The kind of processor is none of
/// it: instruction sets and BLAS kernel follow from the build. Nor is the MPI library, by which only integers are
/// summed. These are told where ranks differ, since they say why.
package struct RankIdentity: Codable, Hashable, Sendable {
  /// The host's name.
  package var host: String
  package var version: String
  /// See `Processor.programIdentifier`.
  package var build: String
  package var instructionSets: String
  package var blasKernel: String
  package var blasConfiguration: String
  /// See `NumericalFingerprint`.
  package var numerics: String
  /// The schemas of the files that the program reads and writes, such as "hqnn-dataset 1".
  package var schemas: [String]
  package var processor: String
  package var cLibrary: String
  package var mpiLibrary: String

  /// That of this process.
  ///
  /// - Throws: `SchemaDefinitionError` for a schema of the program's own that makes no sense.
  package static func current(host: String) throws -> RankIdentity {
    RankIdentity(
      host: host, version: BuildIdentity.version, build: Processor.programIdentifier,
      instructionSets: BuildIdentity.instructionSets, blasKernel: blasKernelName,
      blasConfiguration: BLAS.blasConfiguration, numerics: NumericalFingerprint.ofThisProcess,
      schemas: try Schema.names.map { "\($0) \(try Schema.named($0).version)" }, processor: Processor.name,
      cLibrary: Processor.cLibrary, mpiLibrary: Communicator.libraryVersion)
  }

  /// What must be the same on all ranks, and what it is called.
  static let decisive: [(name: String, value: @Sendable (RankIdentity) -> String)] = [
    ("version", \.version), ("schemas", { $0.schemas.joined(separator: ", ") }), ("build", \.build),
    ("instruction sets", \.instructionSets), ("OpenBLAS kernel", \.blasKernel),
    ("OpenBLAS", \.blasConfiguration), ("trial computations", \.numerics),
  ]

  /// What may differ, but may be the reason for what must not.
  static let explanatory: [(name: String, value: @Sendable (RankIdentity) -> String)] = [
    ("C library", \.cLibrary), ("processor", \.processor), ("MPI library", \.mpiLibrary),
  ]

  /// A digest of what must be the same.
  var digest: Int64 {
    let text = Self.decisive.map { $0.value(self) }.joined(separator: "\n")
    return SHA256.hexadecimal(of: text.utf8).prefix(16).reduce(0) { $0 << 4 | Int64($1.hexDigitValue ?? 0) }
  }
}
