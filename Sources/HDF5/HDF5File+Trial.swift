import CHDF5Trial
import Foundation
import Support

extension HDF5File {
  /// How deep groups may stand in each other: no file of ours is deeper than three.
  static let maximumDepth = 64

  /// Reads a file that carries no seal in a child process first, so that one that crashes the library, keeps it busy for
  /// ever or has it ask for all memory is an error like any other.
  ///
  /// A seal says that this program wrote the file and that nothing changed since; what else there is was written by
  /// other programs or by people who mean harm. The library believes the lengths and offsets in it.
  /// - Parameters:
  ///   - name: what to open with `access`, which may be of a file in memory.
  ///   - length: of the file, in bytes.
  /// - Throws: `FileError` with exit code 65 for a file that the child did not survive, 74 where the system makes no child.
  static func tryOut(_ name: String, _ access: Handle, length: Int, _ place: Place) throws {
    // Far beyond what files of this length need: reading them whole, uncompressed, takes a fraction of both.
    let memory = (1 << 30) + 8 * length
    let seconds = 2 + length >> 22
    var limits = hdf5_trial_limits(
      memory: UInt64(memory), seconds: UInt32(clamping: seconds), length: UInt64(length),
      expansion: UInt64(Dataset.expansion), allowance: UInt64(Dataset.allowance), depth: UInt32(maximumDepth))
    func refuse(_ what: String) -> FileError {
      .invalid(place.path, "damaged or hostile HDF5 structure: \(what)")
    }
    switch hdf5_trial(name, access.identifier, &limits) {
    case HDF5_TRIAL_CRASHED: throw refuse("the HDF5 library crashes on it")
    case HDF5_TRIAL_OUT_OF_TIME: throw refuse("the HDF5 library does not get done with it in \(seconds) s")
    case HDF5_TRIAL_OUT_OF_MEMORY:
      throw refuse("it has the HDF5 library ask for more than \(memory >> 20) MiB of memory")
    case HDF5_TRIAL_NOT_MADE:
      throw FileError(
        .inputOutput, place.path,
        "a file without a seal is tried in a process of its own, which cannot be made: "
          + String(cString: strerror(errno)))
    default: return
    }
  }
}
