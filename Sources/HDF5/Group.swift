import CHDF5
import Support

/// A group of an open file: a folder of data sets and groups, with attributes.
///
/// Names of children may be paths such as "drug/gcn1/weight"; writing makes the groups on the way.
public final class Group: Sendable {
  public let file: HDF5File
  /// The group's path in the file: "/" or "/drugs".
  public let name: String
  let handle: Handle

  /// Opens an existing group.
  init(file: HDF5File, name: String) throws {
    self.file = file
    self.name = name
    let place = file.place.at(name)
    handle = try Handle(place, "open the group", closing: .group) {
      H5Gopen2(file.handle.identifier, name, chdf5_default())
    }
  }

  private init(creating name: String, in file: HDF5File) throws {
    self.file = file
    self.name = name
    let place = file.place.at(name)
    let creation = try Handle.propertyList(place, chdf5_class_group_create())
    try check(place, "switch off time stamps") { H5Pset_obj_track_times(creation.identifier, false) }
    handle = try Handle(place, "make the group", closing: .group) {
      H5Gcreate2(file.handle.identifier, name, chdf5_default(), creation.identifier, chdf5_default())
    }
  }

  public var attributes: Attributes { Attributes(file: file, holder: handle, place: place) }

  var place: Place { file.place.at(name) }

  func path(of child: String) -> String { name == "/" ? "/" + child : name + "/" + child }

  /// An existing group.
  /// - Throws: `HDF5Error` if there is none of this name.
  public func group(_ child: String) throws -> Group {
    try require(child, .group)
    return try Group(file: file, name: path(of: child))
  }

  /// The group of this name, made if there is none, like those on the way to it.
  public func createGroup(_ child: String) throws -> Group {
    var group = self
    for part in child.split(separator: "/").map(String.init) {
      let path = group.path(of: part)
      group =
        try group.kind(of: part) == nil
        ? Group(creating: path, in: file) : Group(file: file, name: path)
    }
    return group
  }

  /// An existing data set.
  /// - Throws: `HDF5Error` if there is none of this name.
  public func dataset(_ child: String) throws -> Dataset {
    try require(child, .dataset)
    return try Dataset(file: file, name: path(of: child))
  }

  private func require(_ child: String, _ kind: ObjectKind) throws {
    switch try self.kind(of: child) {
    case kind: return
    case nil: throw HDF5Error(file.place.at(path(of: child)), problem: "is missing")
    case let other?:
      throw HDF5Error(file.place.at(path(of: child)), problem: "is a \(other), expected a \(kind)")
    }
  }
}

/// What a name in a group stands for.
public enum ObjectKind: String, Sendable, CustomStringConvertible {
  case group
  case dataset = "data set"
  case other = "thing that is neither group nor data set"

  public var description: String { rawValue }
}
