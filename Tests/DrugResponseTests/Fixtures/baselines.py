"""Naive baselines and metrics by other means: NumPy's dense solver and ranks by counting.

Usage: baselines.py DATA.h5 SPLIT.json [--penalty K]
SPLIT.json holds {"train": [...], "test": [...]}, row numbers into /responses. Without a penalty those that
cross-validation chooses. Prints JSON: for each baseline its predictions for the test rows and its metrics on the
normalised IC50.
"""
import json
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "r") as file:
    drug = file["responses/drug"][:]
    cell_line = file["responses/cell_line"][:]
    ln_ic50 = file["responses/ln_ic50"][:].astype(np.float64)
    drugs, cell_lines = len(file["drugs/name"]), len(file["cell_lines/name"])
split = json.load(open(sys.argv[2]))
train, test = np.array(split["train"]), np.array(split["test"])
fixed = float(sys.argv[4]) if len(sys.argv) > 3 else None
target = 1 / (1 + np.exp(ln_ic50) ** 0.1)


def alone(rows, k):
    """Mean and drugs' effects. A drug without training rows has a sum of nothing: its effect is 0."""
    residual = target[rows] - target[rows].mean()
    return target[rows].mean(), np.bincount(drug[rows], residual, drugs) / (np.bincount(drug[rows], minlength=drugs) + k)


def both(rows, k_drug, k_cell_line):
    """Mean and effects, by the normal equations of the two-way model with the cell lines eliminated."""
    residual = target[rows] - target[rows].mean()
    counts = np.zeros((drugs, cell_lines))
    np.add.at(counts, (drug[rows], cell_line[rows]), 1)
    of_drug, of_cell_line = np.diag(counts.sum(1) + k_drug), counts.sum(0) + k_cell_line
    drug_sum = np.bincount(drug[rows], residual, drugs)
    cell_line_sum = np.bincount(cell_line[rows], residual, cell_lines)
    effect = np.linalg.solve(
        of_drug - counts / of_cell_line @ counts.T, drug_sum - counts @ (cell_line_sum / of_cell_line))
    return target[rows].mean(), effect, (cell_line_sum - counts.T @ effect) / of_cell_line


def chosen(fit):
    """The penalty from 1/8, 1/4, ... 64 with the smallest error over five parts, each predicted from the others."""
    part, errors = (drug[train] + cell_line[train]) % 5, {}
    for k in 2.0 ** np.arange(6, -4, -1):
        errors[k] = 0
        for out in range(5):
            left = train[part == out]
            if 0 < len(left) < len(train):
                mean, of_drug, *of_cell_line = fit(train[part != out], k)
                prediction = mean + of_drug[drug[left]] + sum(effect[cell_line[left]] for effect in of_cell_line)
                errors[k] += np.sum((prediction - target[left]) ** 2)
    return min(errors, key=errors.get)


k_alone = fixed or chosen(alone)
k_cell_line = fixed or chosen(lambda rows, k: both(rows, k_alone, k))
k_drug = fixed or chosen(lambda rows, k: both(rows, k, k_cell_line))
mean, drug_effect = alone(train, k_alone)
_, joint_drug, joint_cell_line = both(train, k_drug, k_cell_line)

predictions = {
    "mean": np.full(len(test), mean),
    "drug-mean": mean + drug_effect[drug[test]],
    "drug-and-cell-line": mean + joint_drug[drug[test]] + joint_cell_line[cell_line[test]],
}


def pearson(x, y):
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def ranks(x):
    ordered = np.sort(x)
    return (np.searchsorted(ordered, x, "left") + np.searchsorted(ordered, x, "right") + 1) / 2


def metrics(x, y):
    error = x - y
    within = [pearson(x[drug[test] == d], y[drug[test] == d])
              for d in np.unique(drug[test]) if np.count_nonzero(drug[test] == d) >= 5]
    within = [r for r in within if r is not None]
    return {
        "mse": float(np.mean(error ** 2)), "rmse": float(np.sqrt(np.mean(error ** 2))),
        "mae": float(np.mean(np.abs(error))),
        "r2": float(1 - np.sum(error ** 2) / np.sum((y - y.mean()) ** 2)),
        "pearson": pearson(x, y), "spearman": pearson(ranks(x), ranks(y)),
        "within_drug": float(np.mean(within)) if within else None, "drugs": len(within),
    }


print(json.dumps({name: {"predictions": x.tolist(), "metrics": metrics(x, target[test])}
                  for name, x in predictions.items()}))
