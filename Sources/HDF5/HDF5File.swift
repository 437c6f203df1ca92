import CHDF5
import Support
import Synchronization

/// An open HDF5 file: new and being written, or being read.
///
/// Groups and data sets of it keep it open while they live, until `close`.
public final class HDF5File: Sendable {
  /// The file's path, as errors name it.
  public let path: String
  /// The seal in the file's user block, checked before the file was opened; nil for a file without one.
  public let seal: Seal?
  let handle: Handle
  /// The memory of a file that is being written.
  let storage: ImageMemory.Storage?
  /// The bytes of a file that was read before it was opened.
  private let source: FileImage?
  /// Where the file lies, under its temporary name while it is written.
  private let location: String
  /// The file's length when it was opened, which bounds what its objects can honestly claim to hold.
  let length: Int

  private let digest = Mutex<String?>(nil)

  /// Whether the file carries a seal, which then was found intact.
  public var isSealed: Bool { seal != nil }

  private init(
    location: String, path: String, seal: Seal?, handle: Handle, storage: ImageMemory.Storage? = nil,
    source: FileImage? = nil, length: Int
  ) {
    self.location = location
    self.path = path
    self.seal = seal
    self.handle = handle
    self.storage = storage
    self.source = source
    self.length = length
  }

  // Closing writes to the memory, which goes after this.
  deinit { try? close() }

  /// Creates a file in memory, to be had as bytes by `image`.
  ///
  /// HDF5 cannot be trusted with a disk that fills up: after a failed write it keeps its buffers, tries again when the
  /// program ends, and crashes there, which would hide the error and its exit code. So it writes to memory only.
  /// - Parameters:
  ///   - path: the name of the file to be, for errors.
  ///   - storage: this file's alone while it is open.
  static func create(in storage: ImageMemory.Storage, reportedAs path: String) throws -> HDF5File {
    let place = Place(path: path, object: nil, writing: true)
    let creation = try Handle.propertyList(place, chdf5_class_file_create())
    try check(place, "reserve a user block") {
      H5Pset_userblock(creation.identifier, hsize_t(Seal.blockSize))
    }
    // Without times the same contents give the same bytes.
    try check(place, "switch off time stamps") { H5Pset_obj_track_times(creation.identifier, false) }
    let access = try accessList(place)
    // The oldest format opens everywhere, and an image of it is valid while the file is still open: newer ones have a
    // checksum in front that is not brought up to date for images. The seal covers what those would.
    try check(place, "choose the file format") {
      H5Pset_libver_bounds(access.identifier, H5F_LIBVER_EARLIEST, H5F_LIBVER_V110)
    }
    try storage.attach(to: access, increment: 1 << 20, place)
    let name = nameInMemory()
    let handle = try Handle(place, "create the file", closing: .file) {
      H5Fcreate(name, chdf5_truncate(), creation.identifier, access.identifier)
    }
    return HDF5File(
      location: path, path: path, seal: nil, handle: handle, storage: storage, length: .max)
  }

  /// The library tells files in memory apart by their names.
  static func nameInMemory() -> String {
    "hqnn-memory-\(created.wrappingAdd(1, ordering: .relaxed).newValue)"
  }

  private static let created = Atomic(0)

  /// The bytes of a file in memory as it would lie on a disk, the user block included, which is the caller's to fill.
  /// They are valid until the file is written to or closed.
  func image() throws -> UnsafeMutableRawBufferPointer {
    guard let storage else { preconditionFailure("\(path) is not in memory") }
    return storage.bytes(count: try imageLength())
  }

  private func imageLength() throws -> Int {
    try check(place, "complete the file") { H5Fflush(handle.identifier, H5F_SCOPE_GLOBAL) }
    let size = try check(place, "complete the file") { H5Fget_file_image(handle.identifier, nil, 0) }
    return Seal.blockSize + size
  }

