"""Checks a circuit that `hqnn export-circuit` wrote: runs it, and compares with what its comment says.

    python3 check_circuit.py FILE [--prediction X] [--with numpy|qiskit] [--depth N]

Runs the program in this folder's own simulator or in Qiskit. The expectations must be those of the comment to 1e-12: two
rounding errors a gate, some 3000 gates, 2^-53 each, is 7e-13 at worst and a few 1e-14 as they add up. The prediction must
follow from scale and offset, and be that of `predict` to 1e-5: that one is computed in single precision, in which the
circuit errs by some 1e-6 times the scale.
"""

import argparse
import sys

import qasm_simulator


def numpy_expectations(text):
    expectations, counts = qasm_simulator.run(text)
    return expectations, counts


def qiskit_expectations(text):
    """Each part between resets is a circuit of its own, whose state before the measurement is exact."""
    import qiskit.qasm2
    import qiskit.qasm3
    from qiskit import QuantumCircuit
    from qiskit.quantum_info import Pauli, Statevector

    if "OPENQASM 2.0" in text:
        program = qiskit.qasm2.loads(text)
    else:
        program = qiskit.qasm3.loads(text)
    parts, measured = [QuantumCircuit(program.num_qubits)], []
    for instruction in program.data:
        name = instruction.operation.name
        qubits = [program.find_bit(qubit).index for qubit in instruction.qubits]
        if name == "reset":
            # One instruction a qubit; a new part begins with the first after a measurement.
            if len(parts) == len(measured):
                parts.append(QuantumCircuit(program.num_qubits))
            elif parts[-1].data:
                raise SystemExit("a reset in the middle of a circuit")
        elif name == "measure":
            measured.append((qubits[0], program.find_bit(instruction.clbits[0]).index))
        else:
            parts[-1].append(instruction.operation, qubits)
    if len(parts) != len(measured):
        raise SystemExit("not every circuit is measured once")
    expectations = [None] * len(parts)
    for part, (qubit, bit) in zip(parts, measured):
        label = "".join("Z" if q == qubit else "I" for q in reversed(range(program.num_qubits)))
        expectations[bit] = float(Statevector.from_instruction(part).expectation_value(Pauli(label)).real)
    return expectations, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--prediction", type=float)
    parser.add_argument("--depth", type=int, default=5)
    parser.add_argument("--with", dest="simulator", choices=["numpy", "qiskit"], default="numpy")
    options = parser.parse_args()
    with open(options.file, encoding="ascii") as file:
        text = file.read()
    values = qasm_simulator.comment_values(text)
    expectations, counts = (numpy_expectations if options.simulator == "numpy" else qiskit_expectations)(text)

    bad = 0

    def check(what, found, expected, limit):
        nonlocal bad
        difference = abs(found - expected)
        # Written so that NaN counts as off.
        good = difference <= limit
        bad += not good
        if not good or len(expectations) == 1 or what in ("expectation", "prediction"):
            print(f"{what}: {found:.17g}, expected {expected:.17g}: {difference:.1e} {'ok' if good else 'OFF'}")

    numbers = [int(name.split()[-1]) for name in values if name.startswith("expectation of circuit")]
    if numbers:
        for number, found in zip(numbers, expectations, strict=True):
            check(f"circuit {number}", found, values[f"expectation of circuit {number}"], 1e-12)
    whole = not numbers or len(numbers) > 1
    if whole:
        mean = sum(expectations) / len(expectations)
        check("expectation", mean, values["expectation"], 1e-12)
        # The scale's size times the above, and the sum's rounding.
        check("prediction", values["scale"] * mean + values["offset"], values["prediction"],
              1e-12 * (1 + abs(values["scale"]) + abs(values["offset"])))
    if options.prediction is not None:
        check("predict's", options.prediction, values["prediction"], 1e-5 * (1 + abs(values["scale"])))
    if counts is not None:
        blocks = 33 if whole and len(expectations) == 1 else 2 * len(expectations)
        encodings = 32 if whole and len(expectations) == 1 else len(expectations)
        rotations = counts.get("rx", 0) + counts.get("ry", 0)
        if rotations != 8 * options.depth * blocks or counts["rz"] != 8 * encodings or "rx" in counts and "ry" in counts:
            print(f"gates {counts} are not those of {blocks} blocks and {encodings} encodings")
            bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
