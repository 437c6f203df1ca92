import Foundation

/// The process that is a rank: its host, and what is needed to look after it from the same host.
struct Peer: Sendable {
  let host: String
  let process: Int32
  /// When the process started, in the kernel's ticks: another process that gets its number later has another.
  let startTime: UInt64
  /// /proc/PID/stat, with a zero at the end; empty where this process cannot see the other one.
  private(set) var path: [CChar] = []

  /// What /proc says of a process.
  enum State: Equatable {
    case alive
    /// Stopped by SIGSTOP or a debugger.
    case stopped
    /// In a system call that cannot be interrupted, as when a file system does not answer.
    case blocked
    case dead
  }

  static let hostLength = 64
  /// The bytes of `encoded`.
  static let encodedLength = hostLength + 16

  /// This process.
  static var own: Peer {
    var name = [CChar](repeating: 0, count: hostLength)
    // A longer name is cut, maybe without a zero at the end.
    gethostname(&name, hostLength - 1)
    let process = getpid()
    return Peer(
      host: String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
      process: process, startTime: read(path(process))?.startTime ?? 0)
  }

  private init(host: String, process: Int32, startTime: UInt64) {
    self.host = host
    self.process = process
    self.startTime = startTime
  }

  /// - Parameter encoded: what `encoded` gave on the rank concerned.
  /// - Parameter host: the host of the process that is asking, which sees only processes there.
  init(encoded: ArraySlice<UInt8>, seenFrom host: String) {
    func number(_ index: Int) -> UInt64 {
      let start = encoded.startIndex + Self.hostLength + 8 * index
      return encoded[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let name = encoded.prefix(Self.hostLength).prefix { $0 != 0 }
    self.init(
      host: String(decoding: name, as: UTF8.self), process: Int32(truncatingIfNeeded: number(0)),
      startTime: number(1))
    let path = Self.path(process)
    // Another host of the same name, or a container with process numbers of its own, has no such process.
    if self.host == host, startTime != 0, Self.read(path)?.startTime == startTime { self.path = path }
  }

  var encoded: [UInt8] {
    let name = Array(host.utf8.prefix(Self.hostLength))
    return name + [UInt8](repeating: 0, count: Self.hostLength - name.count)
      + [UInt64(process), startTime].flatMap { value in (0..<8).map { UInt8(value >> (8 * $0) & 255) } }
  }

  /// How the process is; nil where this process cannot know. Allocates nothing.
  var state: State? {
    if path.isEmpty { return nil }
    guard let found = Self.read(path) else {
      // The file could not be opened for another reason, such as too many open files: that says nothing.
      return kill(process, 0) != 0 && errno == ESRCH ? .dead : nil
    }
    if found.startTime != startTime { return .dead }
    switch found.letter {
    case UInt8(ascii: "Z"), UInt8(ascii: "X"): return .dead
    case UInt8(ascii: "T"), UInt8(ascii: "t"): return .stopped
    case UInt8(ascii: "D"): return .blocked
    default: return .alive
    }
  }

  private static func path(_ process: Int32) -> [CChar] { Array("/proc/\(process)/stat".utf8CString) }

  /// The state's letter and the start time, fields 3 and 22.
  private static func read(_ path: [CChar]) -> (letter: UInt8, startTime: UInt64)? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
    defer { close(file) }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { text in
      let count = Foundation.read(file, text.baseAddress, text.count)
      // The second field is the program's name in brackets, which may hold spaces and brackets too.
      guard count > 0, let bracket = text[..<count].lastIndex(of: UInt8(ascii: ")")), bracket + 2 < count
      else {
        return nil
      }
      var field = 3
      var startTime: UInt64 = 0
      for byte in text[(bracket + 2)..<count] {
        if byte == UInt8(ascii: " ") { field += 1 }
        if field == 22, byte != UInt8(ascii: " ") { startTime = startTime &* 10 &+ UInt64(byte &- 48) }
        if field > 22 { break }
      }
      return (text[bracket + 2], startTime)
    }
  }
}
