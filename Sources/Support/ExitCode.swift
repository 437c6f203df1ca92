/// The program's exit codes, from sysexits.h where it has one.
public enum ExitCode: Int32, Sendable {
  case success = 0
  case failure = 1
  /// A request that makes no sense, or ranks that run different programs.
  case usage = 64
  /// Input data that cannot be used; the message names file, line or object, and what was expected.
  case badInput = 65
  case missingFile = 66
  case cannotCreate = 73
  /// A disk that is full or fails, a file system that is gone, or a rank that died, stalled or cannot be reached: to
  /// run again, from the last checkpoint, can help.
  case inputOutput = 74
  /// Stopped on a signal, or as its time was over, with a checkpoint written: run again to go on.
  case stopped = 75
}
