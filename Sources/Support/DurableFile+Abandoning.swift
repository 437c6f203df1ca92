import Foundation
import Synchronization

extension DurableFile {
  /// The path of the file under construction, zero-terminated, and whether there is one. Never freed: a handler may
  /// read it at any time.
  nonisolated(unsafe) private static let path = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PATH_MAX))
  private static let isPartial = Atomic<Bool>(false)

  /// Makes what `abandon` uses, which a signal handler must not.
  package static func prepareToAbandon() {
    isPartial.store(false, ordering: .relaxed)
    path[0] = 0
  }

  /// Removes the file that is under construction, if there is one: for a signal handler that is about to end the
  /// process. It calls nothing that a handler may not.
  package static func abandon() { if isPartial.load(ordering: .acquiring) { unlink(path) } }

  /// Has `abandon` remove `temporary` while `body` runs.
  static func abandoning<Result>(_ temporary: String, _ body: () throws -> Result) rethrows -> Result {
    // Nothing can be created under a longer path.
    if temporary.utf8.count < Int(PATH_MAX) { temporary.withCString { _ = strcpy(path, $0) } }
    isPartial.store(true, ordering: .releasing)
    defer { isPartial.store(false, ordering: .releasing) }
    return try body()
  }
}
