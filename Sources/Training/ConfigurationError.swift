import Network
import Support

/// A configuration key that does not exist.
struct ConfigurationKeyError: Error {
  let key: String

  var sentence: String {
    if let option = launchOption {
      return "\(key.printable) is no setting; it is given on the command line, as \(option)"
    }
    return "unknown configuration key \(key.printable)" + (nearest.map { "; did you mean \($0)?" } ?? "")
  }

  /// The existing key that takes the fewest edits to reach, if that is at all near; capitals, hyphens and a flag's dashes
  /// count for nothing.
  var nearest: String? {
    spelling.nearest(in: TrainingConfiguration.CodingKeys.allCases.map(\.rawValue))
  }

  /// The option of `train` that the key is, where that says how a run is started, and not what comes out of it.
  private var launchOption: String? {
    let options = [
      "output", "resume", "resume_or_start", "config", "print_config", "threads", "broadcast_data",
      "rank_logs",
      "max_hours", "stall_limit", "quiet", "verbose", "log_format", "tensorboard", "dry_run",
    ]
    return options.contains(spelling) ? "--" + spelling.replacing("_", with: "-") : nil
  }

  /// The key as one of ours would be written: `--batch-size`, `Batch Size` and `batchSize` are `batch_size`.
  private var spelling: String {
    var result = ""
    var follows: Character = "_"
    for character in key {
      if character == "-" || character == " " || character == "_" {
        if !result.isEmpty { result.append("_") }
      } else {
        if character.isUppercase && (follows.isLowercase || follows.isNumber) { result.append("_") }
        result += character.lowercased()
      }
      follows = character
    }
    return result
  }
}

/// A value that is not of its key's kind.
struct ConfigurationValueError: Error {
  let key: String
  let expected: Expectation

  /// - Parameter found: the value in words, where it is known.
  func sentence(found: String?) -> String {
    let digits = found.map { !$0.isEmpty && $0.allSatisfy(\.isNumber) } ?? false
    let limit = digits ? expected.largest.map { " up to \($0)" } ?? "" : ""
    return found.map { "key \(key) is \($0), expected \(expected.words)\(limit)" }
      ?? "key \(key): expected \(expected.words)"
  }

  /// What a key takes, in a user's words.
  struct Expectation {
    let words: String
    /// The largest whole number.
    let largest: String?

    init<Value>(of type: Value.Type) {
      switch type {
      case let type as any FixedWidthInteger.Type:
        words = type.isSigned ? "a whole number" : "a whole number from 0"
        largest = Self.maximum(type)
      case is any BinaryFloatingPoint.Type: (words, largest) = ("a number", nil)
      case is Bool.Type: (words, largest) = ("true or false", nil)
      case is ModelParts.Type:
        (words, largest) = ("one or more of \(Self.names(ModelPart.self)), with commas between", nil)
      case is HiddenLayers.Type:
        (words, largest) = ("a list of \(HiddenLayers.expectation), such as [1024, 128]", nil)
      case let type as any CaseIterable.Type: (words, largest) = ("one of \(Self.names(type))", nil)
      default: (words, largest) = ("a text", nil)
      }
    }

    private static func maximum<Number: FixedWidthInteger>(_ type: Number.Type) -> String { "\(Number.max)" }

    private static func names<Choice: CaseIterable>(_ type: Choice.Type) -> String {
      let names = type.allCases.map { choice in
        if let choice = choice as? any RawRepresentable { rawValue(choice) } else { "\(choice)" }
      }
      return names.joined(separator: ", ")
    }

    private static func rawValue<Value: RawRepresentable>(_ value: Value) -> String { "\(value.rawValue)" }
  }
}
