import Support
import Testing

@Suite struct NearestTests {
  @Test(
    arguments: [
      ("learning_rat", "learning_rate"), ("seeed", "seed"), ("dees", "seed"), ("", nil), ("anything", nil),
      ("seed", "seed"), ("learnig_raet", "learning_rate"),
    ] as [(String, String?)]) func fewEditsAwayIsMeant(text: String, expected: String?)
  {
    #expect(text.nearest(in: ["epochs", "seed", "learning_rate"]) == expected)
    #expect(text.nearest(in: []) == nil)
  }
}
