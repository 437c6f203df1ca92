import Foundation
import Support
import SwiftProtobuf

/// A file of events that TensorBoard reads while it grows. It holds whole records only: one that cannot be written to its
/// end is taken back.
///
/// A directory has a file for every start of the program, and TensorBoard reads them in the order of their names.
public final class EventFile {
  public let path: String
  private let file: FileDescriptor
  private var length = 0

  private static let prefix = "events.out.tfevents."

  /// Whether a directory has event files, by whomever they are.
  public static func exist(in directory: String) -> Bool { !names(in: directory).isEmpty }

  private static func names(in directory: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasPrefix(prefix) }
  }

  /// Begins a file that comes after all others of the directory.
  ///
  /// - Parameters:
  ///   - directory: made where it is missing.
  ///   - host: part of the name.
  ///   - step: the first that this file speaks of; what others hold of it and later ones counts no more.
  /// - Throws: `FileError` (73, 74).
  public init(directory: String, host: String, from step: Int) throws {
    try Directory.create(directory)
    let newest = Self.names(in: directory).compactMap {
      Int($0.dropFirst(Self.prefix.count).prefix { $0 != "." })
    }.max()
    // The time in seconds, as others have it; but clocks go back, and a second may see two starts.
    let number = max(Int(Date().timeIntervalSince1970), newest.map { $0 &+ 1 } ?? 0)
    path = "\(directory)/\(Self.prefix)\(number).\(host).\(ProcessInfo.processInfo.processIdentifier)"
    file = try FileDescriptor(openForWriting: path, create: true)
    try append(.fileVersion, step: 0)
    try append(.start, step: step)
    try FileDescriptor(openDirectory: directory).synchronise()
  }

  /// Adds an event of this moment, and has it on the disk.
  ///
  /// - Throws: `FileError` (74) on a full disk, for example; the file then is as before.
  public func append(_ event: Event, step: Int) throws {
    let message = event.message(step: step, time: Date().timeIntervalSince1970)
    let record = TFRecord.framed(try message.serializedBytes())
    do {
      try record.withUnsafeBytes { try file.write($0) }
      try file.synchronise()
      length += record.count
    } catch {
      try? file.truncate(to: length)
      throw error
    }
  }
}
