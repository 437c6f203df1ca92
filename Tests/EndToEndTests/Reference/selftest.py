"""Checks the reference implementation against itself and against golden values; exit code 0 if all is well.

    python3 selftest.py [--golden DIR]

Derivatives are compared with central differences, which say nothing about the sign or order conventions; those are
held by hand-computed cases and, where DIR has them, by golden_*.json (see that folder's README for the keys).
"""

import argparse
import contextlib
import io
import json
import pathlib
import sys
import tempfile

import h5py
import numpy as np

import check_predictions
import check_step
from hqnn_files import Checkpoint, Dataset
from reference_circuit import Circuit, ground_state, apply_rx, apply_ry, apply_rz, CNOT_ROWS, halves
from reference_dropout import dropout_mask, philox
from reference_layers import convolution, max_pool, normalised_adjacency
from reference_model import Adam, Model, Schedule, cell_lengths, parameter_shapes

failures = 0


def check(what, difference, limit):
    global failures
    good = difference <= limit
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {what}: {difference:.2e} (limit {limit:.0e})")


def largest(a, b):
    return float(np.max(np.abs(np.asarray(a) - np.asarray(b))))


def check_gates():
    """Against matrices written out by hand: RX, RY, RZ at t = pi / 2 on one qubit, CNOT(0, 1) on a basis state."""
    half = np.sqrt(0.5)
    for name, apply, column in (
        ("RX", apply_rx, [half, -1j * half]),
        ("RY", apply_ry, [half, half]),
        ("RZ", apply_rz, [np.exp(-0.25j * np.pi), 0]),
    ):
        state = ground_state(1)
        apply(state, 3, np.array([np.pi / 2]) if name == "RZ" else np.pi / 2)
        zero, one = halves(state, 3)
        check(f"{name}(pi/2) |0>", largest([zero[0, 0, 0], one[0, 0, 0]], column), 1e-15)
    check("CNOT(0, 1) takes |10...> to |11...>", abs(int(CNOT_ROWS[0, 1][0b10000000]) - 0b11000000), 0)


def check_layers():
    path = normalised_adjacency(3, np.array([[0, 1], [1, 2]]))
    expected = [[1 / 2, 6**-0.5, 0], [6**-0.5, 1 / 3, 6**-0.5], [0, 6**-0.5, 1 / 2]]
    check("normalised adjacency of a path of three", largest(path, expected), 1e-15)
    got = convolution(np.array([[[1.0, 2, 3, 4]]]), np.array([[[1.0, 10]]]), np.array([0.5]))
    check("convolution is a cross-correlation", largest(got, [[[21.5, 32.5, 43.5]]]), 1e-15)
    check("max pool floors", largest(max_pool(np.array([[[3.0, 1, 2, 5, 4, 9, 7]]]))[0], [[[3, 9]]]), 0)
    check("lengths for 735 features", largest(cell_lengths(735), [728, 242, 235, 78, 71, 23]), 0)


def check_circuit(random):
    for rotation in ("rx", "ry"):
        for entangler in ("ring", "linear"):
            for layout in ("lattice", "parallel"):
                circuit = Circuit(rotation, entangler, layout)
                weights = random.uniform(0, 2 * np.pi, (165, 8))
                features = random.uniform(-3, 3, (2, 256))
                value, by_weight, by_feature, start = circuit.gradients(weights, features)
                what = f"circuit {rotation} {entangler} {layout}"
                check(f"{what}: backward sweep ends in |0>", largest(start, ground_state(2)), 1e-12)
                check(f"{what}: same value forward", largest(value, circuit.expectations(weights, features)), 1e-13)
                step = 1e-4
                d_weight = random.normal(size=weights.shape) / np.sqrt(weights.size)
                d_feature = random.normal(size=features.shape) / np.sqrt(features.size)
                plus = circuit.expectations(weights + step * d_weight, features + step * d_feature)
                minus = circuit.expectations(weights - step * d_weight, features - step * d_feature)
                slope = np.sum(by_weight * d_weight, axis=(1, 2)) + np.sum(by_feature * d_feature, axis=1)
                # Central difference: step^2 / 6 times a third derivative below 1, and 1e-15 / step of rounding.
                check(f"{what}: slope", largest((plus - minus) / (2 * step), slope), 1e-8)


