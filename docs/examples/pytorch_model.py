"""hqnn's model as a PyTorch module, which takes the parameters that `hqnn export-parameters` writes.

    python3 pytorch_model.py model.safetensors data.h5 --drug NAME --cell-line NAME_OR_COSMIC_ID

prints the normalised response. As a library:

    model = HybridModel.from_file("model.safetensors")       # or .npz
    prediction = model(drugs, cell_lines)

It needs PyTorch, for .npz NumPy too, and h5py to read a data set. The circuit is simulated by plain state vectors, gate by
gate, with every operation known to autograd: for reading, for trying things out, and for taking a trained model elsewhere.
It is some thousand times slower than hqnn.
"""

import argparse
import json
import struct

import torch
from torch import nn

QUBITS, ENCODINGS = 8, 32


class Circuit(nn.Module):
    """The Quantum Depth-Infused layer: phi [B, 256] -> expectations [B]. Qubit q is axis 1 + q of the states."""

    def __init__(self, layout="lattice", gate="rx", entangler="ring", depth=5):
        super().__init__()
        self.layout, self.gate, self.entangler = layout, gate, entangler
        self.weights = nn.Parameter(torch.zeros(1 + ENCODINGS, depth, QUBITS))

    @staticmethod
    def rotation(axis, angle):
        """exp(-i P t / 2), angle [...] -> [..., 2, 2]."""
        half = angle / 2
        c, s = torch.cos(half), torch.sin(half)
        zero = torch.zeros_like(c)
        if axis == "rx":
            rows = [torch.complex(c, zero), torch.complex(zero, -s), torch.complex(zero, -s), torch.complex(c, zero)]
        elif axis == "ry":
            rows = [torch.complex(value, zero) for value in (c, -s, s, c)]
        elif axis == "rz":
            nothing = torch.complex(zero, zero)
            rows = [torch.complex(c, -s), nothing, nothing, torch.complex(c, s)]
        else:
            raise ValueError(f"no rotation {axis}")
        return torch.stack(rows, dim=-1).reshape(*angle.shape, 2, 2)

    @staticmethod
    def apply(matrix, state, qubit):
        """A 2 x 2 matrix, or one for each sample, on a qubit."""
        moved = state.movedim(1 + qubit, 1).reshape(len(state), 2, -1)
        result = matrix @ moved
        return result.reshape(len(state), 2, *[2] * (QUBITS - 1)).movedim(1, 1 + qubit)

    @staticmethod
    def cnot(state, control, target):
        zero, one = state.unbind(1 + control)
        # Without the control's axis the target's has moved if it came after.
        one = one.flip(1 + target - (target > control))
        return torch.stack([zero, one], dim=1 + control)

    def block(self, state, weights):
        """Variational layers, weights [depth, 8]."""
        for layer in weights:
            for qubit in range(QUBITS):
                state = self.apply(self.rotation(self.gate, layer[qubit]), state, qubit)
            for qubit in range(QUBITS if self.entangler == "ring" else QUBITS - 1):
                state = self.cnot(state, qubit, (qubit + 1) % QUBITS)
        return state

    def encode(self, state, angles):
        """RZ by angles [B, 8]."""
        for qubit in range(QUBITS):
            state = self.apply(self.rotation("rz", angles[:, qubit]), state, qubit)
        return state

    @classmethod
    def measure(cls, state):
        """CNOT(q, 0) for every other qubit q, then Z on qubit 0."""
        for qubit in range(1, QUBITS):
            state = cls.cnot(state, qubit, 0)
        probabilities = (state.real**2 + state.imag**2).reshape(len(state), 2, -1).sum(dim=2)
        return probabilities[:, 0] - probabilities[:, 1]

    def forward(self, phi):
        angles = phi.reshape(len(phi), ENCODINGS, QUBITS)
        start = torch.zeros(len(phi), *[2] * QUBITS, dtype=torch.complex(phi, phi).dtype, device=phi.device)
        start[(slice(None),) + (0,) * QUBITS] = 1
        start = self.block(start, self.weights[0])
        if self.layout == "lattice":
            state = start
            for step in range(ENCODINGS):
                state = self.block(self.encode(state, angles[:, step]), self.weights[1 + step])
            return self.measure(state)
        ends = [
            self.measure(self.block(self.encode(start, angles[:, step]), self.weights[1 + step]))
            for step in range(ENCODINGS)
        ]
        return torch.stack(ends).mean(dim=0)


