import Support

/// The checks that more than one benchmark makes of its result.
enum Checks {
  /// What is wrong with a derivative: something infinite or undefined, or nothing but zeros.
  static func gradientDefect(_ values: AlignedBuffer<Float>, _ what: String) -> String? {
    if let place = values.buffer.firstIndex(where: { !$0.isFinite }) {
      return "\(what)[\(place)] is \(values[place])"
    }
    return values.buffer.contains { $0 != 0 } ? nil : "\(what) is zero throughout"
  }

  /// What is wrong with numbers that have to lie within a range.
  static func rangeDefect(_ values: AlignedBuffer<Float>, _ range: ClosedRange<Float>, _ what: String)
    -> String?
  {
    // Not a number lies in no range.
    guard let place = values.buffer.firstIndex(where: { !range.contains($0) }) else { return nil }
    return "\(what)[\(place)] is \(values[place]), expected \(range)"
  }
}
