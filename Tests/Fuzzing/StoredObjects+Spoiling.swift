import HDF5

extension StoredObjects {
  /// Changes values, shapes, types, names, or what is there at all.
  mutating func spoil(_ mutator: inout Mutator) {
    for _ in 0..<mutator.few() { spoilOnce(&mutator) }
  }

  private mutating func spoilOnce(_ mutator: inout Mutator) {
    let object = mutator.below(objects.count)
    switch mutator.below(10) {
    case 0: if objects.count > 1 { objects.remove(at: object) }
    case 1: objects[object].reshape(&mutator)
    case 2: objects[object].values = objects[object].values.converted(&mutator)
    case 3:
      let other = mutator.below(objects.count)
      (objects[object].shape, objects[other].shape) = (objects[other].shape, objects[object].shape)
      (objects[object].values, objects[other].values) = (objects[other].values, objects[object].values)
    case 4 where !attributes.isEmpty: spoilAttribute(mutator.below(attributes.count), &mutator)
    default: objects[object].values.spoilValue(&mutator)
    }
  }

  private mutating func spoilAttribute(_ place: Int, _ mutator: inout Mutator) {
    switch mutator.below(4) {
    case 0: attributes.remove(at: place)
    case 1: attributes[place].value = .integer(Int64(bitPattern: mutator.pick(Mutator.integers)))
    case 2: attributes[place].value = .real(mutator.pick([.nan, .infinity, -1, 1e300]))
    default:
      var text = Array("\(attributes[place].value)".utf8)
      text = mutator.spoil(text, with: text, words: Mutator.numbers.map { Array($0.utf8) }).filter { $0 != 0 }
      attributes[place].value = .string(String(decoding: text.prefix(30_000), as: UTF8.self))
    }
  }
}

extension StoredObjects.Object {
  /// Takes the last row away, adds one, or arranges the values in another number of dimensions.
  fileprivate mutating func reshape(_ mutator: inout Mutator) {
    let count = values.count
    switch mutator.below(4) {
    case 0 where shape.first ?? 0 > 0:
      shape[0] -= 1
      values.resize(to: shape.reduce(1, *))
    case 1 where !shape.isEmpty:
      shape[0] += 1
      values.resize(to: shape.reduce(1, *))
    case 2 where !shape.isEmpty:
      shape[mutator.below(shape.count)] = 0
      values.resize(to: 0)
    default: shape = mutator.chance(2) ? [count] : [1, count]
    }
    if case .strings(let strings) = values { shape = [strings.count] }
  }
}

extension StoredObjects.Values {
  var count: Int {
    switch self {
    case .uint8(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .float(let values): values.count
    case .double(let values): values.count
    case .strings(let values): values.count
    }
  }

  private var numbers: [Double] {
    switch self {
    case .uint8(let values): values.map(Double.init)
    case .int32(let values): values.map(Double.init)
    case .int64(let values): values.map(Double.init)
    case .float(let values): values.map(Double.init)
    case .double(let values): values
    case .strings(let values): values.map { Double($0.utf8.count) }
    }
  }

  /// The same numbers in another type.
  func converted(_ mutator: inout Mutator) -> Self {
    let numbers = numbers
    return switch mutator.below(6) {
    case 0: .uint8(numbers.map { UInt8(clamping: Int64($0.isNaN ? 0 : max(-9e18, min(9e18, $0)))) })
    case 1: .int32(numbers.map { Int32(clamping: Int64($0.isNaN ? 0 : max(-9e18, min(9e18, $0)))) })
    case 2: .int64(numbers.map { Int64($0.isNaN ? 0 : max(-9e18, min(9e18, $0))) })
    case 3: .float(numbers.map(Float.init))
    case 4: .double(numbers)
    default: .strings(numbers.prefix(100).map { "\($0)" })
    }
  }

  fileprivate mutating func resize(to count: Int) {
    func resized<Value>(_ values: [Value], _ filling: Value) -> [Value] {
      Array(values.prefix(count))
        + Array(repeating: values.last ?? filling, count: Swift.max(0, count - values.count))
    }
    switch self {
    case .uint8(let values): self = .uint8(resized(values, 0))
    case .int32(let values): self = .int32(resized(values, 0))
    case .int64(let values): self = .int64(resized(values, 0))
    case .float(let values): self = .float(resized(values, 0))
    case .double(let values): self = .double(resized(values, 0))
    case .strings(let values): self = .strings(resized(values, ""))
    }
  }

  /// Replaces a value by one at which programs go wrong, or by another of the same object.
  fileprivate mutating func spoilValue(_ mutator: inout Mutator) {
    guard count > 0 else { return }
    let place = mutator.below(count)
    let other = mutator.below(count)
    let takesOther = mutator.chance(3)
    let bits = mutator.pick(Mutator.integers)
    let real = mutator.pick([.nan, .infinity, -.infinity, -0.0, -1, 2, 1e30, 1e-45, 0.5, 1 + 1e-6])
    switch self {
    case .uint8(var values):
      values[place] = takesOther ? values[other] : UInt8(truncatingIfNeeded: bits)
      self = .uint8(values)
    case .int32(var values):
      values[place] = takesOther ? values[other] : Int32(truncatingIfNeeded: bits)
      self = .int32(values)
    case .int64(var values):
      values[place] = takesOther ? values[other] : Int64(truncatingIfNeeded: bits)
      self = .int64(values)
    case .float(var values):
      values[place] = takesOther ? values[other] : Float(real)
      self = .float(values)
    case .double(var values):
      values[place] = takesOther ? values[other] : real
      self = .double(values)
    case .strings(var values):
      values[place] =
        takesOther
        ? values[other]
        : mutator.pick([
          "", " ", "\u{2028}", "a\nb", "\u{A0}", String(repeating: "x", count: 5000), "\u{1B}[2J",
        ])
      self = .strings(values)
    }
  }
}
