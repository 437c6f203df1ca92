"""Recomputes what `predict` and `evaluate --json` say of several checkpoints.

    python3 check_ensemble.py predict TABLE.csv MEMBER.csv ... [--spread-factor F]
    python3 check_ensemble.py evaluate CHECKPOINT DATA EVALUATION.json ALL.csv ... [--split-by KIND]

MEMBER.csv are the tables that `predict` writes of each checkpoint alone, ALL.csv those of all pairs; CHECKPOINT gives the
split. Means and standard deviations are NumPy's, intervals and densities those of Python's own `statistics.NormalDist`,
which shares no code with ours. Exit code 1, with what is off, where something is.
"""

import argparse
import csv
import json
import sys
from statistics import NormalDist

import numpy as np

from check_evaluation import pearson, ranks
from hqnn_files import Checkpoint, Dataset

LEVELS = [0.5, 0.8, 0.9, 0.95]
# Numbers in tables are single precision, rounded once.
SINGLE = 2.0**-23
# A prediction below 1 may differ by a few roundings of single precision where other pairs are computed beside it.
DIFFERENCE = 4 * SINGLE


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def single(text):
    """The number of single precision that a table's shortest decimals stand for."""
    return float(np.float32(text))


class Findings:
    def __init__(self):
        self.bad = 0
        self.looked = 0

    def near(self, what, found, expected, tolerance):
        self.looked += 1
        if found is None or expected is None or not (abs(found - expected) <= tolerance):
            if not (found is None and expected is None):
                self.bad += 1
                print(f"{what}: {found}, expected {expected} within {tolerance:.1e}")


def response(p, measure, falling):
    """What a normalised value stands for, None for nothing."""
    if measure == "auc":
        return p if 0 <= p <= 1 else None
    if not 0 < p < 1:
        return None
    return 10 * np.log((1 - p) / p) * (1 if falling else -1)


def check_predictions(options):
    table, members = read(options.table), [read(path) for path in options.members]
    measure = "auc" if "auc" in table[0] else "ic50"
    name = "auc" if measure == "auc" else "ln_ic50"
    find = Findings()
    values = np.array([[single(row["normalised"]) for row in member] for member in members])
    means, deviations = values.mean(axis=0), values.std(axis=0, ddof=1)
    size = np.abs(values).max()
    for number, row in enumerate(table):
        if any((row["drug"], row["cosmic_id"]) != (m[number]["drug"], m[number]["cosmic_id"]) for m in members):
            print(f"row {number} is of another pair")
            return 1
        mean, deviation = single(row["normalised"]), single(row["normalised_sd"])
        find.near(f"row {number}: mean", mean, means[number], SINGLE * abs(means[number]))
        # In double precision the sums lose some ulps of the values.
        find.near(f"row {number}: sd", deviation, deviations[number], SINGLE * deviations[number] + 1e-14 * size)
        normal = NormalDist(0, 1)
        half = normal.inv_cdf(0.975) * options.spread_factor * deviation
        ends = [response(mean + sign * half, measure, options.orientation == "falling") for sign in (-1, 1)]
        if measure == "ic50" and options.orientation == "falling":
            ends.reverse()
        for end, column in zip(ends, ["lower", "upper"]):
            found = row[f"{name}_{column}"]
            find.near(f"row {number}: {column}", single(found) if found else None, end,
                      0 if end is None else 2 * SINGLE * abs(end) + 1e-12)
        middle = response(mean, measure, options.orientation == "falling")
        found = row[name]
        find.near(f"row {number}: {name}", single(found) if found else None, middle,
                  0 if middle is None else SINGLE * abs(middle) + 1e-12)
    return find.bad or not find.looked


class Samples:
    """Errors and spreads, with how far both may be off: a prediction may round by which pairs are computed beside it."""

    def __init__(self, errors, spread, error_off, spread_off):
        self.errors, self.spread, self.error_off, self.spread_off = errors, spread, error_off, spread_off
        self.z = errors / spread
        self.z_off = (error_off + np.abs(self.z) * spread_off) / (spread - spread_off)

    def __getitem__(self, rows):
        return Samples(self.errors[rows], self.spread[rows], self.error_off, self.spread_off[rows])

    def factor(self):
        """The factor and its uncertainty: the root mean square is a norm."""
        return rms(self.z), rms(self.z_off)

    def times(self, factor, factor_off):
        return Samples(self.errors, factor * self.spread, self.error_off,
                       factor * self.spread_off + factor_off * self.spread)


def compare_fit(find, what, found, samples):
    """Coverages and likelihoods, each within what the uncertainty of the samples explains."""
    normal, count = NormalDist(0, 1), len(samples.z)
    for level, mine in zip(LEVELS, found["coverage"], strict=True):
        edge = normal.inv_cdf((1 + level) / 2)
        near = np.mean(np.abs(np.abs(samples.z) - edge) <= samples.z_off + 1e-12)
        find.near(f"{what}: coverage {level}", mine, np.mean(np.abs(samples.z) <= edge), near)
    # The density by its definition, since far out it underflows.
    logs = np.log([NormalDist(0, s).pdf(0) for s in samples.spread]) - samples.z**2 / 2
    off = np.mean((np.abs(samples.z) + samples.z_off) * samples.z_off + samples.spread_off / (samples.spread - samples.spread_off))
    find.near(f"{what}: likelihood", found["meanNegativeLogLikelihood"], -np.mean(logs), off + 1e-12 * np.mean(np.abs(logs)))


def rank_difference(values, off):
    """By how much Spearman's coefficient may differ, as in check_evaluation."""
    count = len(values)
    close = np.sum(np.abs(values[:, None] - values) <= 2 * off) - count
    return 12 * close / (count**2 - 1)


