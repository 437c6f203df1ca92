"""Writes golden.json: expectations and derivatives of all eight QDI circuits, computed by PennyLane.

    python3 -m venv env && env/bin/pip install pennylane pennylane-lightning
    env/bin/python make_golden.py
    env/bin/python make_golden.py inputs.json

With a file it prints the results of the inputs in it instead, of a circuit of any depth. Inputs are drawn to six decimals. Results are written to twelve: what the rounding adds is part of the tests'
tolerance, and what PennyLane's own rounding adds is a thousand times less.
"""
import json
import pathlib
import sys

import numpy
import pennylane as qml

QUBITS, ENCODINGS, DEPTH, SAMPLES = 8, 32, 5, 2  # the depth of the golden circuits


def block(weights, rotation, ring):
    for layer in range(len(weights)):
        for qubit in range(QUBITS):
            rotation(weights[layer, qubit], wires=qubit)
        for qubit in range(QUBITS if ring else QUBITS - 1):
            qml.CNOT(wires=[qubit, (qubit + 1) % QUBITS])


def circuit(weights, features, rotation, ring, encodings):
    """weights [33, depth, 8], features [256]"""
    block(weights[0], rotation, ring)
    for encoding in encodings:
        for qubit in range(QUBITS):
            qml.RZ(features[QUBITS * encoding + qubit], wires=qubit)
        block(weights[1 + encoding], rotation, ring)
    for qubit in range(1, QUBITS):
        qml.CNOT(wires=[qubit, 0])
    return qml.expval(qml.PauliZ(0))


def evaluate(weights, features, rotation, ring, layout):
    node = qml.QNode(circuit, qml.device("lightning.qubit", wires=QUBITS), diff_method="adjoint")
    circuits = [range(ENCODINGS)] if layout == "lattice" else [[encoding] for encoding in range(ENCODINGS)]
    gate = qml.RX if rotation == "rx" else qml.RY
    expectation, weight_gradient, feature_gradient = 0.0, 0.0, 0.0
    for encodings in circuits:
        arguments = (gate, ring, encodings)
        expectation += float(node(weights, features, *arguments)) / len(circuits)
        gradients = qml.grad(node, argnums=[0, 1])(weights, features, *arguments)
        weight_gradient += gradients[0] / len(circuits)
        feature_gradient += gradients[1] / len(circuits)
    return expectation, weight_gradient, feature_gradient


def rounded(array):
    # Adding 0.0 turns -0.0 into 0.0.
    return (numpy.round(numpy.asarray(array, dtype=float), 12) + 0.0).ravel().tolist()


def case(weights, features, shape, sample):
    expectation, weight_gradient, feature_gradient = evaluate(
        qml.numpy.array(weights, requires_grad=True), qml.numpy.array(features[sample], requires_grad=True),
        shape["rotation"], shape["entangler"] == "ring", shape["layout"])
    return {
        "circuit": shape,
        "sample": sample,
        "expectation": rounded(expectation)[0],
        "weightGradient": rounded(weight_gradient),
        "featureGradient": rounded(feature_gradient),
    }


def main():
    if len(sys.argv) > 1:
        inputs = json.loads(pathlib.Path(sys.argv[1]).read_text())
        weights = numpy.reshape(inputs["weights"], (1 + ENCODINGS, inputs["circuit"]["depth"], QUBITS))
        print(json.dumps(case(weights, numpy.array(inputs["features"]), inputs["circuit"], 0)))
        return
    random = numpy.random.default_rng(20231)
    weights = numpy.round(random.uniform(-4, 4, (1 + ENCODINGS, DEPTH, QUBITS)), 6)
    features = numpy.round(random.normal(0, 2, (SAMPLES, ENCODINGS * QUBITS)), 6)
    cases = []
    for rotation in ["rx", "ry"]:
        for entangler in ["ring", "linear"]:
            for layout in ["lattice", "parallel"]:
                for sample in range(SAMPLES):
                    shape = {"rotation": rotation, "entangler": entangler, "layout": layout}
                    cases.append(case(weights, features, shape, sample))
    fixture = {
        "source": f"PennyLane {qml.__version__}, lightning.qubit, adjoint, float64",
        "weights": weights.ravel().tolist(), "features": features.tolist(), "cases": cases,
    }
    path = pathlib.Path(__file__).with_name("golden.json")
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