def check_golden(folder):
    for path in sorted(folder.glob("golden_*.json")):
        golden = json.loads(path.read_text())
        entangler = "ring" if golden["circuit"]["cnot_wraparound"] else "linear"
        circuit = Circuit(golden["circuit"]["rotation"].lower(), entangler)
        value, by_weight, by_feature, _ = circuit.gradients(
            np.array(golden["weights"]), np.array(golden["features"])
        )
        check(f"{path.name}: expectation", largest(value, golden["expectation"]), 1e-13)
        check(f"{path.name}: weight gradient", largest(by_weight, golden["grad_weights"]), 1e-13)
        check(f"{path.name}: feature gradient", largest(by_feature, golden["grad_features"]), 1e-13)


def random_problem(random, head, feature_count=150):
    """Three drugs, three cell lines, five samples, one of them twice, and parameters that leave no layer dead."""
    graphs = []
    for atoms in (1, 6, 9):
        tree = np.array([(random.integers(0, child), child) for child in range(1, atoms)], dtype=int).reshape(-1, 2)
        graphs.append((random.uniform(0, 1, (atoms, 78)), tree))
    cells = random.integers(0, 2, (3, feature_count))
    parameters = {
        name: random.uniform(-1, 1, shape) / np.sqrt(max(1, np.prod(shape[1:]))) * 1.5
        for name, shape in parameter_shapes(feature_count, head).items()
    }
    samples = (np.array([0, 1, 2, 1, 1]), np.array([0, 1, 2, 2, 2]), random.uniform(0, 1, 5))
    return graphs, cells, parameters, samples


def check_model(random, head):
    graphs, cells, parameters, samples = random_problem(random, head)
    model = Model(head, graphs, cells)
    loss, gradient = model.loss_gradient(parameters, *samples, chunk=2)
    direct = np.mean((model.predict(parameters, *samples[:2]) - samples[2]) ** 2)
    check(f"{head}: loss in chunks", abs(loss - direct), 1e-13)
    names = list(parameters) if head == "classical" else ["drug/gcn1/weight", "cell/conv1/weight"] + [
        name for name in parameters if name.startswith("head/")
    ]
    step = 1e-6
    for name in names:
        direction = random.normal(size=parameters[name].shape)
        direction = direction / np.sqrt(np.sum(direction**2))
        losses = []
        for sign in (1, -1):
            moved = dict(parameters)
            moved[name] = parameters[name] + sign * step * direction
            losses.append(np.mean((model.predict(moved, *samples[:2]) - samples[2]) ** 2))
        slope = float(np.sum(gradient[name] * direction))
        # Rounding of the loss, about 1e-15, over 2e-6.
        check(f"{head}: slope along {name} ({slope:+.3e})", abs((losses[0] - losses[1]) / (2 * step) - slope), 2e-8)


def check_adam():
    """First step of any gradient is learning rate times its sign; the second by hand for gradients 1, then -3."""
    adam = Adam(learning_rate=0.1)
    first, second = adam.moments(np.array([1.0]), 0.0, 0.0)
    value = adam.update(np.array([2.0]), first, second, 1)
    check("Adam, first step", largest(value, [2 - 0.1 / (1 + 1e-8)]), 1e-15)
    first, second = adam.moments(np.array([-3.0]), first, second)
    value = adam.update(value, first, second, 2)
    by_hand = (0.09 - 0.3) / 0.19 / (np.sqrt((0.000999 + 0.009) / 0.001999) + 1e-8)
    check("Adam, second step", largest(value, [2 - 0.1 / (1 + 1e-8) - 0.1 * by_hand]), 1e-14)


