import CHDF5
import Support

/// What the dimensions of a data set count, for programs that show axes.
public struct DatasetAxes: Sendable {
  /// One dimension.
  public struct Axis: Sendable {
    public let label: String
    /// The path of the data set of one dimension whose values stand along this axis; nil for none.
    public let scale: String?

    public init(label: String, scale: String? = nil) {
      self.label = label
      self.scale = scale
    }
  }

  /// The data set's path.
  public let dataset: String
  /// As many as the data set has dimensions.
  public let axes: [Axis]

  public init(dataset: String, axes: [Axis]) {
    self.dataset = dataset
    self.axes = axes
  }
}

/// Dimension scales in the form of the HDF5 specification of that name, which is that of netCDF-4 too. They are
/// written by hand because the library has them in another one, which programs would need at run time for this alone,
/// and which writes a scale's list of users anew for each, leaving gaps.
extension Group {
  /// Gives each data set its labels, and has it and its scales refer to each other.
  ///
  /// An axis whose scale is the data set itself makes it a scale. Another one attaches that.
  /// - Parameter described: each data set once, with paths relative to this group.
  /// - Precondition: data sets and scales exist, and have no axes yet; whatever is a scale is one of `described`.
  /// - Throws: `HDF5Error` with exit code 74.
  public func describeAxes(_ described: [DatasetAxes]) throws {
    var users: [String: [chdf5_scale_user]] = [:]
    for item in described {
      let attributes = try dataset(item.dataset).attributes
      try attributes.setLabels(item.axes.map(\.label))
      let scales = item.axes.map { $0.scale == item.dataset ? nil : $0.scale }
      if scales.allSatisfy({ $0 == nil }) { continue }
      try attributes.setDimensionList(scales.map { try $0.map(reference) })
      let user = try reference(item.dataset)
      for (dimension, scale) in scales.enumerated() {
        guard let scale else { continue }
        users[scale, default: []].append(chdf5_scale_user(dataset: user, dimension: Int32(dimension)))
      }
    }
    for item in described where item.axes.contains(where: { $0.scale == item.dataset }) {
      let attributes = try dataset(item.dataset).attributes
      try attributes.setFixed("CLASS", "DIMENSION_SCALE")
      try attributes.setFixed("NAME", item.axes[0].label)
      if let users = users[item.dataset] { try attributes.setReferenceList(users) }
    }
  }

  private func reference(_ child: String) throws -> hobj_ref_t {
    var reference = hobj_ref_t()
    try check(place.at(path(of: child)), "refer to the data set") {
      H5Rcreate(&reference, handle.identifier, child, H5R_OBJECT, -1)
    }
    return reference
  }
}

extension Attributes {
  /// DIMENSION_LABELS: a text a dimension.
  fileprivate func setLabels(_ labels: [String]) throws {
    let name = "DIMENSION_LABELS"
    let type = try Handle.stringType(place(name), size: nil)
    let texts = labels.map { strdup($0) }
    defer { for text in texts { free(text) } }
    try create(name, type.identifier, type.identifier, shape: [labels.count], texts)
  }

  /// DIMENSION_LIST: for each dimension the scales attached to it, here one or none.
  fileprivate func setDimensionList(_ scales: [hobj_ref_t?]) throws {
    let name = "DIMENSION_LIST"
    let type = try Handle(place(name), "make the type of references", closing: .type) {
      H5Tvlen_create(chdf5_object_reference())
    }
    var references = scales.map { $0 ?? 0 }
    try references.withUnsafeMutableBufferPointer { references in
      let lists = scales.indices.map { dimension in
        scales[dimension] == nil
          ? hvl_t(len: 0, p: nil) : hvl_t(len: 1, p: references.baseAddress! + dimension)
      }
      try create(name, type.identifier, type.identifier, shape: [scales.count], lists)
    }
  }

  /// REFERENCE_LIST: who has the scale attached, and to which dimension.
  fileprivate func setReferenceList(_ users: [chdf5_scale_user]) throws {
    let name = "REFERENCE_LIST"
    let type = try Handle(place(name), "make the type of references", closing: .type) {
      chdf5_scale_user_type()
    }
    // Entries end in padding, which is part of the file: what nobody sets there would differ from run to run.
    let entries = UnsafeMutableBufferPointer<chdf5_scale_user>.allocate(capacity: users.count)
    defer { entries.deallocate() }
    UnsafeMutableRawBufferPointer(entries).initializeMemory(as: UInt8.self, repeating: 0)
    for (index, user) in users.enumerated() {
      entries[index].dataset = user.dataset
      entries[index].dimension = user.dimension
    }
    try create(name, type.identifier, type.identifier, shape: [users.count], entries.baseAddress!)
  }

  /// An ASCII text of fixed length, by which the library knows scales: it does not look at others.
  fileprivate func setFixed(_ name: String, _ text: String) throws {
    let bytes = Array(text.utf8) + [0]
    let type = try Handle(place(name), "make a string type", closing: .type) { H5Tcopy(chdf5_c_string()) }
    try check(place(name), "set a string's length") { H5Tset_size(type.identifier, bytes.count) }
    try create(name, type.identifier, type.identifier, bytes)
  }
}
