/// A sum in the order in which terms are added, with the rounding error of each addition carried along (Neumaier,
/// "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", 1974).
///
/// The order is part of the result's definition: the same terms in the same order give the same bits. The error is
/// within 2 ε of the sum of magnitudes for any practical number of terms, so that metrics over all pairs are as good
/// as those over a few.
struct CompensatedSum {
  private var sum = 0.0
  private var compensation = 0.0

  mutating func add(_ term: Double) {
    let next = sum + term
    compensation += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }

  /// Not finite where a term or a partial sum was not.
  var value: Double { sum + compensation }

  static func of(_ terms: some Sequence<Double>) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }
}
