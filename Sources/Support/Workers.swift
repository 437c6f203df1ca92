import Dispatch
import Synchronization

/// A number of threads that share out independent pieces of work through Dispatch.
///
/// Pieces must not depend on which thread runs them, or when: results are the same for any number of workers.
public struct Workers: Sendable {
  public let count: Int

  /// - Parameter count: threads at most, the calling one included; at least 1.
  public init(count: Int) {
    precondition(count >= 1)
    self.count = count
  }

  /// The calling thread alone.
  public static let serial = Workers(count: 1)

  /// Runs `body` for every piece in `0 ..< pieces` and returns when all have run. `worker`, in `0 ..< count`, is
  /// the thread's number during this call: workspaces are chosen by it. With one worker or piece, all runs on the
  /// calling thread, in order.
  public func perform(pieces: Int, _ body: @Sendable (_ piece: Int, _ worker: Int) -> Void) {
    let used = min(count, pieces)
    guard used > 1 else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    // Waking a thread costs about 40 µs, so each is woken once and then takes pieces until none is left.
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: used) { worker in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if piece >= pieces { break }
        body(piece, worker)
      }
    }
  }

  /// The workers that each of `pieces` concurrent pieces may use inside, when there are fewer pieces than workers.
  public func share(amongPieces pieces: Int) -> Workers { Workers(count: max(1, count / max(1, pieces))) }
}
