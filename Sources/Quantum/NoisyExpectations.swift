import Foundation
import Support

/// Exact expectations of every circuit of a sample on a noisy quantum computer, in double precision.
///
/// The measured observable is taken back through the circuit as a sum of Pauli strings. That is as exact as a density
/// matrix, and needs no trajectories: those of a Monte Carlo method would be many, since a circuit has thousands of places
/// where an error may happen. What is the same for all samples is done once: the last block of each circuit acts on the
/// observable, the leading block on the initial state.
public final class NoisyExpectations: @unchecked Sendable {
  private let circuit: QDICircuit
  /// What happens between two layers of rotations, channels included.
  private let entangling, damping: PauliPermutation
  /// [33 x depth][8] the variational layers' angles.
  private let turns: [[(cosine: Double, sine: Double)]]
  /// The observable before each circuit's last block.
  private var observables: [AlignedBuffer<Double>] = []
  /// The expectation of each Pauli string after the leading block.
  private let state: AlignedBuffer<Double>

  private var axis: Gate.Axis { circuit.rotation == .rx ? .x : .y }

  /// - Parameters:
  ///   - circuit: layout, rotation and entangler.
  ///   - weights: [33 x depth x 8], radians.
  ///   - noise: the channel that follows every gate.
  public init(circuit: QDICircuit, weights: [Double], noise: DepolarizingNoise) {
    precondition(weights.count == circuit.weightCount)
    self.circuit = circuit
    turns = stride(from: 0, to: weights.count, by: QDICircuit.qubitCount).map { start in
      (start..<start + QDICircuit.qubitCount).map { (cosine: cos(weights[$0]), sine: sin(weights[$0])) }
    }
    var damping = PauliPermutation(noise)
    for qubit in 0..<QDICircuit.qubitCount { damping.prepend(channelOn: qubit) }
    self.damping = damping
    var entangling = PauliPermutation(noise)
    for gate in circuit.entanglerGates.reversed() {
      entangling.prepend(control: gate.control, target: gate.target)
    }
    // The channels of the rotations before.
    for qubit in 0..<QDICircuit.qubitCount { entangling.prepend(channelOn: qubit) }
    self.entangling = entangling
    state = AlignedBuffer(count: PauliExpansion.count)

    var readout = PauliPermutation(noise)
    for qubit in (1..<QDICircuit.qubitCount).reversed() { readout.prepend(control: qubit, target: 0) }
    let expansion = PauliExpansion()
    let ends = circuit.layout == .lattice ? [QDICircuit.blockCount - 1] : Array(1..<QDICircuit.blockCount)
    for block in ends {
      expansion.coefficients.buffer.update(repeating: 0)
      expansion.coefficients[3] = 1
      expansion.permute(readout)
      undo(block: block, expansion)
      observables.append(AlignedBuffer(expansion.coefficients.buffer))
    }
    buildState()
  }

  /// <Z_0> of each circuit.
  ///
  /// - Parameters:
  ///   - features: [count x 256], radians.
  ///   - count: samples.
  ///   - workers: results do not depend on them.
  /// - Returns: [count x circuits]: one a sample for `lattice`, 32 for `parallel`.
  public func values(features: AlignedBuffer<Double>, count: Int, workers: Workers) -> AlignedBuffer<Double> {
    precondition(features.count >= count * QDICircuit.featureCount)
    let circuits = circuit.circuitCount
    let result = AlignedBuffer<Double>(count: count * circuits)
    let expansions = UncheckedExpansions((0..<workers.count).map { _ in PauliExpansion() })
    workers.perform(pieces: count * circuits) { piece, worker in
      let (sample, number) = piece.quotientAndRemainder(dividingBy: circuits)
      result.pointer[piece] = self.value(
        features.pointer + sample * QDICircuit.featureCount, circuit: number, expansions.values[worker])
    }
    return result
  }

  /// Each worker has one of its own.
  private struct UncheckedExpansions: @unchecked Sendable {
    let values: [PauliExpansion]
    init(_ values: [PauliExpansion]) { self.values = values }
  }

  private func value(_ features: UnsafePointer<Double>, circuit number: Int, _ expansion: PauliExpansion)
    -> Double
  {
    expansion.copy(observables[number])
    let encodings = circuit.encodings(ofCircuit: number)
    for encoding in encodings.reversed() {
      expansion.permute(damping)
      let angles = (0..<QDICircuit.qubitCount).map { features[QDICircuit.qubitCount * encoding + $0] }
      expansion.unrotate(.z, angles.map { (cosine: cos($0), sine: sin($0)) })
      if encoding > encodings.lowerBound { undo(block: encoding, expansion) }
    }
    return expansion.product(state)
  }

  private func undo(block: Int, _ expansion: PauliExpansion) {
    for layer in (0..<circuit.depth).reversed() {
      expansion.permute(entangling)
      expansion.unrotate(axis, turns[circuit.depth * block + layer])
    }
  }

  /// The leading block forwards: what `undo` does to coefficients, transposed. At the start the strings of I and Z alone
  /// have expectation 1, the others 0.
  private func buildState() {
    let expansion = PauliExpansion()
    let values = expansion.coefficients
    for index in 0..<PauliExpansion.count {
      values[index] =
        (0..<QDICircuit.qubitCount).allSatisfy { [0, 3].contains(index >> (2 * $0) & 3) } ? 1 : 0
    }
    for layer in 0..<circuit.depth {
      expansion.unrotate(axis, turns[layer].map { (cosine: $0.cosine, sine: -$0.sine) })
      state.buffer.update(repeating: 0)
      for index in 0..<PauliExpansion.count {
        state[Int(entangling.sources[index])] +=
          entangling.factors[Int(entangling.factorNumbers[index])] * values[index]
      }
      expansion.copy(state)
    }
  }
}
