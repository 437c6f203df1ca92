import Support
import Testing

@Suite struct TimeSpanTests {
  @Test(
    arguments: [
      (0, "0 s"), (0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min"), (61, "1 min 1 s"), (750, "12 min 30 s"),
      (3600, "1 h"), (3661, "1 h 1 min"), (86399, "23 h 59 min"), (187_200, "2 d 4 h"), (86_400 + 60, "1 d"),
      (-1, "0 s"), (.nan, "0 s"), (.infinity, "3472222 d 5 h"),
    ] as [(Double, String)]) func twoUnitsAtMost(seconds: Double, words: String)
  {
    #expect(TimeSpan.words(seconds: seconds) == words)
  }
}
