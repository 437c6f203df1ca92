/// Where each parameter lies in the one flat buffer that holds them all, and likewise its gradient and moments.
///
/// The order is that of the table in the model's description: drug branch, cell-line branch, head. So both
/// heads share the part before the head. There are no gaps. Orientation as in PyTorch: dense and graph
/// convolution [out, in], convolution [out, in, kernel].
public struct ParameterLayout: Sendable, Hashable {
  /// One parameter: a tensor, row-major.
  public struct Entry: Sendable, Hashable {
    /// Such as "drug/gcn1/weight".
    public let name: String
    /// Empty for a scalar.
    public let shape: [Int]
    /// The place of its first element in the flat buffer.
    public let offset: Int
    /// The number of its elements.
    public let count: Int
    /// How it starts.
    let initialisation: Initialisation

    public var range: Range<Int> { offset..<offset + count }
  }

  /// All parameters in order.
  public private(set) var entries: [Entry] = []
  /// The number of elements in all.
  public private(set) var count = 0

  /// The parameter of that name, nil if there is none.
  public func entry(named name: String) -> Entry? { entries.first { $0.name == name } }

  /// The parameter that an element of the flat buffer belongs to.
  ///
  /// - Precondition: `index` is in `0 ..< count`.
  public func entry(containing index: Int) -> Entry {
    precondition(0 <= index && index < count)
    // The last entry that starts at or before the index, by bisection.
    var lower = 0
    var upper = entries.count
    while upper - lower > 1 {
      let middle = (lower + upper) / 2
      if entries[middle].offset <= index { lower = middle } else { upper = middle }
    }
    return entries[lower]
  }

  /// The place of a parameter that the layers know to exist.
  func offset(of name: String) -> Int {
    guard let entry = entry(named: name) else { preconditionFailure("no parameter \(name)") }
    return entry.offset
  }

  mutating func append(_ name: String, _ shape: [Int], _ initialisation: Initialisation) {
    let size = shape.reduce(1, *)
    entries.append(
      Entry(name: name, shape: shape, offset: count, count: size, initialisation: initialisation))
    count += size
  }
}
