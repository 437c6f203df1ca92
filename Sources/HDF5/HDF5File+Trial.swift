import CHDF5Trial
import Foundation
import Support

extension HDF5File {
  /// How deep groups may stand in each other: no file of ours is deeper than three.
  static let maximumDepth = 64

  /// Has a child process read a file that carries no seal, and gives the copy of it that the child wrote.
  ///
  /// A seal says that this program wrote the file and that nothing changed since; what else there is was written by
  /// other programs or by people who mean harm. The library believes the lengths and offsets in it, and may crash, take all
  /// memory, never come back or write where it must not. So no process but the child has it open. What the child hands over
  /// has structures that the library made, and a second child, whose memory nothing harmed yet, reads all of it first.
  /// Chunks go over as they are, with their checksums: damage in them shows when they are read.
  /// - Parameter bytes: the whole file.
  /// - Throws: `FileError` with exit code 65 for a file that a child did not survive, 74 where the system makes no child;
  ///   `HDF5Error` for one that cannot be copied, which names the object.
  static func copy(_ bytes: AlignedBuffer<UInt8>, _ path: String) throws -> AlignedBuffer<UInt8> {
    let place = Place(path: path, object: nil, writing: false)
    let (name, access) = try lent(bytes, place)
    var limits = Limits(length: bytes.count)
    var output: Int32 = -1
    let outcome = hdf5_trial_copy(name, access.identifier, &limits.values, &output)
    defer { if output >= 0 { Foundation.close(output) } }
    try limits.judge(outcome, place)
    let copy = try contents(of: output, limits, place)
    if outcome == HDF5_TRIAL_REFUSED { throw refusal(copy, place) }
    let (copyName, copyAccess) = try lent(copy, place)
    limits = Limits(length: copy.count)
    try limits.judge(hdf5_trial(copyName, copyAccess.identifier, &limits.values), place)
    return copy
  }

  /// What opens bytes as a file.
  private static func lent(_ bytes: AlignedBuffer<UInt8>, _ place: Place) throws -> (String, Handle) {
    let access = try accessList(place)
    try FileImage.lend(bytes, to: access, place)
    return (nameInMemory(), access)
  }

  /// What a child wrote, which is not to be believed.
  private static func contents(of output: Int32, _ limits: Limits, _ place: Place) throws
    -> AlignedBuffer<UInt8>
  {
    let length = Int(lseek(output, 0, SEEK_END))
    guard length >= 0, length <= limits.memory else {
      throw FileError.invalid(
        place.path, "damaged or hostile HDF5 structure: a copy of it has \(length) bytes")
    }
    let bytes = AlignedBuffer<UInt8>(count: length)
    var filled = 0
    while filled < length {
      let count = pread(output, bytes.pointer + filled, length - filled, off_t(filled))
      guard count > 0 else {
        throw FileError(.inputOutput, place.path, "a copy of it in memory cannot be read")
      }
      filled += count
    }
    return bytes
  }

  /// The child's report: an object's path, empty for the file, NUL, and what the library says.
  private static func refusal(_ report: AlignedBuffer<UInt8>, _ place: Place) -> HDF5Error {
    let parts = report.buffer.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let object = parts[0].isEmpty ? place : place.at(parts[0])
    return HDF5Error(object, problem: parts.count > 1 ? parts[1] : "cannot be read")
  }

  /// What a child may use: far beyond what files of this length need; reading them whole takes a fraction.
  private struct Limits {
    var values: hdf5_trial_limits
    let memory: Int
    let seconds: Int

    init(length: Int) {
      memory = (1 << 30) + 8 * length
      seconds = 2 + length >> 22
      values = hdf5_trial_limits(
        memory: UInt64(memory), seconds: UInt32(clamping: seconds), length: UInt64(length),
        expansion: UInt64(Dataset.expansion), allowance: UInt64(Dataset.allowance),
        depth: UInt32(maximumDepth))
    }

    func judge(_ outcome: hdf5_trial_outcome, _ place: Place) throws {
      func refuse(_ what: String) -> FileError {
        .invalid(place.path, "damaged or hostile HDF5 structure: \(what)")
      }
      switch outcome {
      case HDF5_TRIAL_CRASHED: throw refuse("the HDF5 library crashes on it")
      case HDF5_TRIAL_OUT_OF_TIME: throw refuse("the HDF5 library does not get done with it in \(seconds) s")
      case HDF5_TRIAL_OUT_OF_MEMORY:
        throw refuse("it has the HDF5 library ask for more than \(memory >> 20) MiB of memory")
      case HDF5_TRIAL_KILLED:
        throw FileError(
          .inputOutput, place.path,
          "a file without a seal is read in a process of its own, which was killed: the system may have run out of "
            + "memory")
      case HDF5_TRIAL_NOT_MADE:
        throw FileError(
          .inputOutput, place.path,
          "a file without a seal is read in a process of its own, which cannot be made: "
            + String(cString: strerror(errno)))
      default: return
      }
    }
  }
}
