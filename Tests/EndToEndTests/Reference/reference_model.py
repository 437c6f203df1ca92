"""An independent implementation of the whole hybrid network, in double precision: predictions, gradient, Adam.

It shares no code with the program and was written from the model's description, so that agreement of the two means
something. Parameters are a dictionary from the names in the checkpoint ("drug/gcn1/weight") to arrays.
"""

import numpy as np

from reference_circuit import Circuit
from reference_layers import (
    convolution,
    convolution_backward,
    dense,
    dense_backward,
    graph_convolution,
    graph_convolution_backward,
    max_pool,
    max_pool_backward,
    normalised_adjacency,
    relu,
    relu_backward,
)

ATOM_FEATURES = 78
EMBEDDING = 128


def cell_lengths(feature_count):
    """Lengths after each convolution (kernel 8) and pooling (3): for 735 features 728, 242, 235, 78, 71, 23."""
    lengths = []
    length = feature_count
    for _ in range(3):
        lengths.append(length - 7)
        length = (length - 7) // 3
        lengths.append(length)
    if length < 1:
        raise ValueError(f"{feature_count} genomic features are too few for three convolutions with pooling")
    return lengths


def parameter_shapes(feature_count, head, depth=5, hidden=(8,), encoding="scaled"):
    """Names and shapes of all parameters; depth: of the quantum head's blocks; hidden: widths of the classical head."""
    shapes = {}

    def add(name, *weight):
        shapes[f"{name}/weight"] = weight
        shapes[f"{name}/bias"] = weight[:1]

    add("drug/gcn1", 78, ATOM_FEATURES)
    add("drug/gcn2", 156, 78)
    add("drug/gcn3", 312, 156)
    add("drug/dense1", 1024, 312)
    add("drug/dense2", EMBEDDING, 1024)
    add("cell/conv1", 32, 1, 8)
    add("cell/conv2", 64, 32, 8)
    add("cell/conv3", 128, 64, 8)
    add("cell/dense", EMBEDDING, 128 * cell_lengths(feature_count)[-1])
    if head == "quantum":
        shapes["head/quantum/weights"] = (33, depth, 8)
        shapes["head/quantum/scale"] = ()
        shapes["head/quantum/offset"] = ()
        if encoding == "trainable-scale":
            shapes["head/quantum/encoding_scale"] = ()
        if encoding == "normalised":
            shapes["head/quantum/encoding_scale"] = (256,)
            shapes["head/quantum/encoding_offset"] = (256,)
    elif head == "classical":
        widths = [256, *hidden, 1]
        for n in range(1, len(widths)):
            add(f"head/dense{n}", widths[n], widths[n - 1])
    else:
        raise ValueError(f"head is {head!r}, expected 'quantum' or 'classical'")
    return shapes


class DrugBranch:
    """Three graph convolutions, global max pool over the atoms, two dense layers: graphs -> [drugs, 128]."""

    def forward(self, p, graphs):
        """graphs: a list of (atom features [atoms, 78], bonds [E, 2])."""
        self.graphs = []
        pooled = []
        for atoms, bonds in graphs:
            adjacency = normalised_adjacency(len(atoms), bonds)
            layers = [np.asarray(atoms, dtype=np.float64)]
            for n in (1, 2, 3):
                layers.append(
                    relu(graph_convolution(adjacency, layers[-1], p[f"drug/gcn{n}/weight"], p[f"drug/gcn{n}/bias"]))
                )
            winner = layers[-1].argmax(axis=0)
            pooled.append(layers[-1].max(axis=0))
            self.graphs.append((adjacency, layers, winner))
        self.pooled = np.array(pooled)
        self.hidden = relu(dense(self.pooled, p["drug/dense1/weight"], p["drug/dense1/bias"]))
        return dense(self.hidden, p["drug/dense2/weight"], p["drug/dense2/bias"])

    def backward(self, p, upstream, gradient):
        up, gradient["drug/dense2/weight"], gradient["drug/dense2/bias"] = dense_backward(
            upstream, self.hidden, p["drug/dense2/weight"]
        )
        up, gradient["drug/dense1/weight"], gradient["drug/dense1/bias"] = dense_backward(
            relu_backward(up, self.hidden), self.pooled, p["drug/dense1/weight"]
        )
        for n in (1, 2, 3):
            for part in ("weight", "bias"):
                gradient[f"drug/gcn{n}/{part}"] = np.zeros(p[f"drug/gcn{n}/{part}"].shape)
        for row, (adjacency, layers, winner) in enumerate(self.graphs):
            at_atoms = np.zeros(layers[3].shape)
            at_atoms[winner, np.arange(len(winner))] = up[row]
            for n in (3, 2, 1):
                at_atoms, weight, bias = graph_convolution_backward(
                    relu_backward(at_atoms, layers[n]), adjacency, layers[n - 1], p[f"drug/gcn{n}/weight"]
                )
                gradient[f"drug/gcn{n}/weight"] += weight
                gradient[f"drug/gcn{n}/bias"] += bias


