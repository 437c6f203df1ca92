/// The streams of random numbers that the inputs are drawn from, so that each is the same whatever else is timed.
enum RandomIndex {
  static let matrices: UInt64 = 1
  static let circuit: UInt64 = 2
  static let molecules: UInt64 = 3
  static let moleculeSizes: UInt64 = 4
  static let cellLines: UInt64 = 5
  static let samples: UInt64 = 6
  static let gradient: UInt64 = 7
}
