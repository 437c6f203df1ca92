import Foundation
import Network
import Testing

/// The widths of a classical head's hidden layers, as users write them.
@Suite struct HiddenLayersTests {
  @Test(arguments: [("8", [8]), ("1024,128", [1024, 128]), ("1,4096,2,3", [1, 4096, 2, 3])])
  func textAndJSONGiveTheSameBack(text: String, widths: [Int]) throws {
    let layers = try #require(HiddenLayers(text))
    #expect(layers.widths == widths && layers.description == text)
    let json = try JSONEncoder().encode(layers)
    #expect(String(decoding: json, as: UTF8.self) == "[\(text)]")
    #expect(try JSONDecoder().decode(HiddenLayers.self, from: json) == layers)
  }

  @Test func oneNumberIsOneLayer() throws {
    #expect(try JSONDecoder().decode(HiddenLayers.self, from: Data("5".utf8)).widths == [5])
    #expect(HiddenLayers.paper.widths == [8])
  }

  @Test(arguments: ["", "0", "-1", "4097", "8,", "8,,8", "8 8", "eight", "1,2,3,4,5", "99999999999999999999"])
  func whatIsNoListOfWidthsIsNone(text: String) {
    #expect(HiddenLayers(text) == nil)
  }

  @Test(arguments: ["[]", "[0]", "[4097]", "[1,2,3,4,5]", "[1.5]", "\"8\"", "null"])
  func whatIsNoListOfWidthsIsNotDecoded(json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(HiddenLayers.self, from: Data(json.utf8))
    }
  }
}
