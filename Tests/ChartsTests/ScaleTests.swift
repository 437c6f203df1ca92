import Charts
import Foundation
import Testing

@Suite struct ScaleTests {
  @Test(arguments: [
    [0.0, 1.0], [-3.2, 8.1], [0.00129, 0.00446], [1e-9, 3e-9], [5.0], [0.0], [-7.0, -7.0], [1e8, 3e8],
    [0.1, 0.1000001],
  ]) func linearScalesHoldTheirValuesAndHaveReadableTicks(values: [Double]) throws {
    let scale = try #require(Scale(holding: values))
    for value in values { #expect(scale.holds(value) && (0...1).contains(scale.share(value))) }
    let ticks = scale.ticks()
    #expect((2...11).contains(ticks.count), "\(ticks)")
    // Texts say different values, which are those of the ticks: to half of the last digit.
    #expect(Set(ticks.map(\.text)).count == ticks.count, "\(ticks)")
    for tick in ticks {
      #expect(scale.holds(tick.value))
      let read = try #require(Double(tick.text))
      #expect(abs(read - tick.value) <= 1e-6 * (scale.upper - scale.lower))
    }
  }

  @Test(arguments: [[0.001, 0.1], [0.0012, 0.0049], [1.0, 1e6], [3e-5, 2e-4], [0.5, 0.7]])
  func logarithmicScalesToo(values: [Double]) throws {
    let scale = try #require(Scale(.logarithmic, holding: values))
    for value in values { #expect(scale.holds(value)) }
    let ticks = scale.ticks()
    #expect((2...12).contains(ticks.count), "\(ticks)")
    for tick in ticks { #expect(scale.holds(tick.value) && Double(tick.text) != nil) }
    let middle = (scale.lower * scale.upper).squareRoot()
    #expect(abs(scale.share(middle) - 0.5) < 1e-12)
    #expect(scale.share(0) == -.infinity)
  }

  @Test func countsHaveTicksAtWholeNumbers() {
    for most in [1.0, 2, 3, 7, 30, 1000] {
      let ticks = Scale(.whole, from: 0, to: most).ticks()
      #expect(ticks.count >= 2 && ticks.allSatisfy { $0.text == "\(Int($0.value))" }, "\(ticks)")
    }
  }

  @Test func valuesThatAreNoNumbersMakeNoScale() {
    #expect(Scale(holding: [Double]()) == nil)
    #expect(Scale(holding: [.nan, .infinity]) == nil)
    #expect(Scale(.logarithmic, holding: [0, -1]) == nil)
    #expect(Scale(holding: [.nan, 2])?.holds(2) == true)
  }
}
