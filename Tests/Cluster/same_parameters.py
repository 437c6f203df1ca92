#!/usr/bin/python3
"""Compares two checkpoints, each given as a file or as a run whose newest it is, bit for bit: every data set of
floating-point numbers, which are the model's parameters, the optimizer's moments and the history of losses.

  same_parameters.py ONE OTHER     exit code 0 where all are identical, 1 with the names of those that are not
"""

import glob
import os
import sys

import h5py
import numpy


def floats(place):
    file_name = place
    if os.path.isdir(place):
        steps = sorted(glob.glob(os.path.join(place, "checkpoints", "step-*.h5")))
        if not steps:
            sys.exit(f"{place}: no checkpoint")
        file_name = steps[-1]
    found = {}

    def take(name, item):
        if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
            found[name] = numpy.asarray(item[()])

    with h5py.File(file_name) as file:
        file.visititems(take)
    return os.path.basename(file_name), found


def main():
    (first_name, first), (second_name, second) = floats(sys.argv[1]), floats(sys.argv[2])
    if first_name != second_name or first.keys() != second.keys() or not first:
        sys.exit(f"not the same data sets: {first_name} has {len(first)}, {second_name} has {len(second)}")
    different = [name for name in sorted(first) if first[name].tobytes() != second[name].tobytes()]
    if different:
        sys.exit(f"{len(different)} of {len(first)} data sets differ: {', '.join(different)}")
    numbers = sum(values.size for values in first.values())
    print(f"    {first_name}: {numbers} numbers in {len(first)} data sets, all the same bits")


main()