class DrugBranch(nn.Module):
    """Graph convolutions, global max pool, two dense layers: one molecule at a time -> [128]."""

    def __init__(self):
        super().__init__()
        widths = [78, 78, 156, 312]
        self.gcn = nn.ModuleList(nn.Linear(widths[n], widths[n + 1]) for n in range(3))
        self.dense1, self.dense2 = nn.Linear(312, 1024), nn.Linear(1024, 128)

    def forward(self, atoms, bonds):
        """atoms [A, 78], bonds [E, 2], each bond once."""
        adjacency = torch.eye(len(atoms), dtype=atoms.dtype, device=atoms.device)
        adjacency[bonds[:, 0], bonds[:, 1]] = 1
        adjacency[bonds[:, 1], bonds[:, 0]] = 1
        scale = adjacency.sum(dim=1).rsqrt()
        adjacency = scale[:, None] * adjacency * scale[None, :]
        x = atoms
        for layer in self.gcn:
            # Aggregating before the matrix product gives the same; the bias is added after both.
            x = torch.relu(nn.functional.linear(adjacency @ x, layer.weight, layer.bias))
        return self.dense2(torch.relu(self.dense1(x.max(dim=0).values)))


class CellLineBranch(nn.Module):
    """Three times convolution, ReLU, max pool; one dense layer: [B, F] -> [B, 128]."""

    def __init__(self, feature_count):
        super().__init__()
        channels = [1, 32, 64, 128]
        self.conv = nn.ModuleList(nn.Conv1d(channels[n], channels[n + 1], 8) for n in range(3))
        length = feature_count
        for _ in range(3):
            length = (length - 7) // 3
        self.dense = nn.Linear(128 * length, 128)

    def forward(self, features):
        x = features[:, None, :]
        for layer in self.conv:
            x = nn.functional.max_pool1d(torch.relu(layer(x)), 3)
        return self.dense(x.flatten(1))


class HybridModel(nn.Module):
    """Predictions [B] of the normalised response."""

    def __init__(
        self, feature_count, head="quantum", layout="lattice", gate="rx", entangler="ring", depth=5, hidden=(8,),
        encoding="scaled", encoding_scale=1.0,
    ):
        super().__init__()
        self.drug, self.cell = DrugBranch(), CellLineBranch(feature_count)
        self.head = head
        if head == "quantum":
            self.circuit = Circuit(layout, gate, entangler, depth)
            self.scale, self.offset = nn.Parameter(torch.ones(())), nn.Parameter(torch.zeros(()))
            if encoding not in ("scaled", "trainable-scale", "tanh", "normalised"):
                raise ValueError(f"no encoding {encoding}")
            self.encoding, self.encoding_scale = encoding, torch.tensor(encoding_scale)
            if encoding == "trainable-scale":
                self.encoding_scale = nn.Parameter(self.encoding_scale)
            if encoding == "normalised":
                self.encoding_scale = nn.Parameter(torch.full((256,), encoding_scale))
                self.encoding_offset = nn.Parameter(torch.zeros(256))
        else:
            widths = [256, *hidden, 1]
            self.head_dense = nn.ModuleList(nn.Linear(widths[n], widths[n + 1]) for n in range(len(widths) - 1))

    def named(self):
        """This module's parameters by their names in hqnn's files."""
        layers = {f"drug/gcn{n + 1}": layer for n, layer in enumerate(self.drug.gcn)}
        layers |= {"drug/dense1": self.drug.dense1, "drug/dense2": self.drug.dense2}
        layers |= {f"cell/conv{n + 1}": layer for n, layer in enumerate(self.cell.conv)}
        layers["cell/dense"] = self.cell.dense
        if self.head == "classical":
            layers |= {f"head/dense{n + 1}": layer for n, layer in enumerate(self.head_dense)}
        parameters = {}
        for name, layer in layers.items():
            parameters |= {f"{name}/weight": layer.weight, f"{name}/bias": layer.bias}
        if self.head == "quantum":
            parameters |= {
                "head/quantum/weights": self.circuit.weights,
                "head/quantum/scale": self.scale,
                "head/quantum/offset": self.offset,
            }
            if self.encoding in ("trainable-scale", "normalised"):
                parameters["head/quantum/encoding_scale"] = self.encoding_scale
            if self.encoding == "normalised":
                parameters["head/quantum/encoding_offset"] = self.encoding_offset
        return parameters

    def load(self, tensors):
        """Takes tensors by hqnn's names; names and shapes must be this model's."""
        parameters = self.named()
        if tensors.keys() != parameters.keys():
            raise ValueError(f"other parameters than the model's: {sorted(tensors.keys() ^ parameters.keys())}")
        with torch.no_grad():
            for name, parameter in parameters.items():
                if tensors[name].shape != parameter.shape:
                    raise ValueError(f"{name} has the shape {list(tensors[name].shape)}, not {list(parameter.shape)}")
                parameter.copy_(tensors[name])

    @classmethod
    def from_file(cls, path):
        """The model of a file that `hqnn export-parameters` wrote, in single precision."""
        with open(path, "rb") as file:
            start = file.read(9)
        if start[:2] == b"PK":
            tensors, texts = read_npz(path)
        elif start[8:] == b"{":
            tensors, texts = read_safetensors(path)
        else:
            raise ValueError("neither .npz nor .safetensors")
        missing = {"feature_count", "head"} - texts.keys()
        if missing:
            raise ValueError(f"does not say the {' and '.join(sorted(missing))} of its model, as hqnn export-parameters does")
        circuit = {name: texts[f"quantum_{name}"] for name in ("layout", "gate", "entangler") if f"quantum_{name}" in texts}
        if "encoding" in texts:
            circuit["encoding"] = texts["encoding"]
        if "encoding_scale" in texts:
            circuit["encoding_scale"] = float(texts["encoding_scale"])
        hidden = [int(width) for width in texts.get("classical_hidden", "8").split(",")]
        model = cls(int(texts["feature_count"]), texts["head"], **circuit, depth=int(texts.get("quantum_depth", 5)), hidden=hidden)
        model.load(tensors)
        return model

    def angles(self, joint):
        """What the circuit's encodings turn by."""
        if self.encoding == "normalised":
            return self.encoding_scale * joint + self.encoding_offset
        return self.encoding_scale * (torch.tanh(joint) if self.encoding == "tanh" else joint)

    def forward(self, drugs, cell_lines):
        """drugs: B pairs (atoms [A, 78], bonds [E, 2]); cell_lines [B, F]."""
        joint = torch.cat([torch.stack([self.drug(*drug) for drug in drugs]), self.cell(cell_lines)], dim=1)
        if self.head == "quantum":
            return self.scale * self.circuit(self.angles(joint)) + self.offset
        x = self.head_dense[0](joint)
        for layer in self.head_dense[1:]:
            x = layer(torch.relu(x))
        return x[:, 0]


