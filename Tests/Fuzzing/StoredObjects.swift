import HDF5
import Support

/// What a file of ours holds, to be written again with something else in it: right as HDF5, and wrong as ours.
struct StoredObjects {
  enum Values {
    case uint8([UInt8])
    case int32([Int32])
    case int64([Int64])
    case float([Float])
    case double([Double])
    case strings([String])
  }

  struct Object {
    var path: String
    var shape: [Int]
    var values: Values
  }

  /// Of the root, whose path is "/", and of groups below it.
  var attributes: [(group: String, name: String, value: AttributeValue)]
  var objects: [Object]

  init(reading path: String) throws {
    let root = try SealedFile.open(path).root
    let descendants = try root.descendants()
    attributes = try (["/"] + descendants.filter { $0.kind == .group }.map(\.path)).flatMap { path in
      let attributes = try root.group(path).attributes
      return try attributes.names().compactMap { name in
        try attributes.value(name).map { (path, name, $0) }
      }
    }
    objects = try descendants.filter { $0.kind == .dataset }.map { path, _ in
      let dataset = try root.dataset(path)
      let values: Values =
        switch dataset.elementType {
        case UInt8.elementType: .uint8(try dataset.read())
        case Int32.elementType: .int32(try dataset.read())
        case Int64.elementType: .int64(try dataset.read())
        case Float.elementType: .float(try dataset.read())
        case Double.elementType: .double(try dataset.read())
        default: .strings(try dataset.readStrings())
        }
      return Object(path: path, shape: dataset.shape, values: values)
    }
  }

  /// Compressed, and without what is zero alone, for most of a case's time is that of its file's bytes.
  private static let options: StorageOptions = {
    var options = StorageOptions(deflateLevel: 1)
    options.omitsZeros = true
    return options
  }()

  /// Writes the objects as a sealed file.
  func write(to path: String) throws {
    let options = Self.options
    try SealedFile.write(to: path) { root in
      for (group, name, value) in attributes {
        let attributes = try root.createGroup(group).attributes
        switch value {
        case .string(let text): try attributes.set(name, text)
        case .integer(let number): try attributes.set(name, number)
        case .real(let number): try attributes.set(name, number)
        case .other: break
        }
      }
      for object in objects {
        switch object.values {
        case .uint8(let values):
          try root.write(values, to: object.path, shape: object.shape, options: options)
        case .int32(let values):
          try root.write(values, to: object.path, shape: object.shape, options: options)
        case .int64(let values):
          try root.write(values, to: object.path, shape: object.shape, options: options)
        case .float(let values):
          try root.write(values, to: object.path, shape: object.shape, options: options)
        case .double(let values):
          try root.write(values, to: object.path, shape: object.shape, options: options)
        case .strings(let values): try root.write(values, to: object.path, options: options)
        }
      }
    }
  }
}
