import Foundation
import Synchronization

/// Requests to stop by SIGTERM, SIGINT or SIGUSR1 (batch systems send the last before the time is up).
///
/// A handler may do next to nothing, so it only sets a flag. The training loop reads it at each step and the ranks
/// agree through a reduction. A second SIGINT ends the process at once.
enum StopSignal {
  private static let received = Atomic<Int32>(0)

  static func install() {
    // A reader of our output that goes away, such as head, must not end the run.
    signal(SIGPIPE, SIG_IGN)
    // The flag must exist before a handler touches it.
    received.store(0, ordering: .relaxed)
    for number in [SIGTERM, SIGINT, SIGUSR1] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        if number == SIGINT && StopSignal.received.load(ordering: .relaxed) == SIGINT { _exit(128 + SIGINT) }
        StopSignal.received.store(number, ordering: .relaxed)
      }
      action.sa_flags = Int32(SA_RESTART)
      sigaction(number, &action, nil)
    }
    // A launcher's thread may have had them blocked, and its children inherit that.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGTERM, SIGINT, SIGUSR1] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static var isReceived: Bool { received.load(ordering: .relaxed) != 0 }
}
