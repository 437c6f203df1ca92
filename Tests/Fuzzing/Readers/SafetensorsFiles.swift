import Foundation
import Support
import Tensors

/// Files of safetensors: spoilt as JSON in a file whose lengths are right, or as a file.
struct SafetensorsFiles: FuzzedReader {
  private let headers: [[UInt8]]
  private let elements: [UInt8]
  private let words: [[UInt8]]

  init(workshop: String) throws {
    elements = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37) & 0x3F }
    headers = [
      #"{"a/weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F64","shape":[5],"data_offsets":[24,64]}}"#,
      #"{"__metadata__":{"head":"quantum","note":"ü \"x\" \u00e9"},"half":{"dtype":"F16","shape":[4,4],"data_offsets":[0,32]},"#
        + #""nothing":{"dtype":"F32","shape":[0,7],"data_offsets":[32,32]},"brain":{"dtype":"BF16","shape":[1,16],"data_offsets":[32,64]}}  "#,
      #"{"scalar":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"rest":{"dtype":"F32","shape":[15],"data_offsets":[4,64]}}"#,
    ].map { Array($0.utf8) }
    words =
      ([
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\"a/weight\":", "\"__metadata__\":",
        "\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"F32\"", "\"BF16\"", "\"I64\"", "[0,24]",
        "[24,64]",
        "[[[[[[[[", "{\"a\":{\"a\":", "null", "true", "64", "24", "0", "-",
      ] + Mutator.numbers).map { Array($0.utf8) }
  }

  mutating func attempt(_ mutator: inout Mutator, in directory: String) throws -> String? {
    let path = directory + "/parameters.safetensors"
    var header = mutator.pick(headers)
    let isInside = mutator.chance(2)
    if isInside {
      header =
        mutator.chance(2)
        ? mutator.spoilWords(header, words: words)
        : mutator.spoil(header, with: mutator.pick(headers), words: words)
    }
    var bytes =
      (0..<8).map { UInt8(truncatingIfNeeded: UInt64(header.count) >> UInt64(8 * $0)) } + header + elements
    if !isInside { mutator.spoilBinary(&bytes, words: words) }
    try Seeds.write(bytes, to: path)
    let file = try TensorFile.read(safetensors: path)
    return try TensorFileJudgement.complaint(file, path, again: directory + "/again.safetensors") {
      try Seeds.write(file.safetensors(), to: $0)
      return try TensorFile.read(safetensors: $0)
    }
  }
}
