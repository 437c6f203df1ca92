import Foundation
import Support

extension ConversionReport {
  /// The files that `write` makes for a prefix: the report as text and as JSON, and its picture.
  public static func files(prefix: String) -> (text: String, json: String, picture: String) {
    (prefix + ".txt", prefix + ".json", prefix + ".svg")
  }

  /// Writes the report to PREFIX.txt, PREFIX.json and PREFIX.svg, each whole or not at all.
  ///
  /// - Throws: `FileError` with exit code 73 or 74.
  public func write(prefix: String) throws {
    let files = Self.files(prefix: prefix)
    try DurableFile.write(description + "\n", to: files.text)
    try DurableFile.write(try json() + "\n", to: files.json)
    try DurableFile.write(picture, to: files.picture)
  }
}
