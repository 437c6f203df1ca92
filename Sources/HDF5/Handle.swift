import CHDF5
import Synchronization

/// An open identifier of the library that closes itself.
///
/// Bind a handle to a name before passing its identifier on: the object lives to the end of the call only then.
/// The threadsafe library guards all its calls by one lock, so that a handle may be used from any thread.
final class Handle: Sendable {
  /// What an identifier stands for, which decides how it is closed.
  enum Kind {
    case file, group, dataset, attribute, object, space, type, propertyList
  }

  let identifier: hid_t
  private let kind: Kind
  private let isOpen = Atomic(true)

  /// Takes over the identifier that `open` returns.
  /// - Throws: `HDF5Error` if it is negative.
  init(_ place: Place, _ attempt: @autoclosure () -> String, closing kind: Kind, open: () -> hid_t)
    throws(HDF5Error)
  {
    identifier = try check(place, attempt(), open)
    self.kind = kind
  }

  private func close() -> herr_t {
    switch kind {
    case .file: H5Fclose(identifier)
    case .group: H5Gclose(identifier)
    case .dataset: H5Dclose(identifier)
    case .attribute: H5Aclose(identifier)
    case .object: H5Oclose(identifier)
    case .space: H5Sclose(identifier)
    case .type: H5Tclose(identifier)
    case .propertyList: H5Pclose(identifier)
    }
  }

  /// Closes the identifier now, once.
  /// - Throws: `HDF5Error` if that fails, as it may where closing writes.
  func closeNow(_ place: Place, _ attempt: @autoclosure () -> String) throws(HDF5Error) {
    guard isOpen.exchange(false, ordering: .relaxed) else { return }
    try check(place, attempt()) { close() }
  }

  // Nothing can be done about a failure here: files, whose closing writes, are closed by `HDF5File.close`.
  deinit {
    guard isOpen.load(ordering: .relaxed) else { return }
    chdf5_silence()
    _ = close()
  }

  static func propertyList(_ place: Place, _ listClass: hid_t) throws(HDF5Error) -> Handle {
    try Handle(place, "make a property list", closing: .propertyList) { H5Pcreate(listClass) }
  }

  /// A data space of this shape; scalar for an empty one.
  static func space(_ place: Place, _ shape: [Int]) throws(HDF5Error) -> Handle {
    try Handle(place, "describe the shape \(shape)", closing: .space) {
      shape.isEmpty
        ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), shape.map(hsize_t.init), nil)
    }
  }

  /// UTF-8 strings of `size` bytes, padded with NUL; of variable length for nil.
  static func stringType(_ place: Place, size: Int?) throws(HDF5Error) -> Handle {
    let type = try Handle(place, "make a string type", closing: .type) { H5Tcopy(chdf5_c_string()) }
    try check(place, "set a string's length") { H5Tset_size(type.identifier, size ?? chdf5_variable()) }
    try check(place, "set a string's character set") { H5Tset_cset(type.identifier, H5T_CSET_UTF8) }
    if size != nil {
      try check(place, "set a string's padding") { H5Tset_strpad(type.identifier, H5T_STR_NULLPAD) }
    }
    return type
  }
}
