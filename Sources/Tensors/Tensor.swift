/// An array of single-precision numbers, row-major (the last index runs fastest).
public struct Tensor: Hashable, Sendable {
  /// Empty for a scalar.
  public let shape: [Int]
  /// As many as `shape` has elements.
  public let values: [Float]

  /// - Precondition: as many values as the shape has elements.
  public init(shape: [Int], values: [Float]) {
    precondition(shape.reduce(1, *) == values.count, "the shape has another number of elements")
    self.shape = shape
    self.values = values
  }

  /// The number of elements of a shape that a file claims; nil where a dimension is negative or the product overflows.
  static func elementCount(_ shape: [Int]) -> Int? {
    shape.reduce(1 as Int?) { product, length in
      guard let product, length >= 0 else { return nil }
      let (next, overflows) = product.multipliedReportingOverflow(by: length)
      return overflows ? nil : next
    }
  }
}

/// Named tensors with a few words about them, as a file keeps them: a NumPy archive or safetensors.
public struct TensorFile: Hashable, Sendable {
  /// How a file is laid out.
  public enum Format: String, CaseIterable, Sendable {
    /// A zip archive of NumPy arrays, as `numpy.savez` and `numpy.savez_compressed` write it.
    case npz
    /// Hugging Face's format: a JSON header, then the arrays.
    case safetensors
  }

  /// In the order of the file.
  public var tensors: [(name: String, tensor: Tensor)] {
    names.map { ($0, values[$0]!) }
  }
  private(set) var names: [String] = []
  private var values: [String: Tensor] = [:]
  /// What the file says of its tensors.
  public var metadata: [String: String] = [:]

  /// A file that holds nothing yet.
  public init() {}

  /// The tensor of this name; nil where there is none.
  public subscript(name: String) -> Tensor? { values[name] }

  /// - Returns: false, with nothing added, where there is a tensor of that name already.
  @discardableResult
  public mutating func add(_ tensor: Tensor, named name: String) -> Bool {
    guard values[name] == nil else { return false }
    names.append(name)
    values[name] = tensor
    return true
  }

  /// No model of ours comes near; what claims more is not read.
  static let maximumByteCount = 1 << 28
}
