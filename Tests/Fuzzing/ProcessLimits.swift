import Foundation

/// Limits of this process, at which it dies.
enum ProcessLimits {
  /// Lets the address space grow by `bytes` from now on.
  static func limitMemory(to bytes: Int) {
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)).flatMap {
      $0.split(separator: " ").first.flatMap { Int($0) }
    }
    guard let pages else { preconditionFailure("/proc is not there") }
    let most = rlim_t(pages * sysconf(Int32(_SC_PAGESIZE)) + bytes)
    var limit = rlimit(rlim_cur: most, rlim_max: most)
    precondition(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, "no limit can be set")
  }

  /// Has a signal end the process when it has used so many seconds of processor time from now on; 0 for never.
  static func limitProcessorTime(to seconds: Int) {
    var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: seconds, tv_usec: 0))
    precondition(setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil) == 0, "no timer can be set")
  }

  /// The most memory that the process has had at a time, in bytes.
  static var peakMemory: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss << 10
  }
}
