/// Lengths of time in words.
public enum TimeSpan {
  /// "45 s", "12 min 30 s", "3 h 5 min", "2 d 4 h": rounded to seconds, the two largest units of what then is not zero.
  public static func words(seconds: Double) -> String {
    // Ten thousand years: a number that fits, whatever was estimated.
    let total = seconds.isNaN ? 0 : Int(min(max(0, seconds.rounded()), 3e11))
    let parts = [(total / 86400, "d"), (total / 3600 % 24, "h"), (total / 60 % 60, "min"), (total % 60, "s")]
    let first = parts.firstIndex { $0.0 > 0 } ?? parts.count - 1
    return parts[first...].prefix(2).enumerated().filter { $0.offset == 0 || $0.element.0 > 0 }
      .map { "\($0.element.0) \($0.element.1)" }.joined(separator: " ")
  }
}
