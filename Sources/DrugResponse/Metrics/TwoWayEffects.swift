/// A categorical variable of samples, such as their drug or their cell line.
struct Factor {
  /// Each sample's level.
  let level: [Int32]
  /// Samples of each level.
  let count: [Int]

  init(_ level: [Int32], levels: Int) {
    self.level = level
    var count = [Int](repeating: 0, count: levels)
    for level in level { count[Int(level)] += 1 }
    self.count = count
  }

  /// Each level's sum of `values`, one a sample.
  func sums(_ values: [Double]) -> [Double] {
    var sums = [CompensatedSum](repeating: CompensatedSum(), count: count.count)
    for (level, value) in zip(level, values) { sums[Int(level)].add(value) }
    return sums.map(\.value)
  }

  /// Each level's shrunken mean of `values`; 0 for a level without samples.
  func effects(_ values: [Double], _ penalty: Double) -> [Double] {
    zip(sums(values), count).map { $1 == 0 ? 0 : $0 / (Double($1) + penalty) }
  }
}

/// The effects b and c of two factors that minimise
/// sum_i (v_i - b_first(i) - c_second(i))² + j sum b² + k sum c², by conjugate gradients.
///
/// The normal equations are symmetric, with the numbers of samples + j or k on the diagonal; scaled by it, they have the
/// eigenvalues of a bipartite graph, in (0, 2), and their condition is at most 2 (n + k) / k with n samples of the
/// commonest level and k the smaller penalty. The matrix is never formed: a product with it is one pass over the samples.
struct TwoWayEffects {
  let first: [Double]
  let second: [Double]

  init(_ firstFactor: Factor, _ secondFactor: Factor, _ values: [Double], penalties: (Double, Double)) {
    let split = firstFactor.count.count
    // Both factors' unknowns in one vector; those of levels without samples stay 0.
    let diagonal =
      firstFactor.count.map { Double($0) + penalties.0 } + secondFactor.count.map { Double($0) + penalties.1 }
    let firstIndex = firstFactor.level.map(Int.init)
    let secondIndex = secondFactor.level.map { split + Int($0) }

    func product(_ x: [Double]) -> [Double] {
      var result = zip(diagonal, x).map { $0 * $1 }
      for sample in firstIndex.indices {
        result[firstIndex[sample]] += x[secondIndex[sample]]
        result[secondIndex[sample]] += x[firstIndex[sample]]
      }
      return result
    }
    func precondition(_ r: [Double]) -> [Double] { zip(diagonal, r).map { $0 > 0 ? $1 / $0 : 0 } }
    func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }

    var solution = [Double](repeating: 0, count: diagonal.count)
    var residual = firstFactor.sums(values) + secondFactor.sums(values)
    var direction = precondition(residual)
    var energy = dot(residual, direction)
    // The recursion's residual falls well below rounding; in exact arithmetic as many steps as unknowns suffice.
    let resolution = energy * 1e-28
    for _ in solution.indices where energy > resolution {
      let image = product(direction)
      let step = energy / dot(direction, image)
      for index in solution.indices {
        solution[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      let preconditioned = precondition(residual)
      let next = dot(residual, preconditioned)
      let ratio = next / energy
      for index in direction.indices { direction[index] = preconditioned[index] + ratio * direction[index] }
      energy = next
    }
    first = Array(solution[..<split])
    second = Array(solution[split...])
  }
}
