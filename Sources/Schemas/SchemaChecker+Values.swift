import Foundation
import HDF5
import Support

extension SchemaChecker {
  /// A data set's values, for constraints.
  enum Values {
    case integers([Int64])
    case singles([Float])
    case doubles([Double])
    case strings([String])

    var count: Int {
      switch self {
      case .integers(let values): values.count
      case .singles(let values): values.count
      case .doubles(let values): values.count
      case .strings(let values): values.count
      }
    }
  }

  func values(_ dataset: Dataset) throws -> Values {
    switch dataset.elementType {
    case UInt8.elementType: .integers(try dataset.read(as: UInt8.self).map(Int64.init))
    case Int32.elementType: .integers(try dataset.read(as: Int32.self).map(Int64.init))
    case Int64.elementType: .integers(try dataset.read(as: Int64.self))
    case Float.elementType: .singles(try dataset.read())
    case Double.elementType: .doubles(try dataset.read())
    case .fixedString, .variableString: .strings(try dataset.readStrings())
    default: throw refuse(dataset.name, "has the type \(dataset.elementType), which hqnn does not use")
    }
  }

  /// The integers at a path that the structure check has found to be there.
  private func integers(at path: String) throws -> [Int64] {
    guard case .integers(let values) = try values(try root.dataset(String(path.dropFirst()))) else {
      return []
    }
    return values
  }

  /// All constraints of all data sets.
  mutating func checkValues() throws {
    for rule in schema.datasets where !rule.constraints.isEmpty {
      guard let dataset = try dataset(rule) else { continue }
      let values = try values(dataset)
      for constraint in rule.constraints { try check(values, constraint, dataset) }
    }
    for tree in schema.trees where !tree.constraints.isEmpty {
      for (_, dataset) in try leaves(tree) {
        let values = try values(dataset)
        for constraint in tree.constraints { try check(values, constraint, dataset) }
      }
    }
  }

  private func check(_ values: Values, _ constraint: Schema.Constraint, _ dataset: Dataset) throws {
    if case .notEmpty = constraint {
      if values.count == 0 { throw refuse(dataset.name, "is empty, expected at least one value") }
      return
    }
    func require<Value>(_ values: [Value], _ violation: (Int, String)?) throws {
      guard let (index, expected) = violation else { return }
      let found = values[index] is String ? "'\(values[index])'" : "\(values[index])"
      throw refuse(dataset.name, "\(place(index, dataset.shape)) is \(found), expected \(expected)")
    }
    switch values {
    case .integers(let values): try require(values, violation(values, constraint, dataset.shape))
    case .singles(let values): try require(values, violation(values, constraint, dataset.shape))
    case .doubles(let values): try require(values, violation(values, constraint, dataset.shape))
    case .strings(let values): try require(values, violation(values, constraint))
    }
  }

  /// "row 3", or "element [3, 1]".
  private func place(_ index: Int, _ shape: [Int]) -> String {
    if shape.count < 2 { return shape.isEmpty ? "the value" : "row \(index)" }
    var rest = index
    var position: [Int] = []
    for extent in shape.reversed() {
      position.append(rest % extent)
      rest /= extent
    }
    return "element [\(position.reversed().map(String.init).joined(separator: ", "))]"
  }

  private func extent(_ extent: Schema.Extent) -> Int64 {
    Int64((extent.symbol.flatMap { report.extents[$0] } ?? 0) + extent.offset)
  }

  /// The first value that breaks a constraint, and what was expected instead.
  private func violation(
    _ values: [Int64], _ constraint: Schema.Constraint, _ shape: [Int]
  ) throws -> (Int, String)? {
    func first(_ expected: String, where broken: (Int64) -> Bool) -> (Int, String)? {
      values.firstIndex(where: broken).map { ($0, expected) }
    }
    func step(_ expected: String, where broken: (Int64, Int64) -> Bool) -> (Int, String)? {
      values.indices.dropFirst().first { broken(values[$0 - 1], values[$0]) }
        .map { ($0, "\(expected) \(values[$0 - 1]) before it") }
    }
    switch constraint {
    case .minimum(let bound): return first("at least \(Int(bound))") { Double($0) < bound }
    case .range(let low, let high, _):
      return first("\(Int(low)) ... \(Int(high))") { Double($0) < low || Double($0) > high }
    case .increasing: return step("more than the") { $1 <= $0 }
    case .nondecreasing: return step("at least the") { $1 < $0 }
    case .first(let bound):
      return values.first.map { $0 == extent(bound) } ?? true ? nil : (0, "\(extent(bound))")
    case .last(let bound):
      let expected = extent(bound)
      return values.last.map { $0 == expected } ?? true
        ? nil : (values.count - 1, bound.symbol.map { "\($0) = \(expected)" } ?? "\(expected)")
    case .indexBelow(let bound):
      let limit = extent(bound)
      return first("a row number 0 ..< \(limit)") { $0 < 0 || $0 >= limit }
    case .unique: return repetition(values)
    case .disjoint(let other):
      let others = Set(try integers(at: other))
      return first("no value of \(other)") { others.contains($0) }
    case .localIndex(let rows, let into):
      return Self.localIndexViolation(
        values, shape, rows: try integers(at: rows), into: try integers(at: into), into)
    case .restarts(let rows): return Self.restartViolation(values, rows: try integers(at: rows), rows)
    case .pairs(let rows): return Self.pairViolation(values, shape, rows: try integers(at: rows))
    case .finite, .notBlank, .notEmpty, .oneHot, .equalShares: return nil
    }
  }

  private func violation<Value: BinaryFloatingPoint>(
    _ values: [Value], _ constraint: Schema.Constraint, _ shape: [Int]
  ) -> (Int, String)? {
    func first(_ expected: String, where broken: (Value) -> Bool) -> (Int, String)? {
      values.firstIndex(where: broken).map { ($0, expected) }
    }
    switch constraint {
    case .finite: return first("a finite number") { !$0.isFinite }
    case .minimum(let bound): return first("at least \(bound)") { !(Double($0) >= bound) }
    case .range(let low, let high, let allowsNaN):
      return first("\(low) ... \(high)") {
        !(Double($0) >= low && Double($0) <= high) && !(allowsNaN && $0.isNaN)
      }
    case .oneHot(let widths): return FeatureRows.oneHotViolation(values, width: shape[1], groups: widths)
    case .equalShares: return FeatureRows.shareViolation(values, width: shape[1])
    default: return nil
    }
  }

  private func violation(_ values: [String], _ constraint: Schema.Constraint) -> (Int, String)? {
    switch constraint {
    case .unique: repetition(values)
    case .notBlank:
      values.firstIndex { $0.allSatisfy(\.isWhitespace) }.map { ($0, "a text") }
    default: nil
    }
  }

  private func repetition<Value: Hashable>(_ values: [Value]) -> (Int, String)? {
    var rows: [Value: Int] = [:]
    for (row, value) in values.enumerated() {
      if let earlier = rows.updateValue(row, forKey: value) {
        return (row, "a value of its own (row \(earlier) has it too)")
      }
    }
    return nil
  }
}