  /// Opens a copy of a file in memory, to be written to, and to be had as bytes by `closedImage`.
  ///
  /// - Parameter storage: this file's alone while it is open.
  static func extend(_ image: FileImage, in storage: ImageMemory.Storage, reportedAs path: String) throws
    -> HDF5File
  {
    let place = Place(path: path, object: nil, writing: true)
    // A file of another program begins with HDF5's signature: room for a seal is made in front, which the library
    // expects in files, since addresses in them count from the signature.
    let missing = image.seal == nil ? Seal.blockSize : 0
    let bytes = AlignedBuffer<UInt8>(count: missing + image.bytes.count)
    bytes.buffer.baseAddress.map {
      ($0 + missing).update(from: image.bytes.pointer, count: image.bytes.count)
    }
    let access = try accessList(place)
    try storage.attach(
      to: access, increment: 1 << 20, contents: UnsafeRawBufferPointer(bytes.buffer), place)
    let name = nameInMemory()
    let handle = try Handle(place, "open the file", closing: .file) {
      H5Fopen(name, chdf5_read_write(), access.identifier)
    }
    return HDF5File(location: path, path: path, seal: nil, handle: handle, storage: storage, length: .max)
  }

  /// Closes a file in memory, and gives its bytes as `image` does. Newer formats than ours have a checksum in front,
  /// which is right only then.
  func closedImage() throws -> UnsafeMutableRawBufferPointer {
    guard let storage else { preconditionFailure("\(path) is not in memory") }
    let length = try imageLength()
    try close()
    return storage.bytes(count: length)
  }

  /// Opens a file for reading without looking at its seal: `SealedFile.open` does. Of one without a seal a copy is opened.
  static func open(_ path: String, seal: Seal?, reportedAs reportedPath: String? = nil) throws -> HDF5File {
    guard let seal else { return try FileImage(reading: path).open() }
    let place = Place(path: reportedPath ?? path, object: nil, writing: false)
    let access = try accessList(place)
    let length = try FileDescriptor(openForSeeking: path).length()
    let handle = try Handle(place, "open the file", closing: .file) {
      H5Fopen(path, chdf5_read_only(), access.identifier)
    }
    return HDF5File(
      location: path, path: place.path, seal: seal, handle: handle, length: length)
  }

  /// Opens a file of which all bytes are in memory.
  static func open(_ image: FileImage) throws -> HDF5File {
    let place = Place(path: image.path, object: nil, writing: false)
    let access = try accessList(place)
    try image.lend(to: access, place)
    let name = nameInMemory()
    let handle = try Handle(place, "open the file", closing: .file) {
      H5Fopen(name, chdf5_read_only(), access.identifier)
    }
    return HDF5File(
      location: image.path, path: image.path, seal: image.seal, handle: handle, source: image,
      length: image.bytes.count)
  }

  static func accessList(_ place: Place) throws(HDF5Error) -> Handle {
    let access = try Handle.propertyList(place, chdf5_class_file_access())
    _ = withoutExternalLinks
    // Closing the file closes what is still open in it: otherwise it would stay open, unwritten, without an error.
    try check(place, "set how the file closes") { H5Pset_fclose_degree(access.identifier, H5F_CLOSE_STRONG) }
    return access
  }

  /// Has the library forget how links to other files are followed, on which whoever made a file would decide what we
  /// open: it may be a pipe that never answers.
  private static let withoutExternalLinks: Void = { _ = H5Lunregister(H5L_TYPE_EXTERNAL) }()

  /// The group that holds all others.
  public var root: Group {
    get throws { try Group(file: self, name: "/") }
  }

  /// Closes the file, with every group and data set of it that is open.
  public func close() throws { try handle.closeNow(place, "close the file") }

  /// The SHA-256 digest of the whole file, the user block included; read for it once.
  public func sha256() throws -> String {
    try digest.withLock { digest in
      let value = try digest ?? source?.sha256 ?? SHA256.hexadecimal(ofFile: location)
      digest = value
      return value
    }
  }

  var place: Place { Place(path: path, object: nil, writing: storage != nil) }
}
