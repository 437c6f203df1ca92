import CHDF5
import CHDF5Trial
import Dispatch
import Foundation
import TestSupport
import Testing

/// How a child's end is understood.
@Suite("HDF5: ends of the processes that read files without a seal")
struct TrialOutcomeTests {
  let directory = try! TemporaryDirectory()

  @Test("A child that somebody kills is told from one that takes too long")
  func killed() throws {
    // Opening a pipe that nobody writes to waits for ever.
    let pipe = directory.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    // By which the child is known: nobody else's has this limit.
    let seconds = 77_777
    // A thread, since tasks wait for each other where all of their few threads wait for processes.
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      while isDone.wait(timeout: .now() + .milliseconds(5)) == .timedOut {
        for child in Self.processes(limitedTo: seconds) { kill(child, SIGKILL) }
      }
    }
    defer { isDone.signal() }
    let access = H5Pcreate(chdf5_class_file_access())
    defer { H5Pclose(access) }
    var limits = hdf5_trial_limits(
      memory: 1 << 30, seconds: UInt32(seconds), length: 0, expansion: 1, allowance: 0, depth: 1)
    #expect(hdf5_trial(pipe, access, &limits) == HDF5_TRIAL_KILLED)
  }

  private static func processes(limitedTo seconds: Int) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { process in
      let limits = try? String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8)
      return limits?.split(separator: "\n").contains {
        $0.hasPrefix("Max cpu time") && $0.split(separator: " ").contains("\(seconds)")
      } == true
    }
  }
}
