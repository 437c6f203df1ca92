import Dispatch
import Foundation
import Logging
import MPI

/// What is said of ranks that keep the others waiting, by whichever rank has to say it.
extension TrainingRun {
  func report(_ report: StallReport) {
    reportOnConsole(report)
    if !communicator.isRoot { append(.warning, "\(report)") }
  }

  func reportOnConsole(_ report: StallReport) {
    if communicator.isRoot { return log.warning("\(report)") }
    // The console first: the run directory's file system may be what all are waiting for.
    let origin = RunLog.Origin(communicator)
    let options = RunLog.Options(level: .warning, format: logOptions.format)
    if let console = try? RunLog.make(origin, options, writesToConsole: true) { console.warning("\(report)") }
  }

  /// Adds a line to the log file from any rank that sees it, in a second or not at all.
  func append(_ level: Logger.Level, _ line: String) {
    let (path, origin, format) = (directory.log, RunLog.Origin(communicator), logOptions.format)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      // Not created: on a host without the run directory there is nothing to add to.
      if FileManager.default.fileExists(atPath: path) {
        try? RunLog.append(level, line, to: path, origin, format)
      }
      done.signal()
    }
    _ = done.wait(timeout: .now() + 1)
  }
}
