import Support

/// An observable on 8 qubits as a sum of Pauli strings: 4^8 real coefficients, which gates and noise act on from the
/// measurement back to the start (the Heisenberg picture).
///
/// Qubit q is digit q of a string's number to the base 4: 0 for the identity, then X, Y, Z. A depolarizing channel only
/// multiplies coefficients, a rotation turns two of a qubit's digits into each other, and a CNOT permutes strings and signs
/// them. A density matrix has twice as many numbers, and each of these would touch them all.
final class PauliExpansion {
  static let count = 1 << (2 * QDICircuit.qubitCount)

  /// [4^8]
  private(set) var coefficients = AlignedBuffer<Double>(count: count)
  private var scratch = AlignedBuffer<Double>(count: count)

  /// The digits of the two Pauli matrices that a rotation turns into each other, in cyclic order after its own.
  private static func partners(_ axis: Gate.Axis) -> (Int, Int) {
    switch axis {
    case .x: (2, 3)
    case .y: (3, 1)
    case .z: (1, 2)
    }
  }

  func copy(_ other: AlignedBuffer<Double>) {
    coefficients.pointer.update(from: other.pointer, count: Self.count)
  }

  /// Undoes a rotation on each qubit: O -> R+ O R, R = exp(-i P t / 2) for each angle t.
  ///
  /// With P, A, B in cyclic order A becomes A cos t - B sin t, and B becomes B cos t + A sin t.
  ///
  /// - Parameters:
  ///   - turns: the cosine and sine of each qubit's angle.
  func unrotate(_ axis: Gate.Axis, _ turns: [(cosine: Double, sine: Double)]) {
    let partners = Self.partners(axis)
    unrotateLowQubits(partners, turns)
    for qubit in stride(from: 2, to: QDICircuit.qubitCount, by: 2) { unrotatePair(qubit, partners, turns) }
  }

  /// Qubits `qubit` and `qubit + 1`, from 2 on, where runs of one digit are whole vectors. Both in one pass over memory.
  private func unrotatePair(
    _ qubit: Int, _ partners: (Int, Int), _ turns: [(cosine: Double, sine: Double)]
  ) {
    let vectors = UnsafeMutableRawPointer(coefficients.pointer).assumingMemoryBound(to: DoubleLanes.self)
    let near = 1 << (2 * qubit) / DoubleLanes.laneCount
    let far = 4 * near
    let low = (DoubleLanes(repeating: turns[qubit].cosine), DoubleLanes(repeating: turns[qubit].sine))
    let high = (
      DoubleLanes(repeating: turns[qubit + 1].cosine), DoubleLanes(repeating: turns[qubit + 1].sine)
    )
    @inline(__always)
    func turn(
      _ a: UnsafeMutablePointer<DoubleLanes>, _ b: UnsafeMutablePointer<DoubleLanes>,
      _ t: (DoubleLanes, DoubleLanes)
    ) {
      let (x, y) = (a.pointee, b.pointee)
      a.pointee = (x * t.0).adding(y, times: t.1)
      b.pointee = (y * t.0).subtracting(x, times: t.1)
    }
    for block in stride(from: 0, to: Self.count / DoubleLanes.laneCount, by: 4 * far) {
      for place in 0..<near {
        let base = vectors + block + place
        for digit in 0..<4 {
          let row = base + digit * far
          turn(row + partners.0 * near, row + partners.1 * near, low)
        }
        for digit in 0..<4 {
          let column = base + digit * near
          turn(column + partners.0 * far, column + partners.1 * far, high)
        }
      }
    }
  }

  /// Qubits 0 and 1: sixteen strings at a time, a vector of four for each digit of qubit 1.
  private func unrotateLowQubits(_ partners: (Int, Int), _ turns: [(cosine: Double, sine: Double)]) {
    typealias Four = SIMD4<Double>
    var (keep, exchange) = (Four(repeating: 1), Four.zero)
    keep[partners.0] = turns[0].cosine
    keep[partners.1] = turns[0].cosine
    exchange[partners.0] = turns[0].sine
    exchange[partners.1] = -turns[0].sine
    let (cosine, sine) = (Four(repeating: turns[1].cosine), Four(repeating: turns[1].sine))
    let vectors = UnsafeMutableRawPointer(coefficients.pointer).assumingMemoryBound(to: Four.self)
    let (first, second) = partners
    for group in stride(from: 0, to: Self.count / 4, by: 4) {
      let base = vectors + group
      let (a, b) = (base[first], base[second])
      base[first] = a * cosine + b * sine
      base[second] = b * cosine - a * sine
      for digit in 0..<4 {
        let value = base[digit]
        var partner = value
        partner[first] = value[second]
        partner[second] = value[first]
        base[digit] = value * keep + partner * exchange
      }
    }
  }

  /// Undoes gates that permute strings: coefficient i becomes `table.factors[i]` times the one at `table.sources[i]`.
  func permute(_ table: PauliPermutation) {
    let (old, new) = (coefficients.pointer, scratch.pointer)
    table.sources.withUnsafeBufferPointer { sources in
      table.factorNumbers.withUnsafeBufferPointer { numbers in
        table.factors.withUnsafeBufferPointer { factors in
          for index in 0..<Self.count { new[index] = old[Int(sources[index])] * factors[Int(numbers[index])] }
        }
      }
    }
    swap(&coefficients, &scratch)
  }

  /// The sum of products of both expansions' coefficients.
  func product(_ other: AlignedBuffer<Double>) -> Double {
    let left = UnsafeRawPointer(coefficients.pointer).assumingMemoryBound(to: DoubleLanes.self)
    let right = UnsafeRawPointer(other.pointer).assumingMemoryBound(to: DoubleLanes.self)
    var sum = DoubleLanes.zero
    for index in 0..<Self.count / DoubleLanes.laneCount { sum = sum.adding(left[index], times: right[index]) }
    return (0..<DoubleLanes.laneCount).reduce(0) { $0 + sum.lanes[$1] }
  }
}
