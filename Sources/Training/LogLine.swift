import Foundation
import Logging

/// What was logged, with all that is known of it.
struct LogLine {
  static let rankKey = "rank"
  static let hostKey = "host"

  private let time = Date().ISO8601Format()
  private let level: Logger.Level
  private let message: String
  private let metadata: Logger.Metadata

  /// - Parameter metadata: of the logger.
  init(_ event: LogEvent, _ metadata: Logger.Metadata) {
    level = event.level
    message = "\(event.message)"
    self.metadata = metadata.merging(event.metadata ?? [:]) { $1 }
  }

  /// "2026-01-31T12:00:00Z info [rank 0, host h1] message". What else is known stands in the message.
  var text: String {
    let origin = [Self.rankKey, Self.hostKey].compactMap { key in metadata[key].map { "\(key) \($0)" } }
    return "\(time) \(level) [\(origin.joined(separator: ", "))] \(message)"
  }

  /// One JSON object with sorted keys: `time`, `level`, `message` and the metadata.
  var json: String {
    var values = metadata.mapValues(Value.init)
    values["time"] = Value(.string(time))
    values["level"] = Value(.string("\(level)"))
    values["message"] = Value(.string(message))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    // Texts and numbers can always be encoded.
    return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Numbers as numbers, all else as text.
  private struct Value: Encodable {
    let value: Logger.MetadataValue

    init(_ value: Logger.MetadataValue) { self.value = value }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if case .stringConvertible(let value) = value {
        if let value = value as? Int { return try container.encode(value) }
        if let value = value as? Double { return try container.encode(value) }
      }
      try container.encode("\(value)")
    }
  }
}
