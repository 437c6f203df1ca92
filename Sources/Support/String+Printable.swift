extension String {
  /// One line of bearable length for an error message.
  package var printable: String {
    let start = unicodeScalars.prefix(40).map { $0.value >= 0x20 && $0.value != 0x7F ? Character($0) : "?" }
    return String(start) + (unicodeScalars.count > 40 ? "..." : "")
  }
}
