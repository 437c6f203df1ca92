import Support

/// How often a measurement of many comes out one way.
public enum ShotCount {
  /// Draws from the binomial distribution: how many of `shots` independent events of a probability happen.
  ///
  /// Exactly distributed, as if a uniform number were drawn for every shot and compared with the probability, both bit by
  /// bit: the first bit in which they differ decides, so that two bits a shot are needed on average, and 64 shots are
  /// compared at a time.
  ///
  /// - Parameters:
  ///   - shots: independent events, at least 0.
  ///   - probability: taken as 0 below and as 1 above.
  ///   - random: the source of the bits; some two a shot are taken from it.
  public static func draw(_ shots: Int, probability: Double, _ random: inout RandomStream) -> Int {
    precondition(shots >= 0)
    if probability >= 1 { return shots }
    var rest = probability > 0 ? probability : 0
    var (happened, undecided) = (0, shots)
    // Once no bit is left, undecided numbers are not below the probability. Doubling and subtracting 1 are exact.
    while undecided > 0 && rest > 0 {
      rest *= 2
      let ones = onesAmong(undecided, &random)
      if rest >= 1 {
        rest -= 1
        happened += undecided - ones
        undecided = ones
      } else {
        undecided -= ones
      }
    }
    return happened
  }

  /// How many of so many random bits are 1.
  private static func onesAmong(_ count: Int, _ random: inout RandomStream) -> Int {
    var ones = 0
    for _ in 0..<count / 64 { ones += random.next().nonzeroBitCount }
    if count % 64 > 0 { ones += (random.next() >> UInt64(64 - count % 64)).nonzeroBitCount }
    return ones
  }
}
