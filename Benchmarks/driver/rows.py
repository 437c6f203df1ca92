"""The rows of the table: which figures stand beside which, and what is to be reached."""
from measure_program import PLACEMENTS, TRAIN_SAMPLES
from row import Row, best, fraction, peer, pool


def build(context):
    ours = {name: pool(figures) for name, figures in context.ours.items()}
    peaks = {
        "fma": best(ours, "peak/fma/"), "add": best(ours, "peak/add/"), "sgemm": best(ours, "peak/sgemm/"),
    }
    made = peak_rows(ours, peaks) + circuit_rows(ours, peaks, context.theirs)
    made += classical_rows(ours, peaks, context.theirs) + step_rows(ours, context.theirs)
    return made + train_rows(ours, context.theirs) + program_rows(ours, context)


def peak_rows(ours, peaks):
    names = [("fma", "core's peak: fused multiply-adds"), ("add", "core's peak: additions"),
             ("sgemm", "core's peak: sgemm, the best of its shapes")]
    made = [Row(what, peaks[name]) for name, what in names if peaks[name]]
    for place, what in (("cache", "in the caches (12 MB)"), ("memory", "in memory (192 MB)")):
        if "peak/triad/" + place in ours:
            made.append(Row("core's peak: triad " + what, ours["peak/triad/" + place]))
    return made


# Label, beginnings of the names in the peers' output, and whether the figure belongs to its batch: those that take
# sample by sample are the same at every batch.
CIRCUIT_PEERS = [
    ("PennyLane lightning adjoint + PyTorch, sample by sample", ("a1 ", "ref(a)"), False),
    ("PennyLane lightning, best of broadcast, complex64", ("a2 ", "a3 ", "a4 "), False),
    ("lightning's C++ alone", ("a5 ",), False),
    ("PennyLane default.qubit backprop, batched", ("b1 ",), False),
    ("qulacs backprop", ("e1 ",), False),
    ("MindQuantum mqvector adjoint", ("e2 ",), False),
    ("PyTorch by hand, best variant", ("c1_", "c2_", "c3_"), True),
    ("JAX by hand, two Kronecker factors", ("d4_",), True),
]
CIRCUIT_TARGETS = {"rx": 0.025, "ry": 0.12}


def circuit_rows(ours, peaks, theirs):
    made = []
    for name, figure in ours.items():
        if not name.startswith("circuit/"):
            continue
        _, rotation, layout, batch = name.split("/")
        row = Row("QDI layer, %s, %s, batch %s" % (rotation.upper(), layout, batch), figure,
                  target=CIRCUIT_TARGETS[rotation], of_peak=fraction(figure, peaks, "fma"))
        # The peers run the circuit in the layout `lattice` with RX; with RY it is the same work for them.
        if layout == "lattice":
            figures = circuit_peers(theirs, int(batch))
            if name != "circuit/rx/lattice/32" and figures:
                # All of them once; elsewhere what the paper used and the fastest.
                figures = dict.fromkeys([figures[0], min(figures, key=lambda pair: pair[1])])
            for label, value in figures:
                row.beside(label, value)
        made.append(row)
    return made


def circuit_peers(theirs, batch):
    """Pairs of a name and milliseconds a sample, of the peers that were run."""
    figures = [
        (label, peer(theirs, beginnings, batch if has_batch else None))
        for label, beginnings, has_batch in CIRCUIT_PEERS]
    return [pair for pair in figures if pair[1] is not None]


def classical_rows(ours, peaks, theirs):
    sources = {"random": "random molecules and dense features", "data": "the data set"}
    made = []
    for name, figure in ours.items():
        if not name.startswith("classical/"):
            continue
        _, source, batch = name.split("/")
        row = Row("classical part, %s, batch %s" % (sources[source], batch), figure, target=0.38,
                  of_peak=fraction(figure, peaks, "sgemm"))
        row.beside("PyTorch (random inputs), batch %s" % batch, peer(theirs, ("classical ",), int(batch)))
        made.append(row)
    return made


def step_rows(ours, theirs):
    names = [("exact-sum", "a micro-shard's gradient into the exact sum"),
             ("gradient-values/1", "the exact sum into numbers"),
             ("gradient-values/8", "eight ranks' sums over an eighth of it into numbers"), ("adam", "Adam's step"),
             ("parameters-did-change", "new parameters into the model")]
    made = [Row(what, ours["step/" + name]) for name, what in names if "step/" + name in ours]
    for row in made:
        if row.what == "Adam's step":
            times = [line["ms_per_sample"] * line["batch"] for line in theirs if line["name"].startswith("  Adam")]
            row.beside("PyTorch", min(times) if times else None)
    exchanges = [("collect/", "2 ranks: gradients to those who own the parameters"),
                 ("share/", "2 ranks: new parameters to all"), ("scalars", "2 ranks: the sum of three integers")]
    for beginning, what in exchanges:
        made += [Row(what, figure) for name, figure in ours.items() if name.startswith("exchange/2/" + beginning)]
    return made


def train_rows(ours, theirs):
    made = []
    circuit = {
        "PennyLane + PyTorch": peer(theirs, ("a1 ", "ref(a)")),
        "PyTorch by hand": peer(theirs, ("c1_", "c2_", "c3_")),
    }
    classical = peer(theirs, ("classical ",))
    for ranks, threads in PLACEMENTS:
        figure = ours.get("train/epoch/%dx%d" % (ranks, threads))
        if figure is None:
            continue
        cores = ranks * threads
        row = Row("an epoch of %d samples, %d x %d (ranks x threads)" % (TRAIN_SAMPLES, ranks, threads), figure,
                  target=1.3 if cores == 2 else None)
        for name, circuit_time in circuit.items():
            if circuit_time and classical:
                # On as many cores as ours, if they scaled without loss.
                seconds = TRAIN_SAMPLES * (circuit_time + classical) * 1e-3 / cores
                row.beside("%s, computed, %d core%s" % (name, cores, "s"[:cores - 1]), seconds)
        made.append(row)
    if {"train/epoch/1x1", "train/epoch/2x1"} <= set(ours):
        made.append(scaling(ours["train/epoch/1x1"], ours["train/epoch/2x1"]))
    return made


def scaling(one, two):
    """How many times faster two ranks are than one; the range is that of the extremes."""
    ratio = {
        "median": one["median"] / two["median"], "minimum": one["minimum"] / two["maximum"],
        "maximum": one["maximum"] / two["minimum"], "unit": "x",
    }
    return Row("two ranks against one", ratio, target=1.85, target_is_lower=False)


def program_rows(ours, context):
    made = []
    if "predict/all" in ours:
        made.append(Row("predict --pairs all, %d pairs, all cores" % context.pairs, ours["predict/all"], target=8))
    pennylane = [line["rss_MB"] for line in context.theirs if line["program"] == "pennylane_qdi"]
    for placement in ("1x1", "2x1"):
        if "train/memory/" + placement in ours:
            row = Row("peak memory of a rank in training, %s" % placement.replace("x", " x "),
                      ours["train/memory/" + placement], target=300)
            # Mebibytes there.
            row.beside("PennyLane + PyTorch, circuit alone", max(pennylane) * 1.048576 if pennylane else None)
            made.append(row)
    if "train/first-step/1x1" in ours:
        made.append(Row("from the start of training to its first step", ours["train/first-step/1x1"], target=1))
    if "startup/help" in ours:
        made.append(Row("hqnn --help", ours["startup/help"], target=50))
    return made