def rms(values):
    return np.sqrt(np.mean(values**2))


def halves(groups):
    sides = [[], []]
    for group in dict.fromkeys(groups):
        members = [i for i, other in enumerate(groups) if other == group]
        sides[0 if len(sides[0]) <= len(sides[1]) else 1] += members
    return [np.array(sorted(side)) for side in sides]


def check_evaluation(options):
    evaluation = json.load(open(options.evaluation, encoding="utf-8"))
    checkpoint, dataset = Checkpoint(options.checkpoint), Dataset(options.data)
    find = Findings()
    tables = [read(path) for path in options.tables]
    cells = len(dataset.cell_names)
    # All pairs by drug, then by cell line.
    values = np.array([[single(row["normalised"]) for row in table] for table in tables])
    place = dataset.response_drug * cells + dataset.response_cell
    targets = checkpoint.targets(dataset, np.arange(len(place)))

    # Means of members are off by no more than members; a standard deviation is a norm of deviations.
    spread_off = DIFFERENCE * np.sqrt(len(tables) / (len(tables) - 1))

    def of(rows):
        predictions = values[:, place[rows]]
        spread = predictions.std(axis=0, ddof=1)
        return predictions, Samples(predictions.mean(axis=0) - targets[rows], spread, DIFFERENCE,
                                    np.full(len(rows), spread_off))

    rows = {"test": checkpoint.test, "train": checkpoint.train, "validation": checkpoint.validation,
            "all": np.flatnonzero(~np.isnan(targets))}[evaluation["part"]]
    predictions, samples = of(rows)
    found = {row["name"]: row["metrics"]["normalised"]["overall"] for row in evaluation["rows"]}
    names = ["ensemble"] + [f"member-{i + 1}" for i in range(len(tables))] + ["mean", "drug-mean", "drug-and-cell-line"]
    if list(found) != names or evaluation["count"] != len(rows):
        print(f"rows {list(found)} of {evaluation['count']} pairs, expected {names} of {len(rows)}")
        return 1
    members = [rms(member - targets[rows]) for member in predictions]
    for name, expected in zip(names, [rms(samples.errors)] + members):
        find.near(f"{name}: RMSE", found[name]["rmse"], expected, DIFFERENCE)
    ensemble = evaluation["ensemble"]
    find.near("mean of members: RMSE", ensemble["meanOfMembers"]["rmse"], np.mean(members), DIFFERENCE)
    find.near("mean of members: Spearman", ensemble["meanOfMembers"]["spearman"],
              np.mean([pearson(ranks(m), ranks(targets[rows])) for m in predictions]),
              np.mean([rank_difference(m, DIFFERENCE) for m in predictions]) + 1e-12)

    told = ensemble["spread"]
    if told["levels"] != LEVELS or told["count"] != len(rows):
        print("other levels or pairs")
        return 1
    find.near("rms spread", told["rmsSpread"], rms(samples.spread), spread_off)
    find.near("rms error", told["rmsError"], rms(samples.errors), DIFFERENCE)
    sizes = np.abs(samples.errors)
    find.near("Spearman", told["spearmanWithError"], pearson(ranks(samples.spread), ranks(sizes)),
              rank_difference(samples.spread, spread_off) + rank_difference(sizes, DIFFERENCE) + 1e-12)
    compare_fit(find, "plain", told["plain"], samples)
    again = told.get("recalibration")
    if options.source == "none":
        if again is not None:
            print("there is a factor, expected none for pairs that members were trained with")
        return again is not None or find.bad
    if again["source"] != options.source:
        print(f"the factor is fitted on {again['source']}, expected {options.source}")
        return 1
    scale, constant = np.empty(len(rows)), np.empty(len(rows))
    scale_off = np.empty(len(rows))
    if options.source == "validation":
        _, others = of(checkpoint.validation)
        overall, factors, count = others.factor(), [others.factor()], len(checkpoint.validation)
        (scale[:], scale_off[:]), constant[:] = overall, rms(others.errors)
    else:
        groups = {"pairs": np.arange(len(rows)), "drug": dataset.response_drug[rows],
                  "cell-line": dataset.response_cell[rows]}[options.split_by]
        sides = halves(groups.tolist())
        overall, factors, count = samples.factor(), [samples[side].factor() for side in sides], len(rows)
        for side, other in [(0, 1), (1, 0)]:
            scale[sides[side]], scale_off[sides[side]] = factors[other]
            constant[sides[side]] = rms(samples.errors[sides[other]])
    find.near("count", again["count"], count, 0)
    find.near("factor", again["factor"], *overall)
    for mine, (factor, off) in zip(again["factors"], factors, strict=True):
        find.near("a factor", mine, factor, off)
    compare_fit(find, "scaled", again["scaled"], samples.times(scale, scale_off))
    compare_fit(find, "constant", again["constant"],
                Samples(samples.errors, constant, DIFFERENCE, np.full(len(rows), DIFFERENCE)))
    return find.bad or not find.looked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    predict = commands.add_parser("predict")
    predict.set_defaults(check=check_predictions)
    predict.add_argument("table")
    predict.add_argument("members", nargs="+")
    predict.add_argument("--spread-factor", type=float, default=1)
    predict.add_argument("--orientation", default="falling")
    evaluate = commands.add_parser("evaluate")
    evaluate.set_defaults(check=check_evaluation)
    evaluate.add_argument("checkpoint")
    evaluate.add_argument("data")
    evaluate.add_argument("evaluation")
    evaluate.add_argument("tables", nargs="+")
    evaluate.add_argument("--source", default="halves")
    evaluate.add_argument("--split-by", default="pairs")
    options = parser.parse_args()
    return 1 if options.check(options) else 0


if __name__ == "__main__":
    sys.exit(main())
