"""Reads a data set and a checkpoint of hqnn into pandas and PyTorch, and prints a little of each.

    python3 read_files.py data.h5 runs/first/checkpoints/best.h5 --drug Erlotinib

Needs h5py, NumPy and pandas. PyTorch is optional: without it graphs and parameters stay NumPy arrays. Nothing is
written. To be imported as well: each function reads one thing.
"""
import argparse
import json

import h5py
import numpy as np
import pandas as pd

try:
    import torch
except ImportError:
    torch = None


def tensor(array):
    """The array as a tensor where PyTorch is installed, else as it is."""
    return array if torch is None else torch.from_numpy(np.ascontiguousarray(array))


def strings(dataset):
    return dataset.asstr()[:]


def responses(file):
    """One row a measurement: names of cell line and drug, tissue, ln IC50 (micromolar), AUC (NaN where unknown)."""
    cells, drugs, measured = file["cell_lines"], file["drugs"], file["responses"]
    cell, drug = measured["cell_line"][:], measured["drug"][:]
    return pd.DataFrame({
        "cell_line": strings(cells["name"])[cell],
        "tissue": strings(cells["tissue"])[cell],
        "drug": strings(drugs["name"])[drug],
        "ln_ic50": measured["ln_ic50"][:],
        "auc": measured["auc"][:],
    })


def features(file):
    """Cell lines by genomic features, 0 or 1."""
    cells = file["cell_lines"]
    return pd.DataFrame(cells["features"][:], index=strings(cells["name"]), columns=strings(cells["feature_name"]))


def drug_graph(file, name):
    """A drug's molecular graph as PyTorch Geometric takes it.

    x [atoms, 78]: features of the atoms. edge_index [2, 2 * bonds]: each bond in both directions.
    """
    drugs = file["drugs"]
    rows = np.flatnonzero(strings(drugs["name"]) == name)
    if len(rows) == 0:
        raise SystemExit(f"{file.filename}: there is no drug {name!r}")
    atoms = slice(*drugs["atom_offset"][rows[0]:rows[0] + 2])
    bonds = drugs["bonds"][slice(*drugs["bond_offset"][rows[0]:rows[0] + 2])].astype(np.int64)
    return {
        "smiles": strings(drugs["smiles"])[rows[0]],
        "x": tensor(drugs["atom_features"][atoms]),
        "edge_index": tensor(np.concatenate([bonds, bonds[:, ::-1]]).T),
    }


def learning_curve(checkpoint):
    """Mean squared errors of the normalised response by epoch."""
    history = checkpoint["history"]
    return pd.DataFrame(
        {name: history[name][:] for name in ("train_mse", "test_mse")},
        index=pd.Index(history["epoch"][:], name="epoch"))


def configuration(checkpoint):
    """The settings of the run."""
    return json.loads(checkpoint.attrs["configuration"])


def parameters(checkpoint, group="model"):
    """All parameters by name; group "optimizer/first_moment" or "optimizer/second_moment" for Adam's moments.

    Numbers that stand alone come as floats. The angles of the circuit are head/quantum/weights [33, depth, 8]: before the
    first and after each of the 32 encodings, layers of a rotation on each of the 8 qubits. Weights of dense layers are
    [out, in], those of convolutions [out, in, kernel], as in PyTorch.
    """
    found = {}

    def add(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = tensor(item[:]) if item.shape else float(item[()])

    checkpoint[group].visititems(add)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="a data set")
    parser.add_argument("checkpoint", help="a checkpoint")
    parser.add_argument("--drug", help="whose graph to show; the first by default")
    options = parser.parse_args()

    with h5py.File(options.data, "r") as file:
        table = responses(file)
        print(table.head(), end="\n\n")
        print(table.groupby("drug")["ln_ic50"].agg(["count", "mean"]).head(), end="\n\n")
        print(f"features: {features(file).shape}")
        drug = options.drug or strings(file["drugs/name"])[0]
        graph = drug_graph(file, drug)
        print(f"{drug}: {graph['smiles']}, x {tuple(graph['x'].shape)}, edge_index {tuple(graph['edge_index'].shape)}")
        print(f"graphs are {type(graph['x']).__module__.split('.')[0]} arrays", end="\n\n")

    with h5py.File(options.checkpoint, "r") as file:
        print(learning_curve(file), end="\n\n")
        settings, model = configuration(file), parameters(file)
        print(f"head: {settings['head']}; {len(model)} parameters")
        if "head/quantum/weights" in model:
            angles, scale, offset = (model["head/quantum/" + name] for name in ("weights", "scale", "offset"))
            print(f"circuit angles {tuple(angles.shape)}, scale {scale:.4f}, offset {offset:.4f}")


if __name__ == "__main__":
    main()
