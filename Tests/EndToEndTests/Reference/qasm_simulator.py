"""Runs OpenQASM programs of the kind that `hqnn export-circuit` writes, from their text alone, on a state vector.

    python3 qasm_simulator.py FILE [FILE ...]

Prints, for each file and each measured bit, the expectation of Z on the measured qubit, 1 for a bit 0 and -1 for a 1.
Double precision, one gate after the other; written from the two specifications, and sharing no code with the program or
with the rest of the reference. Qubit q is axis q of the state's array.
"""

import re
import sys

import numpy as np

STATEMENT = re.compile(
    r"(?P<version>OPENQASM\s+(?P<number>[23])\.0)"
    r"|include\s+\"(?P<library>[^\"]+)\""
    r"|(?:qreg\s+q\[(?P<qreg>\d+)\]|qubit\[(?P<qubit>\d+)\]\s+q)"
    r"|(?:creg\s+c\[(?P<creg>\d+)\]|bit\[(?P<bit>\d+)\]\s+c)"
    r"|(?P<reset>reset\s+q)"
    r"|r(?P<axis>[xyz])\((?P<angle>[-+0-9.eE]+)\)\s+q\[(?P<target>\d+)\]"
    r"|cx\s+q\[(?P<control>\d+)\]\s*,\s*q\[(?P<flipped>\d+)\]"
    r"|measure\s+q\[(?P<measured2>\d+)\]\s*->\s*c\[(?P<into2>\d+)\]"
    r"|c\[(?P<into3>\d+)\]\s*=\s*measure\s+q\[(?P<measured3>\d+)\]"
)
LIBRARIES = {"2": "qelib1.inc", "3": "stdgates.inc"}


class QASMProblem(Exception):
    pass


def statements(text):
    """The statements without their semicolons; comments end with their line."""
    stripped = "\n".join(line.split("//")[0] for line in text.splitlines())
    parts = [part.strip() for part in stripped.split(";")]
    if parts[-1]:
        raise QASMProblem(f"no semicolon after {parts[-1]!r}")
    for part in parts[:-1]:
        match = STATEMENT.fullmatch(part)
        if not match:
            raise QASMProblem(f"cannot read {part!r}")
        yield {name: value for name, value in match.groupdict().items() if value is not None}


def rotation(axis, angle):
    """exp(-i P t / 2) for the Pauli matrix P of the axis."""
    c, s = np.cos(angle / 2), np.sin(angle / 2)
    return {
        "x": np.array([[c, -1j * s], [-1j * s, c]]),
        "y": np.array([[c, -s], [s, c]], dtype=complex),
        "z": np.array([[c - 1j * s, 0], [0, c + 1j * s]]),
    }[axis]


def zero_state(qubits):
    state = np.zeros((2,) * qubits, dtype=complex)
    state[(0,) * qubits] = 1
    return state


def run(text):
    """The expectations by bit, and the gates counted by name."""
    state, qubits, bits, version = None, None, None, None
    expectations, counts = {}, {}
    clean = False
    for s in statements(text):
        if version is None and "version" not in s:
            raise QASMProblem("the version is not the first statement")
        if "version" in s:
            version = s["number"]
        elif "library" in s:
            if s["library"] != LIBRARIES[version]:
                raise QASMProblem(f"includes {s['library']}, expected {LIBRARIES[version]}")
        elif "qreg" in s or "qubit" in s:
            qubits = int(s["qreg"] if version == "2" else s["qubit"])
            # Version 2 starts in |0...0>; version 3 leaves open in what.
            state, clean = zero_state(qubits), version == "2"
        elif "creg" in s or "bit" in s:
            bits = int(s["creg"] if version == "2" else s["bit"])
        elif "reset" in s:
            # Whatever was measured before, all qubits are in |0> afterwards.
            state, clean = zero_state(qubits), True
        elif not clean:
            raise QASMProblem("a gate or measurement on qubits that are in no known state, or were measured")
        elif "axis" in s:
            matrix, target = rotation(s["axis"], float(s["angle"])), int(s["target"])
            state = np.moveaxis(np.tensordot(matrix, state, axes=([1], [target])), 0, target)
            counts["r" + s["axis"]] = counts.get("r" + s["axis"], 0) + 1
        elif "control" in s:
            control, target = int(s["control"]), int(s["flipped"])
            if control == target:
                raise QASMProblem("a CNOT on one qubit")
            half = [slice(None)] * qubits
            half[control] = 1
            state[tuple(half)] = np.flip(state[tuple(half)], axis=target - (target > control)).copy()
            counts["cx"] = counts.get("cx", 0) + 1
        else:
            measured, into = (int(s[name + version]) for name in ("measured", "into"))
            if into >= bits or into in expectations:
                raise QASMProblem(f"measures into bit {into}, of {bits}, twice or beyond them")
            probabilities = np.sum(np.abs(np.moveaxis(state, measured, 0)) ** 2, axis=tuple(range(1, qubits)))
            expectations[into] = probabilities[0] - probabilities[1]
            clean = False
    if bits is None or sorted(expectations) != list(range(bits)):
        raise QASMProblem("some bit is not measured")
    return [expectations[bit] for bit in range(bits)], counts


def comment_values(text):
    """The numbers in the comment: lines `// name: number`."""
    values = {}
    for line in text.splitlines():
        match = re.fullmatch(r"// ([^:]+): ([-+0-9.e]+)", line)
        if match:
            values[match.group(1)] = float(match.group(2))
    return values


def main():
    for path in sys.argv[1:]:
        with open(path, encoding="ascii") as file:
            expectations, counts = run(file.read())
        print(path, *[f"{value:.17g}" for value in expectations], counts)
    return 0


if __name__ == "__main__":
    sys.exit(main())
