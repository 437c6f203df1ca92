"""The Quantum Depth-Infused circuit, gate by gate on state vectors, with its derivatives by the adjoint method.

Written from the model's description alone, in double precision, for reading and for checking: no fused blocks,
no tables, one gate after the other. A state is an array [256, B] of complex numbers, one column a sample; qubit q
is bit 7 - q of the row number, so that qubit 0 is the most significant one.
"""

import numpy as np

QUBITS = 8
LATTICE = 32
AMPLITUDES = 2**QUBITS


def variational_block(first_layer, entangler, depth):
    """Gates of `depth` variational layers whose angles are rows first_layer ..< first_layer + depth."""
    gates = []
    for layer in range(first_layer, first_layer + depth):
        gates += [("rotation", qubit, layer) for qubit in range(QUBITS)]
        gates += [("cnot", qubit, qubit + 1) for qubit in range(QUBITS - 1)]
        if entangler == "ring":
            gates.append(("cnot", QUBITS - 1, 0))
        elif entangler != "linear":
            raise ValueError(f"entangler is {entangler!r}, expected 'ring' or 'linear'")
    return gates


def encoding(step):
    """RZ(phi[8 step + q]) on each qubit q."""
    return [("encode", qubit, QUBITS * step + qubit) for qubit in range(QUBITS)]


def readout():
    """CNOT(q, 0) for every other qubit q: afterwards Z on qubit 0 measures the parity of all of them."""
    return [("cnot", qubit, 0) for qubit in range(1, QUBITS)]


def halves(state, qubit):
    """The parts of a state in which `qubit` is 0 and 1, as views."""
    view = state.reshape(2**qubit, 2, 2 ** (QUBITS - 1 - qubit), -1)
    return view[:, 0], view[:, 1]


def apply_rx(state, qubit, angle):
    """RX(t) = exp(-i X t / 2) = [[cos, -i sin], [-i sin, cos]](t / 2), in place."""
    zero, one = halves(state, qubit)
    cosine, sine = np.cos(angle / 2), np.sin(angle / 2)
    new_zero = cosine * zero - 1j * sine * one
    one[...] = cosine * one - 1j * sine * zero
    zero[...] = new_zero


def apply_ry(state, qubit, angle):
    """RY(t) = exp(-i Y t / 2) = [[cos, -sin], [sin, cos]](t / 2), in place."""
    zero, one = halves(state, qubit)
    cosine, sine = np.cos(angle / 2), np.sin(angle / 2)
    new_zero = cosine * zero - sine * one
    one[...] = cosine * one + sine * zero
    zero[...] = new_zero


def apply_rz(state, qubit, angles):
    """RZ(t) = exp(-i Z t / 2), in place, with an angle of its own for each sample (column)."""
    zero, one = halves(state, qubit)
    zero *= np.exp(-0.5j * angles)
    one *= np.exp(0.5j * angles)


def pauli(name, state, qubit):
    """X, Y or Z on one qubit, as a new state."""
    result = np.empty_like(state)
    zero, one = halves(state, qubit)
    new_zero, new_one = halves(result, qubit)
    if name == "x":
        new_zero[...], new_one[...] = one, zero
    elif name == "y":
        new_zero[...], new_one[...] = -1j * one, 1j * zero
    else:
        new_zero[...], new_one[...] = zero, -one
    return result


def cnot_rows(control, target):
    """The permutation of CNOT(control, target): state[rows] applies the gate, which is its own inverse."""
    rows = np.arange(AMPLITUDES)
    is_set = (rows >> (QUBITS - 1 - control)) & 1
    return rows ^ (is_set << (QUBITS - 1 - target))


CNOT_ROWS = {
    (control, target): cnot_rows(control, target)
    for control in range(QUBITS)
    for target in range(QUBITS)
    if control != target
}


def apply_gate(gate, state, weights, features, rotation, sign=1):
    """Applies one gate (its inverse for sign = -1) and returns the state, which may be a new array."""
    kind, first, second = gate
    if kind == "cnot":
        return state[CNOT_ROWS[first, second]]
    if kind == "encode":
        apply_rz(state, first, sign * features[:, second])
    elif rotation == "rx":
        apply_rx(state, first, sign * weights[second, first])
    else:
        apply_ry(state, first, sign * weights[second, first])
    return state