class CellBranch:
    """Three times convolution, ReLU, max pool; flatten channel by channel; dense: [cells, F] -> [cells, 128]."""

    def forward(self, p, features):
        x = np.asarray(features, dtype=np.float64)[:, None, :]
        self.stages = []
        for n in (1, 2, 3):
            activated = relu(convolution(x, p[f"cell/conv{n}/weight"], p[f"cell/conv{n}/bias"]))
            pooled, winner = max_pool(activated)
            self.stages.append((x, activated, winner))
            x = pooled
        self.pooled_shape = x.shape
        self.flat = x.reshape(len(x), -1)
        return dense(self.flat, p["cell/dense/weight"], p["cell/dense/bias"])

    def backward(self, p, upstream, gradient):
        up, gradient["cell/dense/weight"], gradient["cell/dense/bias"] = dense_backward(
            upstream, self.flat, p["cell/dense/weight"]
        )
        up = up.reshape(self.pooled_shape)
        for n in (3, 2, 1):
            x, activated, winner = self.stages[n - 1]
            up = relu_backward(max_pool_backward(up, winner, activated.shape), activated)
            up, gradient[f"cell/conv{n}/weight"], gradient[f"cell/conv{n}/bias"] = convolution_backward(
                up, x, p[f"cell/conv{n}/weight"]
            )


class QuantumHead:
    """scale * E(weights, angles(phi)) + offset: phi [B, 256] -> [B]."""

    def __init__(self, circuit, encoding="scaled", encoding_scale=1.0):
        if encoding not in ("scaled", "trainable-scale", "tanh", "normalised"):
            raise ValueError(f"there is no encoding {encoding!r}")
        self.circuit, self.encoding, self.encoding_scale = circuit, encoding, encoding_scale

    def angles(self, p, phi, kept=1.0):
        """What the encodings turn by; kept [B, 256]: what dropout multiplies them by, for `normalised` alone."""
        if self.encoding == "trainable-scale":
            return p["head/quantum/encoding_scale"] * phi
        if self.encoding == "normalised":
            return kept * (p["head/quantum/encoding_scale"] * phi + p["head/quantum/encoding_offset"])
        return self.encoding_scale * (np.tanh(phi) if self.encoding == "tanh" else phi)

    def through_angles(self, p, phi, upstream, gradient):
        """dL/dphi from dL/dangles."""
        if self.encoding == "trainable-scale":
            gradient["head/quantum/encoding_scale"] = np.asarray(np.sum(upstream * phi))
            return p["head/quantum/encoding_scale"] * upstream
        if self.encoding == "normalised":
            gradient["head/quantum/encoding_scale"] = np.einsum("bf,bf->f", upstream, phi)
            gradient["head/quantum/encoding_offset"] = upstream.sum(axis=0)
            return upstream * p["head/quantum/encoding_scale"]
        slope = 1 / np.cosh(phi) ** 2 if self.encoding == "tanh" else 1.0
        return self.encoding_scale * slope * upstream

    def forward(self, p, phi, kept=1.0):
        weights = p["head/quantum/weights"].reshape(-1, 8)
        expectations = self.circuit.expectations(weights, self.angles(p, phi, kept))
        return p["head/quantum/scale"] * expectations + p["head/quantum/offset"]

    def backward(self, p, phi, upstream, gradient, kept=1.0):
        weights = p["head/quantum/weights"].reshape(-1, 8)
        expectation, by_weight, by_angle, _ = self.circuit.gradients(weights, self.angles(p, phi, kept))
        through = upstream * p["head/quantum/scale"]
        gradient["head/quantum/weights"] = np.tensordot(through, by_weight, axes=1).reshape(33, -1, 8)
        gradient["head/quantum/scale"] = np.asarray(np.sum(upstream * expectation))
        gradient["head/quantum/offset"] = np.asarray(np.sum(upstream))
        return self.through_angles(p, phi, kept * through[:, None] * by_angle, gradient)


