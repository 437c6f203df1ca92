"""Recomputes what `evaluate --json` says with the reference implementation.

    python3 check_evaluation.py CHECKPOINT DATA EVALUATION.json

The model's predictions come from the reference network, the baselines' from their definitions; both are scored anew
on the pairs of the split that the evaluation names. Exit code 1 if a metric differs by more than differences of the
predictions explain, or if the pairs, the rows or the scales are not those that the target asks for.
"""

import argparse
import json
import sys

import numpy as np

from hqnn_files import ORIENTATION, TARGET, Checkpoint, Dataset, FileProblem

# How far predictions may differ: float32 through the network as in check_predictions, double precision through the
# solution of a system of equations. What this may change in each metric is derived from it in `allowed`.
MODEL_DIFFERENCE, BASELINE_DIFFERENCE = 1e-5, 1e-9


def ranks(values):
    """Ranks from 1, the mean rank for equal values."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[group]


def pearson(a, b):
    a, b = a - a.mean(), b - b.mean()
    size = np.sqrt((a @ a) * (b @ b))
    return a @ b / size if size > 0 else None


def constant(values):
    return np.ptp(values) <= 1e-12 * max(1, np.abs(values).max())


def metrics(predictions, targets):
    errors = predictions - targets
    varies = not constant(predictions)
    return {
        "count": len(targets),
        "mse": np.mean(errors**2),
        "rmse": np.sqrt(np.mean(errors**2)),
        "mae": np.mean(np.abs(errors)),
        "r2": 1 - np.sum(errors**2) / np.sum((targets - targets.mean()) ** 2),
        "pearson": pearson(predictions, targets) if varies else None,
        "spearman": pearson(ranks(predictions), ranks(targets)) if varies else None,
    }


def one_hot(levels, count):
    return np.eye(count)[levels]


def ridge(design, penalties, values):
    """The coefficients, by one system of normal equations."""
    return np.linalg.solve(design.T @ design + np.diag(penalties), design.T @ values)


def choice(error):
    """The penalty with the smallest error, of equal ones the largest."""
    return min(2.0 ** np.arange(6, -4, -1), key=error)


def baselines(dataset, train, targets, pairs):
    """The predictions of each baseline, by its name.

    Penalties are those of 1/8, 1/4, ..., 64 with the smallest cross-validated error over five parts of the training
    pairs: the drugs' alone, the cell lines' with it, and the drugs' beside these cell lines.
    """
    drugs, cells = len(dataset.drug_names), len(dataset.cell_names)
    drug, cell = dataset.response_drug[train], dataset.response_cell[train]
    by_drug, by_cell = one_hot(drug, drugs), one_hot(cell, cells)
    by_both = np.hstack([by_drug, by_cell])
    part = (drug + cell) % 5

    def cross_validated(design, penalties):
        error = 0
        for left in (part == number for number in range(5)):
            if left.any() and not left.all():
                mean = targets[~left].mean()
                predicted = mean + design[left] @ ridge(design[~left], penalties, targets[~left] - mean)
                error += np.sum((predicted - targets[left]) ** 2)
        return error

    def each(drug_penalty, cell_penalty):
        return np.repeat([drug_penalty, cell_penalty], [drugs, cells])

    only = choice(lambda k: cross_validated(by_drug, np.full(drugs, k)))
    of_cells = choice(lambda k: cross_validated(by_both, each(only, k)))
    of_drugs = choice(lambda k: cross_validated(by_both, each(k, of_cells)))
    mean = targets.mean()
    alone = ridge(by_drug, np.full(drugs, only), targets - mean)
    joint = ridge(by_both, each(of_drugs, of_cells), targets - mean)
    drug, cell = dataset.response_drug[pairs], dataset.response_cell[pairs]
    return {
        "mean": np.full(len(pairs), mean),
        "drug-mean": mean + alone[drug],
        "drug-and-cell-line": mean + joint[drug] + joint[drugs + cell],
    }


def allowed(predictions, targets, difference):
    """By how much each metric may differ, to first order, if each prediction differs by at most `difference`."""
    rmse = np.sqrt(np.mean((predictions - targets) ** 2))
    mse = difference * (2 * rmse + difference)
    # A correlation coefficient has slope 1 / (n sd) in each prediction, up to a factor of 2 for its normalisation.
    pearson = 2 * difference / np.std(predictions) if not constant(predictions) else 0
    # Two predictions closer than 2 * difference may change places; that moves the sum of squared differences of ranks,
    # of which the coefficient is 6 / (n (n^2 - 1)), by at most 4 n.
    n = len(predictions)
    close = np.sum(np.abs(predictions[:, None] - predictions) <= 2 * difference) - n
    return {
        "count": 0, "mse": mse, "rmse": difference, "mae": difference, "r2": mse / np.var(targets),
        "pearson": pearson, "spearman": 24 * close / 2 / (n**2 - 1),
    }


def agree(name, scale, found, predictions, targets, difference):
    """Whether all metrics agree."""
    good = True
    bounds = allowed(predictions, targets, difference)
    for metric, value in metrics(predictions, targets).items():
        other = found.get(metric)
        if value is None or other is None:
            good_one = value is None and other is None
        else:
            good_one = abs(other - value) <= bounds[metric] + 1e-12 * abs(value)
        if not good_one:
            print(f"{name}, {scale}: {metric} is {other}, expected {value} within {bounds[metric]:.1e}")
        good = good and good_one
    print(f"{name}, {scale}: {'agrees' if good else 'DIFFERS'}")
    return good


def check(checkpoint, dataset, evaluation):
    """The number of things that are off."""
    target = checkpoint.option(TARGET)
    known = np.flatnonzero(~np.isnan(checkpoint.targets(dataset, np.arange(len(dataset.ln_ic50)))))
    pairs = {"test": checkpoint.test, "train": checkpoint.train, "validation": checkpoint.validation, "all": known}[evaluation["part"]]
    expected_target = {"measure": target}
    if target == "ic50":
        expected_target["orientation"] = checkpoint.option(ORIENTATION)
    if evaluation["target"] != expected_target or evaluation["count"] != len(pairs):
        print(f"of {evaluation['count']} pairs and {evaluation['target']}, not {len(pairs)} and {expected_target}")
        return 1
    if not set(checkpoint.train) | set(checkpoint.test) <= set(known):
        print("the split holds pairs whose target is not known")
        return 1
    values = checkpoint.targets(dataset, pairs)
    predictions = {
        "model": checkpoint.model(dataset).predict(
            checkpoint.parameters, dataset.response_drug[pairs], dataset.response_cell[pairs])
    } | baselines(dataset, checkpoint.train, checkpoint.targets(dataset, checkpoint.train), pairs)
    if [row["name"] for row in evaluation["rows"]] != list(predictions):
        print(f"the rows are {[row['name'] for row in evaluation['rows']]}, expected {list(predictions)}")
        return 1
    bad = 0
    for row in evaluation["rows"]:
        name, found, expected = row["name"], row["metrics"], predictions[row["name"]]
        difference = MODEL_DIFFERENCE if name == "model" else BASELINE_DIFFERENCE
        bad += not agree(name, "normalised", found["normalised"]["overall"], expected, values, difference)
        if ("lnIC50" in found) != (target == "ic50"):
            print(f"{name}: ln IC50 is {'there' if 'lnIC50' in found else 'missing'} for the target {target}")
            bad += 1
        elif target == "ic50":
            way_back = checkpoint.ln_ic50(expected)
            inside = ~np.isnan(way_back)
            slope = np.max(10 / (expected[inside] * (1 - expected[inside])))
            bad += not agree(name, "ln IC50", found["lnIC50"]["overall"], way_back[inside],
                             dataset.ln_ic50[pairs][inside], slope * difference)
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("data")
    parser.add_argument("evaluation")
    options = parser.parse_args()
    try:
        with open(options.evaluation, encoding="utf-8") as file:
            evaluation = json.load(file)
        bad = check(Checkpoint(options.checkpoint), Dataset(options.data), evaluation)
    except (FileProblem, OSError, KeyError, ValueError) as problem:
        print(f"check_evaluation: {problem}", file=sys.stderr)
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
