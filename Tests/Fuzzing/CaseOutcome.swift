import Foundation
import Support

/// What became of a case.
enum CaseOutcome: CustomStringConvertible {
  /// Read, and what was read passed all checks.
  case accepted
  /// Refused as it should be, with this sentence.
  case refused(String)
  /// Anything else, with a sentence.
  case failed(String)

  var isFailure: Bool { if case .failed = self { true } else { false } }

  /// No sentence needs more characters, whatever it quotes.
  static let maximumSentence = 1500

  /// Judges what a reader threw: it must be an error for people, of one line, with an exit code that fits.
  init(of error: any Error, allowed: Set<ExitCode>) {
    guard let error = error as? any ReportableError else {
      self = .failed("threw \(type(of: error)), which is no ReportableError: \(error)")
      return
    }
    let sentence = error.description
    if !allowed.contains(error.exitCode) {
      self = .failed("has exit code \(error.exitCode.rawValue): \(sentence)")
    } else if sentence.unicodeScalars.contains(where: Self.breaksLines) {
      self = .failed("the error is not one line of text: \(sentence)")
    } else if sentence.count > Self.maximumSentence {
      self = .failed("the error has \(sentence.count) characters: \(sentence)")
    } else if sentence.isEmpty {
      self = .failed("the error says nothing")
    } else {
      self = .refused(sentence)
    }
  }

  /// Ends of lines, and what moves a terminal's cursor.
  private static func breaksLines(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
  }

  private static func onOneLine(_ sentence: String) -> String {
    sentence.unicodeScalars.prefix(600).map { breaksLines($0) ? "?" : String($0) }.joined()
  }

  /// On one line, for the supervisor.
  var description: String {
    switch self {
    case .accepted: "accepted"
    case .refused(let sentence): "refused " + Self.onOneLine(sentence)
    case .failed(let sentence): "failed " + Self.onOneLine(sentence)
    }
  }
}