class Circuit:
    """E(weights, features), E = <Z_0>, and its derivatives, for a batch of samples.

    rotation 'rx' or 'ry'; entangler 'ring' or 'linear'; layout 'lattice' (one circuit of 33 blocks) or 'parallel'
    (32 circuits that share the leading block and have an encoding and a block each; E is their mean).
    """

    def __init__(self, rotation="rx", entangler="ring", layout="lattice", depth=5):
        if rotation not in ("rx", "ry"):
            raise ValueError(f"rotation gate is {rotation!r}, expected 'rx' or 'ry'")
        self.rotation = rotation
        lead = variational_block(0, entangler, depth)
        steps = [encoding(l) + variational_block(depth * (l + 1), entangler, depth) for l in range(LATTICE)]
        if layout == "lattice":
            self.lead = []
            self.tails = [lead + sum(steps, []) + readout()]
        elif layout == "parallel":
            self.lead = lead
            self.tails = [step + readout() for step in steps]
        else:
            raise ValueError(f"quantum layout is {layout!r}, expected 'lattice' or 'parallel'")

    def run(self, gates, state, weights, features):
        state = state.copy()
        for gate in gates:
            state = apply_gate(gate, state, weights, features, self.rotation)
        return state

    def unwind(self, gates, state, adjoint, weights, features, weight_gradient, feature_gradient):
        """Takes both states back through the gates, adding up dE/dangle for every angle on the way.

        For a gate U = exp(-i t A / 2) with A a Pauli matrix, dE/dt = Im <adjoint| A |state>, both taken right
        after the gate.
        """
        for gate in reversed(gates):
            kind, first, second = gate
            if kind != "cnot":
                name = "z" if kind == "encode" else self.rotation[1]
                overlap = np.sum(np.conj(adjoint) * pauli(name, state, first), axis=0).imag
                if kind == "encode":
                    feature_gradient[:, second] += overlap
                else:
                    weight_gradient[:, second, first] += overlap
            state = apply_gate(gate, state, weights, features, self.rotation, sign=-1)
            adjoint = apply_gate(gate, adjoint, weights, features, self.rotation, sign=-1)
        return state, adjoint

    def expectations(self, weights, features):
        """weights [33 x depth, 8], features [B, 256] -> E [B]."""
        shared = self.run(self.lead, ground_state(len(features)), weights, features)
        total = np.zeros(len(features))
        for tail in self.tails:
            state = self.run(tail, shared, weights, features)
            total += np.sum(np.conj(state) * pauli("z", state, 0), axis=0).real
        return total / len(self.tails)

    def gradients(self, weights, features):
        """E [B], dE/dweights [B, 33 x depth, 8], dE/dfeatures [B, 256], and the states taken back to the start [256, B]."""
        batch = len(features)
        weight_gradient = np.zeros((batch,) + weights.shape)
        feature_gradient = np.zeros(features.shape)
        shared = self.run(self.lead, ground_state(batch), weights, features)
        shared_adjoint = np.zeros_like(shared)
        total = np.zeros(batch)
        for tail in self.tails:
            state = self.run(tail, shared, weights, features)
            adjoint = pauli("z", state, 0)
            total += np.sum(np.conj(state) * adjoint, axis=0).real
            back, adjoint = self.unwind(
                tail, state, adjoint, weights, features, weight_gradient, feature_gradient
            )
            # All circuits start from the same shared state, and a derivative is linear in the adjoint state.
            shared_adjoint += adjoint
        start, _ = self.unwind(
            self.lead, back, shared_adjoint, weights, features, weight_gradient, feature_gradient
        )
        count = len(self.tails)
        return total / count, weight_gradient / count, feature_gradient / count, start


def ground_state(batch):
    """|00000000> for every sample."""
    state = np.zeros((AMPLITUDES, batch), dtype=np.complex128)
    state[0] = 1
    return state