def check_weight_decay():
    """By hand: a tenth of a tenth of 2 is taken off, and Adam's first step."""
    adam = Adam(learning_rate=0.1, weight_decay=0.1)
    moments = adam.moments(np.array([1.0]), 0.0, 0.0)
    adams = 0.1 / (1 + 1e-8)
    check("weight decay", largest(adam.update(np.array([2.0]), *moments, 1, True), [2 - 0.02 - adams]), 1e-15)
    check("no weight decay", largest(adam.update(np.array([2.0]), *moments, 1), [2 - adams]), 1e-15)


def check_dropout():
    """Philox's published test vectors; numbers that stay make up for those that drop out."""
    ones = 0xFFFFFFFF
    found = philox((0, 0, 0, 0), (0, 0)) + philox((ones,) * 4, (ones,) * 2)
    known = [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8, 0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]
    check("philox", largest(np.array(found, dtype=float), np.array(known, dtype=float)), 0)
    mask = dropout_mask(0.25, 7, 3, range(64))
    check("dropout, values", largest(np.unique(mask), [0, 4 / 3]), 1e-15)
    # 16384 draws: four standard deviations of a mean.
    check("dropout, mean", abs(mask.mean() - 1), 4 * np.sqrt(0.25 * 0.75 / mask.size) / 0.75)


def check_schedule():
    """Four steps of warm-up, a quarter at a time, then cosines of 0, 60, 120 degrees, or halves."""
    rates = Schedule("cosine", 8.0, 2, 2.0, 4, 1, 1.0).rates(10, 2)
    half = 5 + 3 * np.sqrt(0.5)
    check("cosine after warm-up", largest(np.array(rates), [2, 4, 6, 8, 8, half, 5, 10 - half, 2, 2]), 1e-14)
    rates = Schedule("step", 8.0, 0, 0.0, 9, 1, 0.5).rates(5, 2)
    check("step", largest(np.array(rates), [8, 8, 4, 4, 2]), 0)


def write_dataset(path, graphs, cells, samples, ln_ic50):
    atoms = [len(features) for features, _ in graphs]
    bonds = [len(pairs) for _, pairs in graphs]
    with h5py.File(path, "w") as file:
        file.attrs["schema_name"] = "hqnn-dataset"
        file["/cell_lines/cosmic_id"] = np.arange(len(cells)) + 900000
        file["/cell_lines/name"] = [f"line {row}" for row in range(len(cells))]
        file["/cell_lines/features"] = cells.astype(np.uint8)
        file["/drugs/name"] = [f"drug {row}" for row in range(len(graphs))]
        file["/drugs/atom_offset"] = np.cumsum([0] + atoms)
        file["/drugs/bond_offset"] = np.cumsum([0] + bonds)
        file["/drugs/atom_features"] = np.concatenate([features for features, _ in graphs])
        file["/drugs/bonds"] = np.concatenate([pairs for _, pairs in graphs]).astype(np.int32)
        file["/responses/drug"], file["/responses/cell_line"] = samples[0], samples[1]
        file["/responses/ln_ic50"], file["/responses/auc"] = ln_ic50, np.full(len(ln_ic50), np.nan)


def write_checkpoint(path, head, step, parameters, moments):
    with h5py.File(path, "w") as file:
        file.attrs["schema_name"] = "hqnn-checkpoint"
        file.attrs["step"] = step
        file.attrs["configuration"] = json.dumps({"head": head, "learning_rate": 0.01})
        file["/split/train"], file["/split/test"] = np.arange(5), np.arange(0)
        for name in parameters:
            file[f"/model/{name}"] = parameters[name].astype(np.float32)
            file[f"/optimizer/first_moment/{name}"] = moments[name][0].astype(np.float32)
            file[f"/optimizer/second_moment/{name}"] = moments[name][1].astype(np.float32)


