"""Naive baselines and metrics by other means: NumPy's dense solver and ranks by counting.

Usage: baselines.py DATA.h5 SPLIT.json PSEUDOCOUNT
SPLIT.json holds {"train": [...], "test": [...]}, row numbers into /responses. Prints JSON: for each baseline its
predictions for the test rows and its metrics on the normalised IC50.
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
k = float(sys.argv[3])
target = 1 / (1 + np.exp(ln_ic50) ** 0.1)

mean = target[train].mean()
residual = target[train] - mean
drug_sum = np.bincount(drug[train], residual, drugs)
cell_line_sum = np.bincount(cell_line[train], residual, cell_lines)
# A drug or cell line without training rows has a sum of nothing: its effect is 0, and the mean is left.
drug_effect = drug_sum / (np.bincount(drug[train], minlength=drugs) + k)

# The normal equations of the two-way model in full, drugs before cell lines.
counts = np.zeros((drugs, cell_lines))
np.add.at(counts, (drug[train], cell_line[train]), 1)
matrix = np.block([[np.diag(counts.sum(1) + k), counts], [counts.T, np.diag(counts.sum(0) + k)]])
joint = np.linalg.solve(matrix, np.concatenate([drug_sum, cell_line_sum]))

predictions = {
    "mean": np.full(len(test), mean),
    "drug-mean": mean + drug_effect[drug[test]],
    "drug-and-cell-line": mean + joint[drug[test]] + joint[drugs:][cell_line[test]],
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
