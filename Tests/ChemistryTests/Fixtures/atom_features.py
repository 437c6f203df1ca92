"""The 78 atom features by DeepChem's own definition, written against RDKit's Python interface.

    atom_features.py [largest]

Reads one SMILES string a line; prints for each a JSON line {"rows": [[column, ...], ...], "bonds": [[i, j], ...],
"canonical": "...", "fragments": n}, where a row lists the columns that are 1 before division by their number, or null
where RDKit refuses the string. With "largest", of the fragment that LargestFragmentChooser takes by heavy atoms.
"""
import json
import sys

from rdkit import Chem, RDLogger
from rdkit.Chem.MolStandardize import rdMolStandardize

SYMBOLS = ("C N O S F Si P Cl Br Mg Na Ca Fe As Al I B V K Tl Yb Sb Sn Ag Pd Co Se Ti Zn H Li Ge Cu Au Ni Cd In "
           "Mn Zr Cr Pt Hg Pb Unknown").split()


def one_of_k_encoding(x, allowable_set):
    if x not in allowable_set:
        raise ValueError("input {0} not in allowable set{1}:".format(x, allowable_set))
    return [x == s for s in allowable_set]


def one_of_k_encoding_unk(x, allowable_set):
    if x not in allowable_set:
        x = allowable_set[-1]
    return [x == s for s in allowable_set]


def atom_features(atom):
    counts = list(range(11))
    return (one_of_k_encoding_unk(atom.GetSymbol(), SYMBOLS) + one_of_k_encoding(atom.GetDegree(), counts)
            + one_of_k_encoding_unk(atom.GetTotalNumHs(), counts)
            + one_of_k_encoding_unk(atom.GetImplicitValence(), counts) + [atom.GetIsAromatic()])


RDLogger.DisableLog("rdApp.*")
parameters = rdMolStandardize.CleanupParameters()
parameters.largestFragmentChooserCountHeavyAtomsOnly = True
chooser = rdMolStandardize.LargestFragmentChooser(parameters)
for line in sys.stdin:
    molecule = Chem.MolFromSmiles(line.strip())
    if molecule is None:
        print("null")
        continue
    fragments = len(Chem.GetMolFrags(molecule))
    if sys.argv[1:] == ["largest"]:
        molecule = chooser.choose(molecule)
    rows = [[i for i, bit in enumerate(atom_features(atom)) if bit] for atom in molecule.GetAtoms()]
    bonds = [[bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()] for bond in molecule.GetBonds()]
    print(json.dumps({"rows": rows, "bonds": bonds, "canonical": Chem.MolToSmiles(molecule), "fragments": fragments}))
