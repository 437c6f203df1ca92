extension String {
  /// This text as one word of a POSIX shell: as it is where that is safe, else in single quotes.
  public var shellQuoted: String {
    let safe = !isEmpty && utf8.allSatisfy { Self.plain.contains($0) }
    return safe
      ? self : "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static let plain = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:,+=@%".utf8)
}
