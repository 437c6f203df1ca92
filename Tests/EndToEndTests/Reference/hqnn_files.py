"""Reads the program's data sets, checkpoints and predictions, by the names that its users rely on."""

import csv
import json

import h5py
import numpy as np

from reference_model import Adam, Model, Schedule, parameter_shapes

# Names in the checkpoint's `configuration` (a JSON object) and what stands for an absent one.
HEAD = ("head", "quantum")
LAYOUT = ("quantum_layout", "lattice")
ROTATION = ("quantum_gate", "rx")
ENTANGLER = ("quantum_entangler", "ring")
DEPTH = ("quantum_depth", 5)
HIDDEN = ("classical_hidden", [8])
ENCODING = ("encoding", "scaled")
ENCODING_SCALE = ("encoding_scale", 1.0)
LEARNING_RATE = ("learning_rate", 1.8e-3)
# By the beginnings of parameters' names, the longest first: what takes the place of the learning rate.
GROUP_RATES = {
    "head/quantum/weights": ("angle_learning_rate", None),
    "head/": ("head_learning_rate", None),
    "drug/": ("drug_branch_learning_rate", None),
    "cell/": ("cell_line_branch_learning_rate", None),
}
SCHEDULE = ("learning_rate_schedule", "constant")
WARMUP = ("warmup_epochs", 0)
MINIMUM = ("minimum_learning_rate", 0.0)
HORIZON = ("schedule_epochs", None)
STEP_EPOCHS = ("step_epochs", 1)
STEP_FACTOR = ("step_factor", 0.1)
EPOCHS = ("epochs", 20)
BATCH_SIZE = ("batch_size", 128)
BETA1 = ("adam_beta1", 0.9)
BETA2 = ("adam_beta2", 0.999)
EPSILON = ("adam_epsilon", 1e-8)
WEIGHT_DECAY = ("weight_decay", 0.0)
CLIP_NORM = ("gradient_clip_norm", None)
TARGET = ("target", "ic50")
ORIENTATION = ("target_orientation", "falling")
DROPOUT = ("dropout", 0.0)
SEED = ("seed", 1)

# The columns of a predictions file, as they may be spelled.
COLUMNS = {
    "drug": ("drug",),
    "cell_line": ("cell_line", "cell line"),
    "normalised": ("normalised",),
    "ln_ic50": ("ln_ic50", "ln ic50"),
    "ic50": ("ic50",),
    "auc": ("auc",),
}


class FileProblem(Exception):
    """A file that does not hold what these checks need; the message names the file and the object."""


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def require_schema(file, name):
    found = text(file.attrs.get("schema_name", ""))
    if found != name:
        raise FileProblem(f"{file.filename}: root attribute schema_name is {found!r}, expected {name!r}")


