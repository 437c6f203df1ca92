"""Exits with a message unless the second file holds all that the first does, value for value, and nothing else outside one
group.

Usage: compare_files.py FIRST.h5 SECOND.h5 GROUP
"""
import sys

import h5py
import numpy as np


def contents(file, group):
    """Every object's type, storage, values and attributes by path; references by the path that they lead to."""
    def plain(value):
        if isinstance(value, h5py.Reference):
            return file[value].name if value else None
        if isinstance(value, np.ndarray):
            return [plain(item) for item in value.ravel()] if value.dtype.hasobject else (value.dtype, value.tobytes())
        if isinstance(value, np.void) and value.dtype.hasobject:
            return [plain(item) for item in value.item()]
        return value

    result = {"/": {name: plain(file.attrs[name]) for name in file.attrs}}

    def visit(name, item):
        if name.split("/")[0] == group:
            return
        what = {"attributes": {key: plain(item.attrs[key]) for key in item.attrs}}
        if isinstance(item, h5py.Dataset):
            what |= {"dtype": str(item.dtype), "shape": item.shape, "chunks": item.chunks,
                     "compression": item.compression, "values": repr(plain(item[()]))}
        result[name] = what

    file.visititems(visit)
    return result


with h5py.File(sys.argv[1], "r") as first, h5py.File(sys.argv[2], "r") as second:
    one, two = contents(first, sys.argv[3]), contents(second, sys.argv[3])
    for name in one.keys() | two.keys():
        if str(one.get(name)) != str(two.get(name)):
            sys.exit(f"{name}: {one.get(name)} and {two.get(name)}")
