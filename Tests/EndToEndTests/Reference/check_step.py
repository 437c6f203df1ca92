"""Recomputes one optimizer step with the reference implementation.

    python3 check_step.py BEFORE AFTER DATA [--rows LIST] [--limit X]

BEFORE and AFTER are checkpoints one step apart. LIST says which rows of /responses the mini-batch held: a JSON file
with a list of numbers, or the numbers themselves, comma-separated; without it, all of /split/train, which is right
where the training set fits one batch.

Per parameter it prints the largest absolute difference of three things, and fails where one is above the limit or,
for the moments, above a thousandth of the largest value of its tensor:
- both moments, from the reference's own gradient;
- the parameter, by Adam's formula from the moments in AFTER. Not from the reference's moments: where a derivative is
  nothing but rounding (some circuit angles cannot change the output), Adam divides that rounding by its own size, so
  the parameter may move by anything up to the learning rate. The fourth column shows this difference, unjudged.
"""

import argparse
import json
import pathlib
import sys

import numpy as np

from hqnn_files import CLIP_NORM, DROPOUT, SEED, Checkpoint, Dataset, FileProblem
from reference_dropout import dropout_mask

RELATIVE = 1e-3


def check(before, after, dataset, rows, limit):
    """The number of tensors that are off."""
    model = before.model(dataset)
    after.model(dataset)
    if after.step != before.step + 1:
        raise FileProblem(f"{after.path} is at step {after.step}, expected {before.step + 1}, one after {before.path}")
    rate = float(before.option(DROPOUT))
    mask = dropout_mask(rate, int(before.option(SEED)), after.step, rows) if rate else None
    loss, gradient = model.loss_gradient(
        before.parameters, dataset.response_drug[rows], dataset.response_cell[rows], before.targets(dataset, rows),
        mask=mask,
    )
    print(f"step {before.step} -> {after.step}: {len(rows)} samples, loss {loss:.9g}")
    norm = np.sqrt(sum(np.sum(value**2) for value in gradient.values()))
    print(f"gradient norm {norm:.3g}")
    if before.option(CLIP_NORM) is not None:
        scale = min(1, float(before.option(CLIP_NORM)) / (norm + 1e-6))  # as torch.nn.utils.clip_grad_norm_
        gradient = {name: scale * value for name, value in gradient.items()}
    print(f"{'parameter':<24}{'first moment':>14}{'second moment':>15}{'parameter':>12}"
          f"{'(own moments)':>15}{'largest |g|':>13}")
    bad = 0
    for name in gradient:
        adam = before.adam(name)
        first, second = adam.moments(gradient[name], before.first_moment[name], before.second_moment[name])
        expected = adam.update(
            before.parameters[name], after.first_moment[name], after.second_moment[name], after.step,
            adam.decays(name),
        )
        own = adam.update(before.parameters[name], first, second, after.step, adam.decays(name))
        moments = []
        good = True
        for mine, theirs in ((first, after.first_moment[name]), (second, after.second_moment[name])):
            difference = largest(mine, theirs)
            good = good and difference <= min(limit, RELATIVE * np.max(np.abs(mine)) + np.finfo(np.float32).tiny)
            moments.append(difference)
        moved = largest(expected, after.parameters[name])
        good = good and moved <= limit
        bad += not good
        print(f"{name:<24}{moments[0]:>14.2e}{moments[1]:>15.2e}{moved:>12.2e}"
              f"{largest(own, after.parameters[name]):>15.2e}{np.max(np.abs(gradient[name])):>13.2e}"
              f"{'' if good else '  FAIL'}")
    print(f"{len(gradient)} parameters, {bad} off")
    return bad


def largest(a, b):
    return float(np.max(np.abs(a - b)))


def read_rows(argument):
    path = pathlib.Path(argument)
    rows = json.loads(path.read_text()) if path.exists() else [int(row) for row in argument.split(",")]
    return np.array(rows, dtype=np.int64)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before")
    parser.add_argument("after")
    parser.add_argument("data")
    parser.add_argument("--rows", metavar="LIST")
    parser.add_argument("--limit", type=float, default=1e-6)
    options = parser.parse_args()
    try:
        before, after = Checkpoint(options.before), Checkpoint(options.after)
        rows = read_rows(options.rows) if options.rows else before.train
        bad = check(before, after, Dataset(options.data), rows, options.limit)
    except (FileProblem, OSError, KeyError, ValueError) as problem:
        print(f"check_step: {problem}", file=sys.stderr)
        return 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
