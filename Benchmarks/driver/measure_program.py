"""The whole program, as a user runs it."""
import csv
import os
import statistics

import process
from failure import Failure

TRAIN_SAMPLES, TEST_SAMPLES = 5000, 1000
# Ranks, threads a rank.
PLACEMENTS = [(1, 1), (2, 1), (1, 2)]


def measure(context):
    wanted = context.options.only
    if "train" in wanted:
        # A run in each placement a round, so that all have the same weather.
        for number in range(context.options.rounds):
            for ranks, threads in placements(context):
                train(context, ranks, threads, "%dx%d-%d" % (ranks, threads, number))
    if "predict" in wanted:
        predict(context)
    if "startup" in wanted:
        context.say("startup")
        runs = [process.require([context.programs.hqnn, "--help"], "hqnn --help") for _ in range(21)]
        # The first one loads the program from the disk.
        context.record("startup/help", figure([run.seconds * 1e3 for run in runs[1:]], "ms"))


def placements(context):
    possible = []
    for ranks, threads in PLACEMENTS:
        name = "train, %d x %d" % (ranks, threads)
        if ranks * threads > len(context.cores):
            reason = "it takes two cores"
        elif ranks > 1 and process.mpirun(ranks) is None:
            reason = "no mpirun"
        else:
            possible.append((ranks, threads))
            continue
        if not any(line.startswith(name) for line in context.skipped):
            context.skip(name, reason)
    return possible


def train(context, ranks, threads, name):
    """One training run: its epochs, its memory, and the time to its first step."""
    context.say("train: %d x %d" % (ranks, threads))
    run_directory = context.path("run-" + name)
    start = process.mpirun(ranks) if ranks > 1 else []
    cores = {context.core} if ranks * threads == 1 else None
    finished = process.require(
        [*start, context.programs.hqnn, "train", "--data", context.data, "--output", run_directory,
         "--train-samples", str(TRAIN_SAMPLES), "--test-samples", str(TEST_SAMPLES),
         "--epochs", str(context.options.epochs), "--threads", str(threads)],
        "hqnn train, %d x %d" % (ranks, threads), cores=cores, environment=process.mpi_environment())
    # A line is printed when an epoch's steps are made and its test set is scored; between two of these lines lie one
    # checkpoint, one epoch of steps and one scoring. The first epoch has no line before it.
    ends = [when for when, line in finished.lines if line.startswith("epoch ")]
    with open(os.path.join(run_directory, "metrics.csv"), newline="", encoding="utf-8") as table:
        first_epoch = float(next(csv.DictReader(table))["seconds"])
    if len(ends) != context.options.epochs:
        raise Failure("hqnn train printed %d lines on %d epochs" % (len(ends), context.options.epochs))
    placement = "%dx%d" % (ranks, threads)
    for earlier, later in zip(ends, ends[1:]):
        context.record("train/epoch/" + placement, figure([later - earlier], "s"))
    # The first epoch's own time starts with its first step.
    context.record("train/first-step/" + placement, figure([ends[0] - first_epoch], "s"))
    context.record("train/memory/" + placement, figure([finished.peak_bytes / 1e6], "MB"))
    return run_directory


def predict(context):
    checkpoint = context.path("predicting")
    context.say("predict: a run to predict with")
    process.require(
        [context.programs.hqnn, "train", "--data", context.data, "--output", checkpoint, "--train-samples", "128",
         "--test-samples", "32", "--epochs", "1", "--quiet"], "hqnn train")
    for number in range(context.options.rounds):
        context.say("predict")
        output = context.path("predictions-%d.csv" % number)
        finished = process.require(
            [context.programs.hqnn, "predict", "--checkpoint", checkpoint, "--data", context.data, "--pairs", "all",
             "--output", output], "hqnn predict")
        with open(output, "rb") as table:
            # Without the header.
            context.pairs = sum(1 for _ in table) - 1
        context.record("predict/all", figure([finished.seconds], "s"))


def figure(values, unit):
    return {"median": statistics.median(values), "minimum": min(values), "maximum": max(values), "unit": unit}
