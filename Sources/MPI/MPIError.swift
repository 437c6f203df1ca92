import CMPI
import Support

/// A call of the MPI library that failed, with the library's own words (exit code 1).
public struct MPIError: CommunicationError, Hashable {
  public let exitCode = ExitCode.failure
  /// The name of the MPI function, such as "MPI_Allreduce".
  public let function: String
  /// What MPI says about the status that the function returned.
  public let message: String

  public var description: String { "\(function) failed: \(message)" }

  init(function: String, status: Int32) {
    self.function = function
    var text = [CChar](repeating: 0, count: Int(MPI_MAX_ERROR_STRING) + 1)
    var length: Int32 = 0
    let known = MPI_Error_string(status, &text, &length) == Int32(MPI_SUCCESS)
    message =
      known
      ? String(decoding: text.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      : "status \(status)"
  }

  init(function: String, message: String) {
    self.function = function
    self.message = message
  }
}

/// The one way that this module calls MPI: a status other than success becomes an `MPIError`.
func check(_ function: String, _ call: () -> Int32) throws(MPIError) {
  let status = call()
  if status != Int32(MPI_SUCCESS) { throw MPIError(function: function, status: status) }
}