def read_safetensors(path):
    """Tensors by name, and the texts about them. (The package safetensors reads such files too.)"""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header, data = json.loads(file.read(length)), bytearray(file.read())
    texts = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise ValueError(f"{name} is of type {entry['dtype']}, not F32")
        begin, end = entry["data_offsets"]
        tensors[name] = torch.frombuffer(data, dtype=torch.float32, count=(end - begin) // 4, offset=begin).reshape(
            entry["shape"]
        )
    return tensors, texts


def read_npz(path):
    import numpy

    with numpy.load(path) as archive:
        texts = json.loads(bytes(archive["metadata"])) if "metadata" in archive.files else {}
        return {name: torch.from_numpy(archive[name]) for name in archive.files if name != "metadata"}, texts


class Dataset:
    """The drugs and cell lines of hqnn's data set."""

    def __init__(self, path):
        import h5py

        with h5py.File(path, "r") as file:
            self.drug_names = [name.decode() for name in file["drugs/name"][:]]
            self.cell_names = [name.decode() for name in file["cell_lines/name"][:]]
            self.cosmic_ids = [str(number) for number in file["cell_lines/cosmic_id"][:]]
            self.features = torch.from_numpy(file["cell_lines/features"][:]).float()
            self.atom_offset, self.bond_offset = file["drugs/atom_offset"][:], file["drugs/bond_offset"][:]
            self.atoms = torch.from_numpy(file["drugs/atom_features"][:]).float()
            self.bonds = torch.from_numpy(file["drugs/bonds"][:]).long()

    def drug(self, name):
        if name not in self.drug_names:
            raise SystemExit("there is no drug %r in the data set" % name)
        row = self.drug_names.index(name)
        atoms = slice(self.atom_offset[row], self.atom_offset[row + 1])
        bonds = slice(self.bond_offset[row], self.bond_offset[row + 1])
        return self.atoms[atoms], self.bonds[bonds]

    def cell_line(self, text):
        if text not in self.cosmic_ids and text not in self.cell_names:
            raise SystemExit("there is no cell line with the COSMIC id or name %r in the data set" % text)
        row = self.cosmic_ids.index(text) if text in self.cosmic_ids else self.cell_names.index(text)
        return self.features[row]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parameters")
    parser.add_argument("data")
    parser.add_argument("--drug", required=True)
    parser.add_argument("--cell-line", required=True)
    options = parser.parse_args()
    dataset = Dataset(options.data)
    try:
        model = HybridModel.from_file(options.parameters)
    except ValueError as error:
        raise SystemExit(f"{options.parameters}: {error}") from error
    with torch.no_grad():
        prediction = model([dataset.drug(options.drug)], dataset.cell_line(options.cell_line)[None])
    print(f"{prediction.item():.9g}")


if __name__ == "__main__":
    main()
