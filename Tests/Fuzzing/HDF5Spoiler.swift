import CHDF5
import HDF5
import Support

/// Sound HDF5 files of one schema, and how cases are made of them: by changing what is in them as a writer could, with a
/// right seal, or by changing their bytes, with the seal taken off, for nothing behind a seal gets further than its digest.
struct HDF5Spoiler {
  private let objects: StoredObjects
  /// Without seals; in the library's old format and in its new one.
  private var images: [(bytes: [UInt8], places: [Int])] = []

  /// - Parameter path: a sealed file.
  init(_ path: String, workshop: String) throws {
    objects = try StoredObjects(reading: path)
    let packed = workshop + "/packed.h5"
    try objects.write(to: packed)
    let renewed = workshop + "/renewed.h5"
    try renew(packed, to: renewed)
    images = try [Array(Seeds.bytes(packed)[Seal.blockSize...]), Seeds.bytes(renewed)].map {
      ($0, Self.places($0))
    }
  }

  /// Writes the file of a case.
  func write(_ mutator: inout Mutator, to path: String) throws {
    if mutator.chance(4) {
      var spoilt = objects
      spoilt.spoil(&mutator)
      try spoilt.write(to: path)
      return
    }
    let image = mutator.pick(images)
    var bytes = image.bytes
    for _ in 0..<mutator.few() {
      if mutator.chance(4) {
        bytes = mutator.spoil(bytes, with: bytes, words: Self.words)
      } else {
        mutator.spoilNumber(&bytes, places: image.places)
      }
    }
    try Seeds.write(bytes, to: path)
  }

  private static let words = [
    "TREE", "HEAP", "SNOD", "GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "FHIB", "BTHD", "BTLF", "FADB",
  ]
  .map { Array($0.utf8) }

  /// Where lengths and addresses seem to stand: numbers that are no larger than the file, or all ones.
  private static func places(_ bytes: [UInt8]) -> [Int] {
    (0..<max(0, bytes.count - 8)).filter { place in
      let value = (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place + $1]) }
      return value == .max || value > 0 && value <= UInt64(bytes.count)
    }
  }

  /// Copies a file's objects into one of the library's newest format, whose structures are all other ones.
  private func renew(_ path: String, to copy: String) throws {
    func must<Status: SignedInteger>(_ status: Status) throws -> Status {
      if status < 0 { throw FileError(.failure, copy, "cannot be made") }
      return status
    }
    let access = try must(H5Pcreate(chdf5_class_file_access()))
    _ = try must(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110))
    let source = try must(H5Fopen(path, chdf5_read_only(), chdf5_default()))
    let target = try must(H5Fcreate(copy, chdf5_truncate(), chdf5_default(), access))
    for group in Set(objects.objects.map { $0.path.prefix { $0 != "/" } }).map(String.init).sorted() {
      _ = try must(H5Ocopy(source, group, target, group, chdf5_default(), chdf5_default()))
    }
    for (group, name, _) in objects.attributes where group == "/" {
      _ = try must(Self.copyAttribute(name, source, target))
    }
    _ = try (must(H5Fclose(target)), must(H5Fclose(source)), must(H5Pclose(access)))
  }

  private static func copyAttribute(_ name: String, _ source: hid_t, _ target: hid_t) -> herr_t {
    let attribute = H5Aopen(source, name, chdf5_default())
    let (type, space) = (H5Aget_type(attribute), H5Aget_space(attribute))
    let copy = H5Acreate2(target, name, type, space, chdf5_default(), chdf5_default())
    defer { _ = (H5Aclose(copy), H5Aclose(attribute), H5Tclose(type), H5Sclose(space)) }
    // Single values all: at most a pointer to a text.
    var value: UInt64 = 0
    return H5Aread(attribute, type, &value) < 0 ? -1 : H5Awrite(copy, type, &value)
  }
}
