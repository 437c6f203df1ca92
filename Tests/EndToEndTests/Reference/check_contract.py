#!/usr/bin/python3
"""Check with h5py that a data set and a checkpoint hold exactly the objects that other programs rely on.

usage: check_contract.py DATA CHECKPOINT
"""

import json
import sys

import h5py
import numpy as np

PROBLEMS = []


def check(condition, problem):
    if not condition:
        PROBLEMS.append(problem)


def has(file, path, dtype, shape):
    """Check one data set; a dtype of str means strings. Sizes of None may be anything."""
    if path not in file:
        PROBLEMS.append(f"{path} is missing")
        return None
    data_set = file[path]
    if dtype is str:
        check(h5py.check_string_dtype(data_set.dtype) is not None, f"{path} holds {data_set.dtype}, not strings")
        check(all(isinstance(text, str) for text in data_set.asstr()[:]), f"{path} is not UTF-8")
    else:
        check(data_set.dtype == np.dtype(dtype), f"{path} is {data_set.dtype}, not {np.dtype(dtype)}")
    fits = len(shape) == data_set.ndim and all(want in (None, have) for want, have in zip(shape, data_set.shape))
    check(fits, f"{path} has shape {data_set.shape}, not {shape}")
    if data_set.ndim and data_set.size:
        check(data_set.fletcher32, f"{path} has no Fletcher-32 checksum")
    return data_set[()]


def check_data(path):
    with h5py.File(path) as file:
        check(file.attrs["schema_name"] == "hqnn-dataset", "schema_name")
        check(file.attrs["schema_version"] == 1, "schema_version")
        cells = len(file["/cell_lines/cosmic_id"])
        features = len(file["/cell_lines/feature_name"])
        drugs = len(file["/drugs/name"])
        atoms = len(file["/drugs/atom_features"])
        bonds = len(file["/drugs/bonds"])
        responses = len(file["/responses/drug"])
        has(file, "/cell_lines/cosmic_id", "int64", [cells])
        has(file, "/cell_lines/name", str, [cells])
        has(file, "/cell_lines/tissue", str, [cells])
        has(file, "/cell_lines/feature_name", str, [features])
        binary = has(file, "/cell_lines/features", "uint8", [cells, features])
        check(set(np.unique(binary)) <= {0, 1}, "features other than 0 and 1")
        has(file, "/drugs/name", str, [drugs])
        has(file, "/drugs/smiles", str, [drugs])
        has(file, "/drugs/pubchem_cid", "int64", [drugs])
        for name, rows in (("atom", atoms), ("bond", bonds)):
            offset = has(file, f"/drugs/{name}_offset", "int64", [drugs + 1])
            check(offset[0] == 0 and offset[-1] == rows and (np.diff(offset) >= 0).all(), f"{name}_offset")
        rows = has(file, "/drugs/atom_features", "float32", [atoms, 78])
        check(np.abs(rows.sum(axis=1) - 1).max() < 1e-5, "atom features that do not sum to 1")
        has(file, "/drugs/bonds", "int32", [bonds, 2])
        has(file, "/responses/cell_line", "int32", [responses])
        has(file, "/responses/drug", "int32", [responses])
        check(np.isfinite(has(file, "/responses/ln_ic50", "float32", [responses])).all(), "ln_ic50 not finite")
        has(file, "/responses/auc", "float32", [responses])
        return features


def branch_shapes(features):
    shapes = {
        "drug/gcn1": [78, 78], "drug/gcn2": [156, 78], "drug/gcn3": [312, 156],
        "drug/dense1": [1024, 312], "drug/dense2": [128, 1024],
        "cell/conv1": [32, 1, 8], "cell/conv2": [64, 32, 8], "cell/conv3": [128, 64, 8],
    }
    length = features
    for _ in range(3):
        length = (length - 7) // 3
    shapes["cell/dense"] = [128, 128 * length]
    return shapes


def check_checkpoint(path, features):
    with h5py.File(path) as file:
        check(file.attrs["schema_name"] == "hqnn-checkpoint", "schema_name")
        check(file.attrs["schema_version"] == 1, "schema_version")
        for name in ("epoch", "step"):
            check(np.asarray(file.attrs[name]).dtype == np.int64, f"attribute {name} is not int64")
        configuration = json.loads(file.attrs["configuration"])
        check(len(file.attrs["dataset_sha256"]) == 64, "dataset_sha256")
        shapes = {}
        for layer, shape in branch_shapes(features).items():
            shapes[layer + "/weight"] = shape
            shapes[layer + "/bias"] = shape[:1]
        if configuration["head"] == "quantum":
            shapes |= {"head/quantum/weights": [33, configuration["quantum_depth"], 8], "head/quantum/scale": [], "head/quantum/offset": []}
        else:
            widths = [256, *configuration["classical_hidden"], 1]
            for n in range(1, len(widths)):
                shapes |= {f"head/dense{n}/weight": [widths[n], widths[n - 1]], f"head/dense{n}/bias": [widths[n]]}
        for group in ("/model", "/optimizer/first_moment", "/optimizer/second_moment"):
            found = set()
            file[group].visititems(lambda name, item: found.add(name) if isinstance(item, h5py.Dataset) else None)
            check(found == set(shapes), f"{group} holds {sorted(found ^ set(shapes))} too much or too little")
            for name, shape in shapes.items():
                has(file, f"{group}/{name}", "float32", shape)
        train = has(file, "/split/train", "int64", [None])
        test = has(file, "/split/test", "int64", [None])
        check(not set(train) & set(test), "training and test rows overlap")
        epochs = file.attrs["epoch"]
        has(file, "/history/epoch", "int64", [epochs])
        has(file, "/history/train_mse", "float64", [epochs])
        has(file, "/history/test_mse", "float64", [epochs])


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    check_checkpoint(sys.argv[2], check_data(sys.argv[1]))
    print("\n".join(PROBLEMS) or "as promised")
    sys.exit(1 if PROBLEMS else 0)


if __name__ == "__main__":
    main()
