"""Recomputes the learning rates of a run step by step, as PyTorch's schedulers do.

    python3 check_schedule.py CHECKPOINT METRICS

CHECKPOINT is of the run that METRICS, a metrics.csv, belongs to. Each epoch's learning rate, that of its last step,
must be the same up to rounding.
"""

import argparse
import csv
import sys

from hqnn_files import LEARNING_RATE, Checkpoint, FileProblem


def check(checkpoint, rows):
    """The number of epochs whose rate is off."""
    size = checkpoint.steps_per_epoch
    rates = checkpoint.learning_rates(size * len(rows))
    # The chain rounds eight times a step, twice two for the cosines, and then once for each operation; each moves the rate
    # by half an ulp of the largest rate at most, since where 1 + cos has lost digits the rate is as small as it.
    limit = 2.0**-53 * 8 * len(rates) * checkpoint.option(LEARNING_RATE)
    bad = 0
    for row in rows:
        epoch, found = int(row["epoch"]), float(row["learning_rate"])
        expected = rates[epoch * size - 1]
        good = abs(found - expected) <= limit and int(row["step"]) == epoch * size
        bad += not good
        print(f"epoch {epoch}: {found!r}, expected {expected!r}{'' if good else '  FAIL'}")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("metrics")
    options = parser.parse_args()
    try:
        with open(options.metrics, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        bad = check(Checkpoint(options.checkpoint), rows)
    except (FileProblem, OSError, KeyError, ValueError) as problem:
        print(f"check_schedule: {problem}", file=sys.stderr)
        return 1
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
