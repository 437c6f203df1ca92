import Foundation
import Support
import Synchronization

/// Requests to stop by SIGTERM, SIGINT or SIGUSR1 (batch systems send the last before the time is up).
///
/// A handler may do next to nothing, so it only sets a flag. The training loop reads it at each step and the ranks
/// agree through a reduction. A SIGINT after any of them ends the process at once, with exit code 130.
public enum StopSignal {
  private static let received = Atomic<Bool>(false)

  /// To be called as early as possible: until then a signal ends the process.
  public static func install() {
    // A reader of our output that goes away, such as head, must not end the run.
    signal(SIGPIPE, SIG_IGN)
    // What a handler touches must exist before it does.
    received.store(false, ordering: .relaxed)
    DurableFile.prepareToAbandon()
    for number in [SIGTERM, SIGINT, SIGUSR1] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let isFirst = !StopSignal.received.exchange(true, ordering: .relaxed)
        if number == SIGINT && !isFirst {
          DurableFile.abandon()
          _exit(128 + SIGINT)
        }
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

  /// Whether one has come.
  package static var isReceived: Bool { received.load(ordering: .relaxed) }
}
