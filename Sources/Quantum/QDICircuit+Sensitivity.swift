/// Which parameters of a circuit can change what it measures, found by algebra alone.
public struct CircuitSensitivity: Hashable, Sendable {
  /// All weights of the circuit.
  public var weightCount: Int
  /// Weights that cannot change the output, whatever the other parameters are; ascending.
  public var insensitiveWeights: [Int]
  /// Features that cannot change the output; ascending.
  public var insensitiveFeatures: [Int]
  /// Weights that act through a sum or difference with a later one alone, although they can change the output;
  /// ascending. They add nothing to what the circuit can compute.
  public var redundantWeights: [Int]

  /// Weights that are neither insensitive nor redundant.
  public var effectiveWeightCount: Int {
    weightCount - insensitiveWeights.count - redundantWeights.count
  }
}

extension QDICircuit {
  /// The parameters that cannot matter.
  ///
  /// Walk the circuit backwards from the measured Z and keep the Pauli strings met so far: the observable and the
  /// generators of the rotations, pulled through the CNOTs. The observable, as the later gates turn it, lies in
  /// the algebra that they generate; a rotation whose generator commutes with all of them leaves it as it is. In
  /// the last block of RX these are the X-strings that overlap the measured parity on an even number of qubits.
  /// A rotation whose generator is met again later, and commutes with all between, can be moved there and merged.
  ///
  /// In the layout `parallel` a weight of the leading block counts only if it is so in all circuits alike.
  public var sensitivity: CircuitSensitivity {
    let sweeps = gateCircuits.map(BackwardSweep.init)
    var insensitiveWeights: [Int] = []
    var redundantWeights: [Int] = []
    for weight in 0..<weightCount {
      let fates = Set(sweeps.compactMap { $0.fates[.weight(weight)] })
      guard fates.count == 1, let fate = fates.first else { continue }
      switch fate {
      case .insensitive: insensitiveWeights.append(weight)
      case .mergedWith: redundantWeights.append(weight)
      case .effective: break
      }
    }
    let insensitiveFeatures = (0..<Self.featureCount).filter { feature in
      sweeps.allSatisfy { ($0.fates[.feature(feature)] ?? .insensitive) == .insensitive }
    }
    return CircuitSensitivity(
      weightCount: weightCount, insensitiveWeights: insensitiveWeights,
      insensitiveFeatures: insensitiveFeatures,
      redundantWeights: redundantWeights)
  }
}

private struct BackwardSweep {
  enum Fate: Hashable {
    case insensitive
    case mergedWith(Gate.Angle)
    case effective
  }

  /// What becomes of each angle of the circuit.
  var fates: [Gate.Angle: Fate] = [:]

  init(_ circuit: GateCircuit) {
    var generators = PauliSpan()
    generators.insert(PauliString(.z, qubit: 0))
    // The rotations that an earlier one with the same generator could still be moved to.
    var reachable: [(generator: PauliString, angle: Gate.Angle)] = []
    for gate in circuit.gates.reversed() {
      switch gate {
      case .controlledNot(let control, let target):
        generators.conjugate(control: control, target: target)
        for index in reachable.indices {
          reachable[index].generator.conjugate(control: control, target: target)
        }
      case .rotation(let axis, let qubit, let angle):
        let generator = PauliString(axis, qubit: qubit)
        if generators.commute(with: generator) {
          fates[angle] = .insensitive
        } else if case .weight = angle, let partner = reachable.first(where: { $0.generator == generator }) {
          fates[angle] = .mergedWith(partner.angle)
        } else {
          fates[angle] = .effective
          generators.insert(generator)
          reachable.removeAll { !$0.generator.commutes(with: generator) }
          if case .weight = angle { reachable.append((generator, angle)) }
        }
      }
    }
  }
}
