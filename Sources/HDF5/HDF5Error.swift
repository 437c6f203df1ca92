import CHDF5
import Support

/// A call of the HDF5 library that failed, with the library's reasons, innermost first.
///
/// Exit code 65 for reading (the file is not what it should be), 74 for writing.
public struct HDF5Error: ReportableError, Hashable {
  public let exitCode: ExitCode
  /// The file, by the name its user knows.
  public let path: String
  /// The object inside the file, such as "/drugs/bonds"; nil for the file as a whole.
  public let object: String?
  public let problem: String

  public var description: String { "\(path.oneLine): " + (object.map { "\($0): " } ?? "") + problem }

  /// Takes the calling thread's error stack; `attempt` completes "cannot ...".
  init(_ place: Place, _ attempt: String) {
    var buffer = [CChar](repeating: 0, count: 4096)
    chdf5_take_errors(&buffer, buffer.count)
    let length = buffer.firstIndex(of: 0) ?? buffer.count
    let raw = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let reasons = raw.split(whereSeparator: \.isNewline).joined(separator: " ")
    var problem = "cannot \(attempt): " + (reasons.isEmpty ? "the HDF5 library gives no reason" : reasons)
    if reasons.contains("unable to lock file") {
      problem += " (on a file system without locks set HDF5_USE_FILE_LOCKING=FALSE)"
    }
    exitCode = place.writing ? .inputOutput : .badInput
    path = place.path
    object = place.object?.oneLine
    self.problem = problem.oneLine
  }

  /// A misfit that the library does not know of.
  init(_ place: Place, problem: String) {
    exitCode = place.writing ? .inputOutput : .badInput
    path = place.path
    object = place.object?.oneLine
    self.problem = problem.oneLine
  }
}

/// Where a call works, for its error: the file, the object inside, and whether it reads or writes.
struct Place {
  var path: String
  var object: String?
  var writing: Bool

  func at(_ object: String) -> Place { Place(path: path, object: object, writing: writing) }
}

/// The one way that this module calls HDF5: a negative result becomes an `HDF5Error` with the error stack that the
/// call left on this thread.
@discardableResult
func check<Status: SignedInteger>(_ place: Place, _ attempt: @autoclosure () -> String, _ call: () -> Status)
  throws(HDF5Error) -> Status
{
  chdf5_silence()
  let status = call()
  if status < 0 { throw HDF5Error(place, attempt()) }
  return status
}
