"""Checks where the encoding `normalised` starts: from the first checkpoint's branches and training samples.

    python3 check_encoding_start.py CHECKPOINT DATA

Over the training samples each angle must have mean 0 and the configured standard deviation. An embedding of the program is
in single precision: at most as many roundings as its last layer has terms, of 2^-24 of its size each, which the scale
multiplies.
"""

import argparse
import sys

import numpy as np

from hqnn_files import ENCODING_SCALE, Checkpoint, Dataset, FileProblem

TERMS = 1024


def check(checkpoint, dataset):
    model = checkpoint.model(dataset)
    rows, p = checkpoint.train, checkpoint.parameters
    phi = model.join(p, dataset.response_drug[rows], dataset.response_cell[rows])
    angles = model.head.angles(p, phi)
    limit = TERMS * 2.0**-24 * np.abs(p["head/quantum/encoding_scale"]) * np.abs(phi).max(axis=0)
    # One that is the same in all samples keeps the deviation that it has.
    varies = np.ptp(phi, axis=0) > 0
    expected = np.where(varies, checkpoint.option(ENCODING_SCALE), 0)
    bad = 0
    for what, difference in (("mean", np.abs(angles.mean(axis=0))), ("deviation", np.abs(angles.std(axis=0) - expected))):
        print(f"{what}: largest difference {difference.max():.2e}, of its limit {np.max(difference / limit):.2e}")
        bad += not np.all(difference <= limit)
    print(f"{len(rows)} samples, {varies.sum()} features vary, scales {p['head/quantum/encoding_scale'].min():.3g} to "
          f"{p['head/quantum/encoding_scale'].max():.3g}")
    return bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint")
    parser.add_argument("data")
    options = parser.parse_args()
    try:
        bad = check(Checkpoint(options.checkpoint), Dataset(options.data))
    except (FileProblem, OSError, KeyError, ValueError) as problem:
        print(f"check_encoding_start: {problem}", file=sys.stderr)
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
