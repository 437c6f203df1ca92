/// Parts of the parameters that people look at apart. Each is a range of the flat buffer.
public enum ParameterGroup: String, CaseIterable, Codable, Sendable {
  /// All of "drug/".
  case drugBranch = "drug-branch"
  /// All of "cell/".
  case cellLineBranch = "cell-line-branch"
  /// The quantum head's angles.
  case circuitAngles = "circuit-angles"
  /// What the circuit's expectation is multiplied by, and what is added.
  case scaleAndOffset = "scale-and-offset"
  /// What is trained of the way from the joined embeddings to the circuit's angles.
  case encoding
  /// The dense layers of the classical head.
  case classicalHead = "classical-head"

  /// The group of a parameter of this name; that of one which no model has counts to the classical head.
  public init(of name: String) {
    if name.hasPrefix("drug/") {
      self = .drugBranch
    } else if name.hasPrefix("cell/") {
      self = .cellLineBranch
    } else if name.hasPrefix("head/quantum/") {
      self =
        name.hasSuffix("/weights")
        ? .circuitAngles : name.hasPrefix("head/quantum/encoding_") ? .encoding : .scaleAndOffset
    } else {
      self = .classicalHead
    }
  }
}

extension ParameterLayout {
  /// The groups that there are, in the order in which they follow each other in the flat buffer, and their places.
  public var groups: [(group: ParameterGroup, range: Range<Int>)] {
    var groups: [(group: ParameterGroup, range: Range<Int>)] = []
    for entry in entries {
      let group = ParameterGroup(of: entry.name)
      if let last = groups.last, last.group == group {
        groups[groups.count - 1].range = last.range.lowerBound..<entry.range.upperBound
      } else {
        groups.append((group, entry.range))
      }
    }
    return groups
  }
}
