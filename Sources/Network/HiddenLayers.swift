/// The widths of a classical head's hidden layers, from its input on, written as "1024,128".
public struct HiddenLayers: Codable, Hashable, Sendable, CustomStringConvertible {
  /// One or more.
  public let widths: [Int]

  /// The one layer of the paper's counterpart.
  public static let paper = HiddenLayers(unchecked: [8])
  /// How many there may be, and how wide each.
  public static let counts = 1...4
  public static let allowedWidths = 1...4096

  /// - Returns: nil for more layers, or wider ones, than there may be, or none.
  public init?(_ widths: [Int]) {
    guard Self.counts.contains(widths.count), widths.allSatisfy(Self.allowedWidths.contains) else {
      return nil
    }
    self.widths = widths
  }

  /// - Parameter text: whole numbers with commas between; nil if it is none, or as above.
  public init?(_ text: String) {
    let widths = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    guard widths.allSatisfy({ $0 != nil }) else { return nil }
    self.init(widths.compactMap(\.self))
  }

  private init(unchecked widths: [Int]) { self.widths = widths }

  public var description: String { widths.map(String.init).joined(separator: ",") }

  /// What a user may write, in words.
  public static let expectation =
    "\(counts.lowerBound) to \(counts.upperBound) whole numbers from \(allowedWidths.lowerBound) to "
    + "\(allowedWidths.upperBound)"

  /// A list of numbers, or one alone.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let widths = try (try? container.decode(Int.self)).map { [$0] } ?? container.decode([Int].self)
    guard let layers = HiddenLayers(widths) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected \(Self.expectation)")
    }
    self = layers
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(widths)
  }
}