class ClassicalHead:
    """Dense layers 256 -> hidden widths -> 1 with ReLU between: phi [B, 256] -> [B]."""

    def __init__(self, hidden):
        self.last = len(hidden) + 1

    def activations(self, p, phi):
        """What each layer takes, and the last one's result."""
        values = [phi]
        for n in range(1, self.last + 1):
            result = dense(values[-1], p[f"head/dense{n}/weight"], p[f"head/dense{n}/bias"])
            values.append(result if n == self.last else relu(result))
        return values

    def forward(self, p, phi):
        return self.activations(p, phi)[-1][:, 0]

    def backward(self, p, phi, upstream, gradient):
        values = self.activations(p, phi)
        up = upstream[:, None]
        for n in range(self.last, 0, -1):
            if n < self.last:
                up = relu_backward(up, values[n])
            up, gradient[f"head/dense{n}/weight"], gradient[f"head/dense{n}/bias"] = dense_backward(
                up, values[n - 1], p[f"head/dense{n}/weight"]
            )
        return up


class Model:
    """The network on the drugs and cell lines of a data set; samples name them by row number."""

    def __init__(
        self, head, graphs, cell_features, rotation="rx", entangler="ring", layout="lattice", depth=5, hidden=(8,),
        encoding="scaled", encoding_scale=1.0,
    ):
        self.graphs = graphs
        self.cell_features = cell_features
        if head == "quantum":
            self.head = QuantumHead(Circuit(rotation, entangler, layout, depth), encoding, encoding_scale)
        elif head == "classical":
            self.head = ClassicalHead(hidden)
        else:
            raise ValueError(f"head is {head!r}, expected 'quantum' or 'classical'")

    def join(self, p, drugs, cells):
        """phi [B, 256]: drug embedding first. Each drug and cell line that occurs is computed once."""
        self.drug_rows, self.drug_place = np.unique(drugs, return_inverse=True)
        self.cell_rows, self.cell_place = np.unique(cells, return_inverse=True)
        self.drug_branch, self.cell_branch = DrugBranch(), CellBranch()
        drug = self.drug_branch.forward(p, [self.graphs[row] for row in self.drug_rows])
        cell = self.cell_branch.forward(p, self.cell_features[self.cell_rows])
        return np.concatenate([drug[self.drug_place], cell[self.cell_place]], axis=1)

    def predict(self, p, drugs, cells, chunk=64):
        """Predictions [B] of the normalised target, `chunk` samples at a time."""
        drugs, cells = np.asarray(drugs), np.asarray(cells)
        parts = [
            self.head.forward(p, self.join(p, drugs[start : start + chunk], cells[start : start + chunk]))
            for start in range(0, len(drugs), chunk)
        ]
        return np.concatenate(parts)

    def loss_gradient(self, p, drugs, cells, targets, chunk=64, mask=None):
        """Mean squared error and its gradient by every parameter, over all samples given.

        mask [B, 256]: what phi is multiplied by, as dropout does; None to leave it. Normalised angles in phi's stead.
        """
        drugs, cells, targets = np.asarray(drugs), np.asarray(cells), np.asarray(targets)
        total = {name: np.zeros(value.shape) for name, value in p.items()}
        loss = 0.0
        for start in range(0, len(drugs), chunk):
            part = slice(start, start + chunk)
            kept = 1.0 if mask is None else mask[part]
            of_angles = {}
            if getattr(self.head, "encoding", None) == "normalised":
                kept, of_angles = 1.0, {"kept": kept}
            phi = kept * self.join(p, drugs[part], cells[part])
            difference = self.head.forward(p, phi, **of_angles) - targets[part]
            loss += np.sum(difference**2) / len(drugs)
            gradient = {}
            up = kept * self.head.backward(p, phi, 2 * difference / len(drugs), gradient, **of_angles)
            by_drug = np.zeros((len(self.drug_rows), EMBEDDING))
            by_cell = np.zeros((len(self.cell_rows), EMBEDDING))
            np.add.at(by_drug, self.drug_place, up[:, :EMBEDDING])
            np.add.at(by_cell, self.cell_place, up[:, EMBEDDING:])
            self.drug_branch.backward(p, by_drug, gradient)
            self.cell_branch.backward(p, by_cell, gradient)
            for name, value in gradient.items():
                total[name] += value
        return loss, total


