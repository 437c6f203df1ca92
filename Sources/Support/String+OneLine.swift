extension String {
  /// This text as a part of an error's sentence: on one line, without what moves a terminal's cursor or turns its writing
  /// around, and of bearable length.
  ///
  /// Errors quote what stands in files, which may be anything: a line feed in the name of a column would end the sentence,
  /// an escape sequence could rewrite what the terminal shows. Of a long text the middle is left out: the place stands at
  /// the start, the remedy at the end.
  public var oneLine: String {
    if utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), utf8.count <= Self.longestLine { return self }
    let scalars = unicodeScalars.map { Self.isFormatting($0) ? "?" : $0 }
    guard scalars.count > Self.longestLine else { return String(String.UnicodeScalarView(scalars)) }
    let (start, end) = (scalars.prefix(Self.longestLine * 2 / 3), scalars.suffix(Self.longestLine / 3))
    return String(String.UnicodeScalarView(start)) + " ... " + String(String.UnicodeScalarView(end))
  }

  /// The start of this text, as `oneLine`, for an error that quotes a name or a value.
  package var printable: String {
    let start = String(String.UnicodeScalarView(unicodeScalars.prefix(Self.longestQuotation)))
    return start.oneLine + (start.utf8.count < utf8.count ? "..." : "")
  }

  private static let longestQuotation = 40
  /// In characters of Unicode. The longest sentences of our own have some five hundred.
  private static let longestLine = 900

  private static func isFormatting(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
