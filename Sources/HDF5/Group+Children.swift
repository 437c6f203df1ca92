import CHDF5

extension Group {
  /// The names of the group's children, sorted by their bytes.
  public func childNames() throws -> [String] {
    var info = H5G_info_t()
    try check(place, "list the group") { H5Gget_info(handle.identifier, &info) }
    // A claimed number of children is no reason to reserve memory: each is asked for by itself.
    var names: [String] = []
    for index in 0..<info.nlinks {
      func name(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) -> Int {
        H5Lget_name_by_idx(
          handle.identifier, ".", H5_INDEX_NAME, H5_ITER_INC, index, buffer, size, chdf5_default())
      }
      let length = try check(place, "list the group") { name(nil, 0) }
      var buffer = [CChar](repeating: 0, count: length + 1)
      try check(place, "list the group") { name(&buffer, buffer.count) }
      names.append(String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    return names
  }

  /// What `child` is; nil where there is nothing of this name, or a link that leads nowhere or out of the file.
  public func kind(of child: String) throws -> ObjectKind? {
    var path = ""
    // The library asks for each step by itself: a missing one on the way is an error to it.
    for part in child.split(separator: "/") {
      path += (path.isEmpty ? "" : "/") + part
      let place = self.place.at(self.path(of: path))
      let linked = try check(place, "look for the object") {
        H5Lexists(handle.identifier, path, chdf5_default())
      }
      if linked == 0 { return nil }
      var link = H5L_info_t()
      try check(place, "look at the link") { H5Lget_info(handle.identifier, path, &link, chdf5_default()) }
      // Another file may be anything, also a pipe that never answers.
      if link.type.rawValue >= H5L_TYPE_EXTERNAL.rawValue { return nil }
      let exists = try check(place, "look for the object") {
        H5Oexists_by_name(handle.identifier, path, chdf5_default())
      }
      if exists == 0 { return nil }
    }
    let object = try open(child)
    switch H5Iget_type(object.identifier) {
    case H5I_GROUP: return .group
    case H5I_DATASET: return .dataset
    default: return .other
    }
  }

  /// Whether there is a group or data set of this name.
  public func contains(_ child: String) throws -> Bool { try kind(of: child) != nil }

  /// All groups and data sets below this group by their paths relative to it, in the order of a walk that visits a
  /// group before its children and children by name. An object with several names appears under the first.
  public func descendants() throws -> [(path: String, kind: ObjectKind)] {
    var visited: Set<UInt64> = [try Self.address(handle, place)]
    var found: [(path: String, kind: ObjectKind)] = []
    func visit(_ group: Group, _ prefix: String, depth: Int) throws {
      guard depth <= HDF5File.maximumDepth else {
        throw HDF5Error(group.place, problem: "is a group more than \(HDF5File.maximumDepth) deep")
      }
      for child in try group.childNames() {
        // Groups may contain themselves: each object is entered once.
        guard let kind = try group.kind(of: child),
          visited.insert(try Self.address(try group.open(child), place)).inserted
        else { continue }
        found.append((prefix + child, kind))
        if kind == .group { try visit(try group.group(child), prefix + child + "/", depth: depth + 1) }
      }
    }
    try visit(self, "", depth: 0)
    return found
  }

  private func open(_ child: String) throws -> Handle {
    try Handle(place.at(path(of: child)), "open the object", closing: .object) {
      H5Oopen(handle.identifier, child, chdf5_default())
    }
  }

  private static func address(_ object: Handle, _ place: Place) throws -> UInt64 {
    var address: UInt64 = 0
    try check(place, "look at an object") { chdf5_address(object.identifier, &address) }
    return address
  }
}
