#!/usr/bin/env python3
"""The circuit of the quantum head twice: gate by gate, and as docs/circuit.md fuses it. NumPy alone, written to be read.

    python3 docs/examples/fused_circuit.py

draws angles at random and compares expectations and gradients of the two, for RX and both entanglers. Exit code 0: they
agree to within rounding.
"""

import sys

import numpy

QUBITS, LAYERS, STEPS = 8, 5, 32
SIZE = 2**QUBITS
STATES = numpy.arange(SIZE)
BIT = [1 << q for q in range(QUBITS)]  # qubit q is bit q of a basis state's number


def parity(numbers):
    """popcount modulo 2 of each number."""
    numbers = numpy.array(numbers)
    for shift in (4, 2, 1):
        numbers = numbers ^ (numbers >> shift)
    return numbers & 1


def sign(mask):
    """[256] (-1)^(mask . x) of all basis states x."""
    return 1.0 - 2.0 * parity(STATES & mask)


def entangler(ring):
    """[256] where the CNOTs (0,1), (1,2), ... send each basis state."""
    to = STATES.copy()
    for control in range(QUBITS if ring else QUBITS - 1):
        target = (control + 1) % QUBITS
        to = numpy.where(to & BIT[control], to ^ BIT[target], to)
    return to


# Gate by gate.


def expectation_by_gates(weights, features, permutation):
    psi = numpy.zeros(SIZE, complex)
    psi[0] = 1
    for block in range(STEPS + 1):
        if block > 0:
            for q in range(QUBITS):
                psi = psi * numpy.exp(-0.5j * features[block - 1, q] * sign(BIT[q]))
        for layer in range(LAYERS):
            for q in range(QUBITS):
                half = weights[block, layer, q] / 2
                psi = numpy.cos(half) * psi - 1j * numpy.sin(half) * psi[STATES ^ BIT[q]]
            after = numpy.empty_like(psi)
            after[permutation] = psi
            psi = after
    for q in range(1, QUBITS):
        after = numpy.empty_like(psi)
        after[numpy.where(STATES & BIT[q], STATES ^ 1, STATES)] = psi
        psi = after
    return float(numpy.sum(sign(1) * abs(psi) ** 2))


# Fused.


def transform(vector):
    """The normalised Walsh-Hadamard transform, a Hadamard gate on every qubit."""
    vector = vector.reshape((2,) * QUBITS)
    for axis in range(QUBITS):
        even, odd = numpy.take(vector, 0, axis), numpy.take(vector, 1, axis)
        vector = numpy.stack([even + odd, even - odd], axis) / numpy.sqrt(2)
    return vector.reshape(SIZE)


class Fused:
    def __init__(self, weights, permutation):
        back = numpy.argsort(permutation)
        masks, mask = [], numpy.array(BIT)
        for _ in range(LAYERS):
            masks.append(mask)
            mask = back[mask]  # m[k, q] = P^-k e_q
        self.masks = numpy.array(masks).reshape(-1)
        self.signs = numpy.array([sign(m) for m in self.masks])  # [40 x 256]
        angles = weights.reshape(STEPS + 1, -1) @ self.signs / 2
        self.diagonals = numpy.exp(-1j * angles)  # D of each block
        fifth = STATES
        for _ in range(LAYERS):
            fifth = permutation[fifth]
        self.fifth = fifth
        self.observable = sign(SIZE - 1)  # Z on all qubits
        self.encoding_signs = numpy.array([sign(b) for b in BIT])

    def block(self, psi, diagonal):
        """P^5 W D W, and the state between D and the second W."""
        inside = diagonal * transform(psi)
        after = numpy.empty_like(psi)
        after[self.fifth] = transform(inside)
        return after, inside

    def value_and_gradients(self, features):
        phases = numpy.exp(-0.5j * features @ self.encoding_signs)
        psi = numpy.zeros(SIZE, complex)
        psi[0] = 1
        inside, encoded = [], []
        for block in range(STEPS + 1):
            if block > 0:
                psi = phases[block - 1] * psi
                encoded.append(psi)
            psi, state = self.block(psi, self.diagonals[block])
            inside.append(state)
        value = float(numpy.sum(self.observable * abs(psi) ** 2))

        weight_gradient = numpy.empty((STEPS + 1, LAYERS * QUBITS))
        feature_gradient = numpy.empty((STEPS, QUBITS))
        lam = self.observable * psi
        for block in range(STEPS, -1, -1):
            lam = transform(lam[self.fifth])
            g = (lam.conj() * inside[block]).imag
            weight_gradient[block] = (numpy.sqrt(SIZE) * transform(g))[self.masks]
            lam = transform(self.diagonals[block].conj() * lam)
            if block > 0:
                feature_gradient[block - 1] = self.encoding_signs @ (lam.conj() * encoded[block - 1]).imag
                lam = phases[block - 1].conj() * lam
        return value, weight_gradient.reshape(STEPS + 1, LAYERS, QUBITS), feature_gradient


def without_effect(permutation):
    """Weights of the last block that cannot change the expectation: their string overlaps the observable's evenly."""
    back = numpy.argsort(permutation)
    # (P^5)^T applied to the mask of Z on all qubits: bit q is the overlap of P^5 e_q with it.
    fifth = numpy.array(BIT)
    for _ in range(LAYERS):
        fifth = permutation[fifth]
    observable = int(sum(BIT[q] for q in range(QUBITS) if parity(fifth[q])))
    masks, mask = [], numpy.array(BIT)
    for _ in range(LAYERS):
        masks.append(mask)
        mask = back[mask]
    return parity(numpy.array(masks) & observable) == 0


def main():
    random = numpy.random.default_rng(1)
    worst = 0.0
    for name, ring in (("ring", True), ("linear", False)):
        permutation = entangler(ring)
        weights = random.uniform(0, 2 * numpy.pi, (STEPS + 1, LAYERS, QUBITS))
        features = random.normal(size=(STEPS, QUBITS))
        value, by_weight, by_feature = Fused(weights, permutation).value_and_gradients(features)
        worst = max(worst, abs(value - expectation_by_gates(weights, features, permutation)))
        # Every angle occurs in one rotation: differences over half a turn are exact (parameter shift), not approximate.
        for _ in range(20):
            place = tuple(random.integers(s) for s in weights.shape)
            shift = numpy.zeros_like(weights)
            shift[place] = numpy.pi / 2
            exact = expectation_by_gates(weights + shift, features, permutation)
            exact -= expectation_by_gates(weights - shift, features, permutation)
            worst = max(worst, abs(by_weight[place] - exact / 2))
            place = tuple(random.integers(s) for s in features.shape)
            shift = numpy.zeros_like(features)
            shift[place] = numpy.pi / 2
            exact = expectation_by_gates(weights, features + shift, permutation)
            exact -= expectation_by_gates(weights, features - shift, permutation)
            worst = max(worst, abs(by_feature[place] - exact / 2))
        dead = without_effect(permutation)
        assert (abs(by_weight[-1])[dead] < 1e-12).all() and (abs(by_weight[-1])[~dead] > 1e-12).all()
        print(f"{name}: {dead.sum()} of {weights.size} weights have no effect, in the last block")
    print(f"largest difference between gate by gate and fused: {worst:.1e}")
    return 0 if worst < 1e-12 else 1


if __name__ == "__main__":
    sys.exit(main())
