/// A product of Pauli matrices on up to 64 qubits, sign apart: bit q of `x` for a factor X on qubit q, of `z` for
/// Z, of both for Y.
public struct PauliString: Hashable, Sendable {
  public var x: UInt64
  public var z: UInt64

  public init(x: UInt64 = 0, z: UInt64 = 0) {
    self.x = x
    self.z = z
  }

  init(_ axis: Gate.Axis, qubit: Int) {
    let bit = UInt64(1) << UInt64(qubit)
    self.init(x: axis == .z ? 0 : bit, z: axis == .x ? 0 : bit)
  }

  /// Two strings commute if and only if they differ on an even number of qubits where neither is the identity:
  /// if their symplectic product over GF(2) vanishes.
  public func commutes(with other: PauliString) -> Bool {
    ((x & other.z) ^ (z & other.x)).nonzeroBitCount.isMultiple(of: 2)
  }

  /// Pulls the string through a CNOT, which is its own inverse: X on the control spreads to the target, Z on the
  /// target to the control.
  mutating func conjugate(control: Int, target: Int) {
    x ^= (x >> UInt64(control) & 1) << UInt64(target)
    z ^= (z >> UInt64(target) & 1) << UInt64(control)
  }
}
