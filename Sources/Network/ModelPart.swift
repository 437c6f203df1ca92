/// The parts of a model that can be taken from another model, or left as they are.
public enum ModelPart: String, CaseIterable, Sendable {
  case drugBranch = "drug-branch"
  case cellLineBranch = "cell-line-branch"
  /// The quantum or the classical head.
  case head
}

/// Some of the parts of a model, written as "drug-branch,head".
public struct ModelParts: Codable, Hashable, Sendable, CustomStringConvertible {
  /// In the order in which they lie in the flat buffer.
  public let parts: [ModelPart]

  public init(_ parts: some Sequence<ModelPart>) {
    let parts = Array(parts)
    self.parts = ModelPart.allCases.filter(parts.contains)
  }

  /// - Parameter text: names with commas between; nil if one is not the name of a part, or there is none.
  public init?(_ text: String) {
    var parts: [ModelPart] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let part = ModelPart(rawValue: String(name)) else { return nil }
      parts.append(part)
    }
    self.init(parts)
  }

  public static let none = ModelParts([])
  public static let all = ModelParts(ModelPart.allCases)

  public func contains(_ part: ModelPart) -> Bool { parts.contains(part) }

  public var description: String { parts.map(\.rawValue).joined(separator: ",") }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let parts = ModelParts(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no list of parts of the model")
    }
    self = parts
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension ParameterGroup {
  /// The part of the model that the group belongs to.
  public var part: ModelPart {
    switch self {
    case .drugBranch: .drugBranch
    case .cellLineBranch: .cellLineBranch
    case .circuitAngles, .scaleAndOffset, .encoding, .classicalHead: .head
    }
  }
}

extension ParameterLayout.Entry {
  /// The part of the model that the parameter belongs to.
  public var part: ModelPart { ParameterGroup(of: name).part }
}

extension ParameterLayout {
  /// The place of a part in the flat buffer.
  func range(of part: ModelPart) -> Range<Int> {
    let entries = entries.filter { $0.part == part }
    guard let first = entries.first, let last = entries.last else {
      preconditionFailure("a part without parameters")
    }
    return first.range.lowerBound..<last.range.upperBound
  }
}
