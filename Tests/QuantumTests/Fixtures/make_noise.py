"""Writes noise.json: expectations of all eight QDI circuits with depolarizing noise, computed by PennyLane.

    python3 -m venv env && env/bin/pip install pennylane
    env/bin/python make_noise.py

Weights and features are those of golden.json, whose first sample is taken. `DepolarizingChannel(p)` follows each rotation
on its qubit and each CNOT on both of its qubits; default.mixed simulates the density matrix. Results are written to twelve
decimals.
"""
import json
import pathlib

import numpy
import pennylane as qml

from make_golden import ENCODINGS, DEPTH, QUBITS

# So that a good part of the expectations is left: some 4,000 channels in a circuit of the lattice, 350 in the others.
PROBABILITY = {"lattice": 0.0002, "parallel": 0.003}


def circuit(weights, features, rotation, ring, encodings, p):
    def rotate(gate, angles):
        for qubit in range(QUBITS):
            gate(angles[qubit], wires=qubit)
            qml.DepolarizingChannel(p, wires=qubit)

    def cnot(control, target):
        qml.CNOT(wires=[control, target])
        qml.DepolarizingChannel(p, wires=control)
        qml.DepolarizingChannel(p, wires=target)

    def block(layers):
        for layer in range(DEPTH):
            rotate(rotation, layers[layer])
            for qubit in range(QUBITS if ring else QUBITS - 1):
                cnot(qubit, (qubit + 1) % QUBITS)

    block(weights[0])
    for encoding in encodings:
        rotate(qml.RZ, features[QUBITS * encoding : QUBITS * (encoding + 1)])
        block(weights[1 + encoding])
    for qubit in range(1, QUBITS):
        cnot(qubit, 0)
    return qml.expval(qml.PauliZ(0))


def main():
    folder = pathlib.Path(__file__).parent
    golden = json.loads((folder / "golden.json").read_text())
    weights = numpy.array(golden["weights"]).reshape(1 + ENCODINGS, DEPTH, QUBITS)
    features = numpy.array(golden["features"][0])
    node = qml.QNode(circuit, qml.device("default.mixed", wires=QUBITS), diff_method=None)
    cases = []
    for rotation in ["rx", "ry"]:
        for entangler in ["ring", "linear"]:
            for layout in ["lattice", "parallel"]:
                p = PROBABILITY[layout]
                circuits = [range(ENCODINGS)] if layout == "lattice" else [[number] for number in range(ENCODINGS)]
                gate = qml.RX if rotation == "rx" else qml.RY
                values = [
                    float(node(weights, features, gate, entangler == "ring", encodings, p)) for encodings in circuits
                ]
                cases.append({
                    "circuit": {"rotation": rotation, "entangler": entangler, "layout": layout},
                    "probability": p,
                    "expectations": (numpy.round(values, 12) + 0.0).tolist(),
                })
                print(cases[-1]["circuit"], values[:2], flush=True)
    fixture = {"source": f"PennyLane {qml.__version__}, default.mixed, float64", "cases": cases}
    (folder / "noise.json").write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
