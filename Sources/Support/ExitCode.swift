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
  case inputOutput = 74
  /// Stopped on a signal with a checkpoint written: run again to go on.
  case stopped = 75
}
