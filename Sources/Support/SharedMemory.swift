import CFile
import Foundation

/// Memory that several processes of one machine have in common, zero at first.
///
/// It is a file without a name in any file system (memfd_create): no limit of /dev/shm holds for it, and nothing is left
/// behind, however its processes end. Not synchronised: who shares it agrees on who writes what, and when.
public final class SharedMemory: @unchecked Sendable {
  public let byteCount: Int
  public let base: UnsafeMutableRawPointer
  private var descriptor: Int32

  /// Where other processes find the memory as long as its maker offers it.
  public struct Address: BitwiseCopyable, Equatable, Sendable {
    let process, descriptor, device, inode: Int64
  }

  /// A system call that failed.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String

    init(_ what: String, _ code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
  }

  /// Makes new memory, and offers it to other processes until `withdraw`.
  ///
  /// Its pages are taken from the machine when they are first written to, by the writer's own memory controller where
  /// there are several.
  /// - Throws: `Failure` where the system refuses.
  public init(byteCount: Int) throws {
    precondition(byteCount > 0)
    let descriptor = file_create_in_memory("hqnn", byteCount)
    if descriptor < 0 { throw Failure("memory to share cannot be made", errno) }
    do {
      base = try Self.map(descriptor, byteCount)
    } catch {
      close(descriptor)
      throw error
    }
    self.byteCount = byteCount
    self.descriptor = descriptor
  }

  /// Maps the memory that another process offers.
  ///
  /// - Throws: `Failure` where it cannot be found, as by a process that sees no other's (another container), or is not
  ///   the one that was meant.
  public init(at address: Address, byteCount: Int) throws {
    let path = "/proc/\(address.process)/fd/\(address.descriptor)"
    // Looked at before it is opened: under that name there may be anything.
    var status = stat()
    if stat(path, &status) < 0 { throw Failure("memory of another process cannot be found", errno) }
    try Self.require(status, address, byteCount)
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    if descriptor < 0 { throw Failure("memory of another process cannot be opened", errno) }
    defer { close(descriptor) }
    if fstat(descriptor, &status) < 0 { throw Failure("memory of another process cannot be opened", errno) }
    try Self.require(status, address, byteCount)
    base = try Self.map(descriptor, byteCount)
    self.byteCount = byteCount
    self.descriptor = -1
  }

  deinit {
    munmap(base, byteCount)
    withdraw()
  }

  /// - Precondition: this process made the memory and still offers it.
  public var address: Address {
    precondition(descriptor >= 0, "this memory is not on offer")
    var status = stat()
    fstat(descriptor, &status)
    return Address(
      process: Int64(getpid()), descriptor: Int64(descriptor),
      device: Int64(truncatingIfNeeded: status.st_dev), inode: Int64(truncatingIfNeeded: status.st_ino))
  }

  /// Offers the memory no longer; who has it keeps it.
  public func withdraw() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  private static func require(_ status: stat, _ address: Address, _ byteCount: Int) throws {
    guard Int64(truncatingIfNeeded: status.st_dev) == address.device,
      Int64(truncatingIfNeeded: status.st_ino) == address.inode, Int(status.st_size) == byteCount
    else { throw Failure("memory of another process cannot be found", ESRCH) }
  }

  private static func map(_ descriptor: Int32, _ byteCount: Int) throws -> UnsafeMutableRawPointer {
    guard let base = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else { throw Failure("memory to share cannot be mapped", errno) }
    return base
  }
}