class Dataset:
    """drug_names, cell_names, cosmic_ids; graphs; cell_features [C, F]; responses as columns."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            require_schema(file, "hqnn-dataset")
            self.drug_names = [text(name) for name in file["/drugs/name"][:]]
            self.cell_names = [text(name) for name in file["/cell_lines/name"][:]]
            self.cosmic_ids = [str(number) for number in file["/cell_lines/cosmic_id"][:]]
            self.cell_features = file["/cell_lines/features"][:]
            atom_offset, bond_offset = file["/drugs/atom_offset"][:], file["/drugs/bond_offset"][:]
            atoms, bonds = file["/drugs/atom_features"][:], file["/drugs/bonds"][:]
            self.response_cell = file["/responses/cell_line"][:]
            self.response_drug = file["/responses/drug"][:]
            self.ln_ic50 = file["/responses/ln_ic50"][:].astype(np.float64)
            self.auc = file["/responses/auc"][:].astype(np.float64)
        self.graphs = [
            (atoms[atom_offset[d] : atom_offset[d + 1]], bonds[bond_offset[d] : bond_offset[d + 1]])
            for d in range(len(self.drug_names))
        ]

    def row(self, kind, name, candidates):
        """The only row of that name in the first list that has it."""
        for names in candidates:
            rows = [row for row, other in enumerate(names) if other == name]
            if len(rows) == 1:
                return rows[0]
            if len(rows) > 1:
                raise FileProblem(f"{kind} {name!r} stands for {len(rows)} rows of the data set, expected one")
        raise FileProblem(f"{kind} {name!r} is not in the data set")


class Checkpoint:
    """parameters, first_moment, second_moment (float64, by name), step, train and test rows, configuration."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            require_schema(file, "hqnn-checkpoint")
            self.configuration = json.loads(text(file.attrs["configuration"]))
            self.step = int(file.attrs["step"])
            self.parameters = read_tree(file, "/model")
            self.first_moment = read_tree(file, "/optimizer/first_moment")
            self.second_moment = read_tree(file, "/optimizer/second_moment")
            self.train, self.test = file["/split/train"][:], file["/split/test"][:]
            self.validation = file["/split/validation"][:] if "/split/validation" in file else self.train[:0]
        self.path = path

    def option(self, option):
        """The value of one of the options above."""
        key, default = option
        return self.configuration.get(key, default)

    def model(self, dataset):
        """The reference model that this checkpoint's configuration describes; checks every name and shape."""
        head = self.option(HEAD)
        shapes = parameter_shapes(
            dataset.cell_features.shape[1], head, self.option(DEPTH), self.option(HIDDEN), self.option(ENCODING))
        for tree, what in ((self.parameters, "/model"), (self.first_moment, "/optimizer/first_moment"),
                           (self.second_moment, "/optimizer/second_moment")):
            if set(tree) != set(shapes):
                odd = ", ".join(sorted(set(tree) ^ set(shapes)))
                raise FileProblem(f"{self.path}: {what} differs from the model's list of parameters in: {odd}")
            for name, shape in shapes.items():
                if tree[name].size != np.prod(shape, dtype=int) or (shape and tree[name].shape != shape):
                    raise FileProblem(f"{self.path}: {what}/{name} has shape {tree[name].shape}, expected {shape}")
                tree[name] = tree[name].reshape(shape)
        return Model(
            head, dataset.graphs, dataset.cell_features,
            self.option(ROTATION), self.option(ENTANGLER), self.option(LAYOUT), self.option(DEPTH),
            self.option(HIDDEN), self.option(ENCODING), self.option(ENCODING_SCALE),
        )

    @property
    def steps_per_epoch(self):
        """The last mini-batch of an epoch may be smaller."""
        return -(-len(self.train) // int(self.option(BATCH_SIZE)))

    def learning_rates(self, count):
        """Those of a run's first `count` steps."""
        horizon = self.option(HORIZON) or self.option(EPOCHS)
        schedule = Schedule(
            self.option(SCHEDULE), self.option(LEARNING_RATE), self.option(WARMUP), self.option(MINIMUM), horizon,
            self.option(STEP_EPOCHS), self.option(STEP_FACTOR),
        )
        return schedule.rates(count, self.steps_per_epoch)

    def adam(self, name):
        """The optimiser of one parameter in the step after this checkpoint's."""
        rate = self.learning_rates(self.step + 1)[-1]
        own = self.option(next(option for start, option in GROUP_RATES.items() if name.startswith(start)))
        if own is not None:
            rate *= own / self.option(LEARNING_RATE)
        return Adam(rate, *(float(self.option(option)) for option in (BETA1, BETA2, EPSILON, WEIGHT_DECAY)))

    def targets(self, dataset, rows):
        """The normalised targets of some rows of /responses."""
        target, orientation = self.option(TARGET), self.option(ORIENTATION)
        if target == "auc":
            return dataset.auc[rows]
        if target != "ic50":
            raise FileProblem(f"{self.path}: target is {target!r}, expected 'ic50' or 'auc'")
        paper = normalise(dataset.ln_ic50[rows])
        if orientation not in ("falling", "rising"):
            raise FileProblem(f"{self.path}: target orientation is {orientation!r}, expected 'falling' or 'rising'")
        return 1 - paper if orientation == "rising" else paper

    def ln_ic50(self, predictions):
        """The way back from the normalised target, NaN outside (0, 1)."""
        paper = 1 - predictions if self.option(ORIENTATION) == "rising" else predictions
        with np.errstate(divide="ignore", invalid="ignore"):
            return 10 * np.log((1 - paper) / paper)


def normalise(ln_ic50):
    """norm(y) = 1 / (1 + y^0.1) with y = exp(ln IC50)."""
    return 1 / (1 + np.exp(0.1 * ln_ic50))


def read_tree(file, path):
    """All data sets below a group, by their path within it, in double precision."""
    values = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            values[name] = np.asarray(item[()], dtype=np.float64)

    file[path].visititems(visit)
    return values


def read_predictions(path):
    """A list of dictionaries with the keys of COLUMNS (absent columns left out), values as text."""
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        header = {name.strip().lower(): name for name in reader.fieldnames or []}
        chosen = {}
        for column, spellings in COLUMNS.items():
            for spelling in spellings:
                if spelling in header:
                    chosen[column] = header[spelling]
                    break
        for column in ("drug", "cell_line", "normalised"):
            if column not in chosen:
                spellings = " or ".join(COLUMNS[column])
                raise FileProblem(f"{path}: no column {spellings}; its header is {reader.fieldnames}")
        return [{column: row[name] for column, name in chosen.items()} for row in reader]
