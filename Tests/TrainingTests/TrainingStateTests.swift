import Support
import Testing
import Training

@Suite struct TrainingStateTests {
  @Test func everyNumberIsSaidToBeFiniteOrNot() {
    let finite: [Float] = [
      0, -0, 1, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude,
    ]
    let values = (0..<101).map { finite[$0 % finite.count] }
    #expect(TrainingState(parameters: values).firstNotFinite == nil)
    for place in [0, 1, 63, 64, 100] {
      for wrong in [Float.infinity, -.infinity] {
        let state = TrainingState(parameters: values)
        state.secondMoment[place] = wrong
        #expect(state.firstNotFinite == .parameter(index: place, value: wrong))
        state.firstMoment[100] = -wrong
        #expect(state.firstNotFinite == .parameter(index: 100, value: -wrong))
      }
      for bits: UInt32 in [0x7F80_0001, 0x7FC0_0000, 0xFFFF_FFFF] {
        let state = TrainingState(parameters: values)
        state.parameters[place] = Float(bitPattern: bits)
        guard case .parameter(place, let value)? = state.firstNotFinite else {
          Issue.record("\(bits) at \(place) passes for a number")
          continue
        }
        #expect(value.isNaN)
      }
    }
  }

  @Test(arguments: [(1, 7), (2, 6), (3, 6), (7, 7), (8, 0), (0, 0)])
  func aHistoryIsCutToTheLastCheckpointOfItsPlan(every: Int, count: Int) {
    let entries = (1...7).map { TrainingHistory.Entry(epoch: $0, trainMSE: 1, testMSE: Double($0)) }
    #expect(
      TrainingHistory(entries: entries).upToLastCheckpoint(every: every).entries
        == Array(entries.prefix(count)))
  }
}
