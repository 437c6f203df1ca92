"""Writes a small data set by hand as another program would: h5py's defaults, no seal, no checksums.

Usage: write_dataset.py DATA.h5 [STATEMENT [FORMAT]]
STATEMENT, Python that sees `file`, `np` and `replace(name, values)`, spoils the file before it is closed. FORMAT is
HDF5's, earliest (the default) or latest.
"""
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "w", libver=sys.argv[3] if len(sys.argv) > 3 else None) as file:
    def replace(name, values):
        if name in file:
            del file[name]
        file[name] = values

    file.attrs["schema_name"] = "hqnn-dataset"
    file.attrs["schema_version"] = 1
    file["cell_lines/cosmic_id"] = np.array([683665, 683667], np.int64)
    file["cell_lines/name"] = ["MC-CAR", "PFSK-1"]
    file["cell_lines/tissue"] = ["blood", ""]
    file["cell_lines/feature_name"] = ["TP53_mut", "cna:PTEN, (10q)", "KRAS_mut"]
    file["cell_lines/features"] = np.array([[1, 0, 0], [0, 1, 1]], np.uint8)
    # Ethane and propan-2-ol: heavy atoms only, features a carbon or oxygen symbol beside three more ones.
    def atom(symbol, degree, hydrogens):
        row = np.zeros(78)
        row[[symbol, 44 + degree, 55 + hydrogens, 66 + hydrogens]] = 1
        return row / row.sum()
    file["drugs/name"] = ["ethane", "propan-2-ol"]
    file["drugs/smiles"] = ["CC", "CC(O)C"]
    file["drugs/pubchem_cid"] = np.array([6324, -1], np.int64)
    file["drugs/atom_offset"] = np.array([0, 2, 6], np.int64)
    file["drugs/atom_features"] = np.array(
        [atom(0, 1, 3), atom(0, 1, 3), atom(0, 1, 3), atom(0, 3, 1), atom(2, 1, 1), atom(0, 1, 3)], np.float32)
    file["drugs/bond_offset"] = np.array([0, 1, 4], np.int64)
    file["drugs/bonds"] = np.array([[0, 1], [0, 1], [1, 2], [1, 3]], np.int32)
    file["responses/cell_line"] = np.array([0, 1, 1], np.int32)
    file["responses/drug"] = np.array([0, 0, 1], np.int32)
    file["responses/ln_ic50"] = np.array([-1.5, 2.25, 0], np.float32)
    file["responses/auc"] = np.array([np.nan, 0.5, 0.75], np.float32)
    if len(sys.argv) > 2:
        exec(sys.argv[2])
