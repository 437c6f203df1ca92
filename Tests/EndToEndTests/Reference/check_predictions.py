"""Recomputes the predictions in a file with the reference implementation.

    python3 check_predictions.py CHECKPOINT DATA PREDICTIONS.csv [--limit X] [--rows N]

Prints the largest difference of the normalised predictions, and of ln IC50 and IC50, or AUC, from what follows from them.
Exit code 1 if one is above its limit (1e-5 by default: float32 through the network, some 100 units in the last place
of a value near 1).
"""

import argparse
import sys

import numpy as np

from hqnn_files import Checkpoint, Dataset, FileProblem, TARGET, read_predictions


def check(checkpoint, dataset, predictions, limit):
    """The number of quantities that are off."""
    model = checkpoint.model(dataset)
    drugs = [dataset.row("drug", row["drug"], [dataset.drug_names]) for row in predictions]
    cells = [
        dataset.row("cell line", row["cell_line"], [dataset.cell_names, dataset.cosmic_ids]) for row in predictions
    ]
    given = np.array([float(row["normalised"]) for row in predictions])
    difference = np.abs(model.predict(checkpoint.parameters, drugs, cells) - given)
    worst = int(np.argmax(difference))
    # Written so that NaN counts as off.
    bad = 0 if difference.max() <= limit else 1
    print(f"{len(given)} predictions: largest difference of the normalised value {difference.max():.3e} (limit "
          f"{limit:.0e}) at {predictions[worst]['drug']} on {predictions[worst]['cell_line']}")
    if "ln_ic50" in predictions[0] and checkpoint.option(TARGET) == "ic50":
        inside = (given > 0) & (given < 1)
        ln_given = np.array([float(row["ln_ic50"] or "nan") for row in predictions])[inside]
        difference = np.abs(checkpoint.ln_ic50(given[inside]) - ln_given)
        # The slope of the way back is 10 / (n (1 - n)); the file's own rounding of n is at most limit / 10.
        allowed = limit / 10 * 10 / (given[inside] * (1 - given[inside])) + 1e-6 * np.abs(ln_given)
        bad += report("ln IC50", difference, allowed)
        if "ic50" in predictions[0]:
            ic50 = np.array([float(row["ic50"] or "nan") for row in predictions])[inside]
            bad += report("IC50 (of its logarithm)", np.abs(np.log(ic50) - ln_given), 1e-5 + 1e-6 * np.abs(ln_given))
    if checkpoint.option(TARGET) == "auc":
        # The very number, and none for what is no share of an area.
        inside = (given >= 0) & (given <= 1)
        auc = np.array([float(row.get("auc") or "nan") for row in predictions])
        bad += report("AUC", np.where(inside, np.abs(auc - given), np.where(np.isnan(auc), 0, np.inf)), 0)
        if "ln_ic50" in predictions[0] or "ic50" in predictions[0]:
            print("there are columns of IC50, of which a prediction of AUC says nothing")
            bad += 1
    return bad


def report(what, difference, allowed):
    if len(difference) == 0:
        print(f"{what}: no prediction within (0, 1)")
        return 1
    good = bool(np.all(difference <= allowed))
    print(f"{what}: largest difference {np.max(difference):.3e}, {'within' if good else 'ABOVE'} what rounding allows")
    return 0 if good else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("data")
    parser.add_argument("predictions")
    parser.add_argument("--limit", type=float, default=1e-5)
    parser.add_argument("--rows", type=int, help="check only this many rows, evenly spread over the file")
    options = parser.parse_args()
    try:
        predictions = read_predictions(options.predictions)
        if not predictions:
            raise FileProblem(f"{options.predictions}: no predictions below the header")
        if options.rows and options.rows < len(predictions):
            chosen = np.linspace(0, len(predictions) - 1, options.rows).round().astype(int)
            predictions = [predictions[row] for row in chosen]
        bad = check(Checkpoint(options.checkpoint), Dataset(options.data), predictions, options.limit)
    except (FileProblem, OSError, KeyError, ValueError) as problem:
        print(f"check_predictions: {problem}", file=sys.stderr)
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
