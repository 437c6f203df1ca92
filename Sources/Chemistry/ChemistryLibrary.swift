import CChemistry
import Foundation
import Support

/// The library that holds RDKit, opened at first use: training needs neither it nor RDKit.
///
/// RDKit parses one molecule at a time (its log, from which syntax errors are read, is global); the library
/// takes a lock of its own, so every call is safe from any thread.
package struct ChemistryLibrary: Sendable {
  package static let fileName = "libHQNNChemistry.so"

  // Points at constants of a library that is never closed.
  nonisolated(unsafe) private let interface: UnsafePointer<chemistry_interface>

  /// Opens the first of `candidates` that exists, or, where none does, what the loader's own path holds.
  ///
  /// The nearest library is the one meant: if it does not load, no other place is tried, so that a program never
  /// runs with another build's library by chance.
  ///
  /// - Throws: `ChemistryUnavailable` with the loader's reason.
  package init(candidates: [String]) throws(ChemistryUnavailable) {
    let path = candidates.first { FileManager.default.fileExists(atPath: $0) } ?? Self.fileName
    var message = [CChar](repeating: 0, count: 512)
    guard let interface = chemistry_load(path, &message, message.count) else {
      throw ChemistryUnavailable(reason: Self.text(message))
    }
    self.interface = interface
  }

  /// The release of RDKit in use, such as "2022.09.3".
  package var rdkitVersion: String { String(cString: interface.pointee.rdkit_version) }

  /// Parses `smiles` and hands RDKit's view of the molecule to `body`.
  package func withMolecule<Result>(
    smiles: String, options: chemistry_options, _ body: (borrowing chemistry_molecule) throws -> Result
  ) throws -> Result {
    var message = [CChar](repeating: 0, count: 512)
    guard
      let molecule = withUnsafePointer(
        to: options, { interface.pointee.parse(smiles, $0, &message, message.count) })
    else {
      throw MoleculeError(smiles: smiles, reason: Self.text(message))
    }
    defer { interface.pointee.release(molecule) }
    return try body(molecule.pointee)
  }

  /// The library beside the running program, in `../lib`, or on the loader's path. Found once.
  package static var shared: ChemistryLibrary { get throws { try found.get() } }

  private static let found = Result { try ChemistryLibrary(candidates: installedPaths) }

  /// Where the program's own library lies: beside the executable as in a build directory, or in the `lib`
  /// next to an installed `bin`.
  package static var installedPaths: [String] {
    // The link's target, not argv[0]: the latter may be a bare name.
    let executable =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    let directory = URL(fileURLWithPath: executable).deletingLastPathComponent()
    return [directory, directory.deletingLastPathComponent().appendingPathComponent("lib")].map {
      $0.appendingPathComponent(fileName).path
    }
  }

  private static func text(_ message: [CChar]) -> String {
    String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The library that reads molecular structures cannot be loaded.
public struct ChemistryUnavailable: ReportableError, Hashable {
  public let exitCode = ExitCode.failure
  /// What the loader said; it names the library that is missing, which may be one of RDKit's.
  public let reason: String

  package init(reason: String) { self.reason = reason }

  public var description: String {
    "molecular structures (convert, predict --smiles) need \(ChemistryLibrary.fileName), which cannot be loaded: "
      + reason + "; the library is built with the program and belongs beside it, and it needs RDKit "
      + "(Debian and Ubuntu: apt-get install librdkit1)"
  }
}