class Schedule:
    """The learning rate from step to step as PyTorch's schedulers have it: each step's from the one before."""

    def __init__(self, kind, base, warmup_epochs, minimum, horizon_epochs, step_epochs, step_factor):
        self.kind, self.base, self.warmup_epochs, self.minimum = kind, base, warmup_epochs, minimum
        self.horizon_epochs, self.step_epochs, self.step_factor = horizon_epochs, step_epochs, step_factor

    def rates(self, count, steps_per_epoch):
        """Of the first `count` steps."""
        warmup = self.warmup_epochs * steps_per_epoch
        # LinearLR(start_factor=1 / warmup, total_iters=warmup - 1).
        rates = [self.base / warmup] if warmup else [self.base]
        for _ in range(1, warmup):
            rates.append(rates[-1] + self.base / warmup)
        if warmup:
            rates.append(self.base)
        period = self.horizon_epochs * steps_per_epoch - warmup
        for done in range(1, count - len(rates) + 1):
            rate = rates[-1]
            if self.kind == "cosine" and done < period:
                # CosineAnnealingLR in its recursive form.
                turn = (1 + np.cos(np.pi * done / period)) / (1 + np.cos(np.pi * (done - 1) / period))
                rate = self.minimum + (rate - self.minimum) * turn
            elif self.kind == "cosine":
                rate = self.minimum
            elif self.kind == "step" and done % (self.step_epochs * steps_per_epoch) == 0:
                # StepLR.
                rate = rate * self.step_factor
            rates.append(rate)
        return rates[:count]


class Adam:
    """Kingma and Ba, with PyTorch's defaults; with the weight decay of Loshchilov and Hutter's AdamW."""

    def __init__(self, learning_rate=1.8e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
        self.weight_decay = weight_decay

    @staticmethod
    def decays(name):
        """Whether a parameter is a classical weight: no bias, nothing of the quantum head."""
        return name.endswith("/weight")

    def moments(self, gradient, first, second):
        return (
            self.beta1 * first + (1 - self.beta1) * gradient,
            self.beta2 * second + (1 - self.beta2) * gradient**2,
        )

    def update(self, parameter, first, second, step, decays=False):
        """The parameter after step number `step` (from 1), from the moments after that step."""
        decay = self.learning_rate * self.weight_decay * parameter if decays else 0.0
        unbiased_first = first / (1 - self.beta1**step)
        unbiased_second = second / (1 - self.beta2**step)
        return parameter - decay - self.learning_rate * unbiased_first / (np.sqrt(unbiased_second) + self.epsilon)
