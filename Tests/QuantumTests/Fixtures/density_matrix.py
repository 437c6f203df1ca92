"""A QDI circuit with depolarizing noise by density matrices, gate by gate, from a JSON file.

    python3 density_matrix.py case.json

The case holds weights [33 x depth x 8], features [256], circuit (rotation, entangler, layout) and probability; the expectations of its
circuits are printed, one a line. Written from the definitions alone: a density matrix is an array with an axis of four for
each qubit, which numbers the entries |i><j| of that qubit as 2 i + j.
"""
import json
import sys

import numpy as np

QUBITS, ENCODINGS = 8, 32
PAULI = {
    "x": np.array([[0, 1], [1, 0]], dtype=complex),
    "y": np.array([[0, -1j], [1j, 0]]),
    "z": np.array([[1, 0], [0, -1]], dtype=complex),
}


def channel(*operators):
    """sum_k K rho K+ on one qubit: with entries in rows, K rho K+ is (K x K*) rho."""
    return sum(np.kron(operator, operator.conj()) for operator in operators)


def depolarizing(p):
    return channel(np.sqrt(1 - p) * np.eye(2), *(np.sqrt(p / 3) * PAULI[axis] for axis in "xyz"))


def rotation(axis, angle):
    return channel(np.cos(angle / 2) * np.eye(2) - 1j * np.sin(angle / 2) * PAULI[axis])


class DensityMatrix:
    def __init__(self, probability):
        self.entries = np.zeros((4,) * QUBITS, dtype=complex)
        self.entries[(0,) * QUBITS] = 1
        self.noise = depolarizing(probability)

    def on_qubit(self, matrix, qubit):
        shape = self.entries.shape
        split = self.entries.reshape(4**qubit, 4, -1)
        self.entries = np.matmul(matrix, split).reshape(shape)

    def rotate(self, axis, angles):
        for qubit, angle in enumerate(angles):
            self.on_qubit(self.noise @ rotation(axis, angle), qubit)

    def cnot(self, control, target):
        """|c t><c' t'| becomes |c, t ^ c><c', t' ^ c'|."""
        moved = np.moveaxis(self.entries, (control, target), (0, 1))
        result = np.empty_like(moved)
        for c in range(4):
            # Bits of c: the control in the ket and in the bra.
            result[c] = moved[c][[t ^ c for t in range(4)]]
        self.entries = np.ascontiguousarray(np.moveaxis(result, (0, 1), (control, target)))
        self.on_qubit(self.noise, control)
        self.on_qubit(self.noise, target)

    def expectation(self):
        """Z on qubit 0; the trace takes the entries |0><0| and |1><1| of the others."""
        diagonal = self.entries
        for _ in range(QUBITS - 1):
            diagonal = diagonal[..., 0] + diagonal[..., 3]
        return (diagonal[0] - diagonal[3]).real, (diagonal[0] + diagonal[3]).real


def run(case, encodings):
    weights = np.array(case["weights"]).reshape(1 + ENCODINGS, -1, QUBITS)
    features = np.array(case["features"]).reshape(ENCODINGS, QUBITS)
    axis, entangler = case["circuit"]["rotation"][1], case["circuit"]["entangler"]
    matrix = DensityMatrix(case["probability"])

    def block(layers):
        for angles in layers:
            matrix.rotate(axis, angles)
            for qubit in range(QUBITS if entangler == "ring" else QUBITS - 1):
                matrix.cnot(qubit, (qubit + 1) % QUBITS)

    block(weights[0])
    for encoding in encodings:
        matrix.rotate("z", features[encoding])
        block(weights[1 + encoding])
    for qubit in range(1, QUBITS):
        matrix.cnot(qubit, 0)
    expectation, trace = matrix.expectation()
    if abs(trace - 1) > 1e-11:
        raise SystemExit(f"the trace is {trace}")
    return expectation


def main():
    with open(sys.argv[1]) as file:
        case = json.load(file)
    lattice = case["circuit"]["layout"] == "lattice"
    chosen = case.get("circuits", range(1 if lattice else ENCODINGS))
    for number in chosen:
        print(f"{run(case, range(ENCODINGS) if lattice else [number]):.17g}")


if __name__ == "__main__":
    main()
