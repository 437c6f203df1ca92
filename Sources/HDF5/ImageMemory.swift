import CHDF5
import Support
import Synchronization

/// The memory in which files are put together before they are written to the disk.
///
/// Fresh memory costs a page fault every few kilobytes: a program that writes a large file again and again keeps this
/// from one to the next. May be used from several threads; files under construction at the same time each get memory
/// of their own.
public final class ImageMemory: Sendable {
  private let kept = Mutex<Storage?>(nil)

  public init() {}

  /// What was kept, for one file alone, or new memory.
  func take() -> Storage {
    kept.withLock { kept in
      defer { kept = nil }
      return kept ?? Storage()
    }
  }

  /// Gets back what a file took that is closed.
  func giveBack(_ storage: Storage) { kept.withLock { $0 = storage } }

  /// What one file takes at a time.
  final class Storage: @unchecked Sendable {
    /// The file's bytes. HDF5 asks it for room while the file is open and leaves it the memory when it is closed.
    private let image = UnsafeMutablePointer<chdf5_memory>.allocate(capacity: 1)
    /// A chunk with its checksum.
    private var chunk = AlignedBuffer<UInt8>(count: 0)

    init() { image.initialize(to: chdf5_memory()) }

    deinit {
      free(image.pointee.bytes)
      image.deallocate()
    }

    /// Makes this the memory of the file that is created with `access`.
    ///
    /// - Parameter increment: what the file grows by.
    func attach(to access: Handle, increment: Int, _ place: Place) throws(HDF5Error) {
      image.pointee.length = 0
      try check(place, "choose memory for storage") {
        chdf5_set_memory(access.identifier, increment, image)
      }
    }

    /// Makes this the memory of the file that is opened with `access`, which begins as `contents`.
    func attach(
      to access: Handle, increment: Int, contents: UnsafeRawBufferPointer, _ place: Place
    ) throws(HDF5Error) {
      image.pointee.length = 0
      try check(place, "choose memory for storage") {
        chdf5_extend_memory(access.identifier, increment, image, contents.baseAddress, contents.count)
      }
    }

    /// The first `count` bytes of the file, its user block included.
    ///
    /// - Precondition: the file is that long, and complete.
    func bytes(count: Int) -> UnsafeMutableRawBufferPointer {
      precondition(count <= image.pointee.length, "the file is not that long")
      return UnsafeMutableRawBufferPointer(start: image.pointee.bytes, count: count)
    }

    /// Room for a chunk of `count` bytes.
    func chunk(count: Int) -> UnsafeMutableRawBufferPointer {
      if chunk.count < count { chunk = AlignedBuffer(count: count) }
      return UnsafeMutableRawBufferPointer(start: chunk.pointer, count: count)
    }
  }
}