def quietly(check, *arguments):
    with contextlib.redirect_stdout(io.StringIO()):
        return check(*arguments)


def check_the_checks(random, folder):
    """The two checking programs pass files that are right, and see each thing that is wrong with a changed one."""
    graphs, cells, parameters, samples = random_problem(random, "classical")
    ln_ic50 = np.array([-3.5, 0.25, 1.75, 4.5, 2.0])
    write_dataset(folder / "data.h5", graphs, cells, samples, ln_ic50)
    dataset = Dataset(folder / "data.h5")
    zero = {name: (np.zeros(value.shape), np.zeros(value.shape)) for name, value in parameters.items()}
    write_checkpoint(folder / "0.h5", "classical", 0, parameters, zero)
    before = Checkpoint(folder / "0.h5")
    model = before.model(dataset)
    _, gradient = model.loss_gradient(before.parameters, *samples[:2], 1 / (1 + np.exp(ln_ic50) ** 0.1))
    adam = Adam(learning_rate=0.01)
    moments = {name: adam.moments(gradient[name], 0.0, 0.0) for name in gradient}
    moved = {name: adam.update(before.parameters[name], *moments[name], 1) for name in gradient}
    for what, name, change in (
        ("right", None, None),
        ("one weight off by 1e-5", "cell/conv2/weight", lambda p, m: (p + 1e-5, m)),
        ("a first moment off by 1 %", "drug/gcn2/weight", lambda p, m: (p, (m[0] * 1.01, m[1]))),
        ("a second moment off by 1 %", "head/dense2/bias", lambda p, m: (p, (m[0], m[1] * 1.01))),
    ):
        changed, changed_moments = dict(moved), dict(moments)
        if name:
            changed[name], changed_moments[name] = change(moved[name], moments[name])
        write_checkpoint(folder / "1.h5", "classical", 1, changed, changed_moments)
        found = quietly(check_step.check, before, Checkpoint(folder / "1.h5"), dataset, np.arange(5), 1e-6)
        check(f"check_step: tensors found wrong in a step that is {what}", abs(found - (name is not None)), 0)
    normalised = model.predict(before.parameters, *samples[:2])
    parameters_with_offset = dict(parameters)
    parameters_with_offset["head/dense2/bias"] = parameters["head/dense2/bias"] + 0.5 - normalised.mean()
    write_checkpoint(folder / "2.h5", "classical", 0, parameters_with_offset, zero)
    shifted = Checkpoint(folder / "2.h5")
    normalised = shifted.model(dataset).predict(shifted.parameters, *samples[:2])
    for what, error, ln_error, expected in (
        ("right", 0, 0, 0),
        ("off by 2e-5", 2e-5, 0, 1),
        ("off in ln IC50", 0, 0.01, 1),
    ):
        rows = []
        for drug, cell, value in zip(*samples[:2], normalised + error):
            ln_value = 10 * np.log(1 / value - 1) + ln_error
            rows.append({"drug": f"drug {drug}", "cell_line": f"line {cell}", "normalised": str(value),
                         "ln_ic50": str(ln_value), "ic50": str(np.exp(ln_value))})
        found = quietly(check_predictions.check, shifted, dataset, rows, 1e-5)
        check(f"check_predictions: quantities found wrong in predictions that are {what}", abs(found - expected), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--golden", type=pathlib.Path, help="folder with golden_*.json")
    options = parser.parse_args()
    random = np.random.default_rng(20230511)
    check_gates()
    check_layers()
    check_circuit(random)
    check_model(random, "classical")
    check_model(random, "quantum")
    check_adam()
    check_weight_decay()
    check_dropout()
    check_schedule()
    with tempfile.TemporaryDirectory() as folder:
        check_the_checks(random, pathlib.Path(folder))
    if options.golden:
        check_golden(options.golden)
    print(f"{failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
