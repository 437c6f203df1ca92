"""Checks a data set against the contract with h5py alone, and prints what it holds as JSON.

Usage: describe_dataset.py DATA.h5
Exits with a message that names the object if the file is not what others rely on.
"""
import json
import sys

import h5py
import numpy as np

C, F, D, A, E, R = "CFDAER"
CONTRACT = {
    "cell_lines/cosmic_id": ("int64", [C]), "cell_lines/name": (str, [C]), "cell_lines/tissue": (str, [C]),
    "cell_lines/feature_name": (str, [F]), "cell_lines/features": ("uint8", [C, F]),
    "drugs/name": (str, [D]), "drugs/smiles": (str, [D]), "drugs/pubchem_cid": ("int64", [D]),
    "drugs/atom_offset": ("int64", ["D+1"]), "drugs/atom_features": ("float32", [A, 78]),
    "drugs/bond_offset": ("int64", ["D+1"]), "drugs/bonds": ("int32", [E, 2]),
    "responses/cell_line": ("int32", [R]), "responses/drug": ("int32", [R]),
    "responses/ln_ic50": ("float32", [R]), "responses/auc": ("float32", [R]),
}
OPTIONAL = {"drugs/canonical_smiles": (str, [D]), "drugs/atom": ("int32", [A]), "drugs/atom_feature_name": (str, [78])}

with h5py.File(sys.argv[1], "r") as file:
    assert file.attrs["schema_name"] == "hqnn-dataset", dict(file.attrs)
    assert file.attrs["schema_version"] == 1 and file.attrs["schema_version"].dtype == np.int64, dict(file.attrs)
    names = set()
    file.visititems(lambda name, item: names.add(name) if isinstance(item, h5py.Dataset) else None)
    assert names - set(OPTIONAL) == set(CONTRACT), names ^ set(CONTRACT)

    size = {C: len(file["cell_lines/cosmic_id"]), F: len(file["cell_lines/feature_name"]),
            D: len(file["drugs/name"]), A: len(file["drugs/atom_features"]), E: len(file["drugs/bonds"]),
            R: len(file["responses/cell_line"])}
    size["D+1"] = size[D] + 1
    result = {}
    for name in sorted(names):
        kind, shape = (CONTRACT | OPTIONAL)[name]
        data = file[name]
        assert data.shape == tuple(size.get(extent, extent) for extent in shape), (name, data.shape)
        assert data.fletcher32, (name, "has no checksum")
        if kind is str:
            information = h5py.check_string_dtype(data.dtype)
            assert information is not None and information.encoding == "utf-8", (name, data.dtype)
            values = data.asstr()[:].tolist()
        else:
            assert data.dtype == np.dtype(kind), (name, data.dtype)
            values = [None if x != x else x for x in data[:].ravel().astype(object).tolist()]
        result[name] = values
    print(json.dumps({"provenance": json.loads(file.attrs["provenance"]), "values": result}))
