"""Whole training steps, as the program makes them.

An epoch's time in metrics.csv is that of its steps and of scoring the test set. Two runs with the same test set, one of
a single step an epoch and one of several more, differ by these steps and nothing else; checkpoints are written after
the time is taken. The first epoch, which touches all memory for the first time, is left out.
"""
import csv
import os
import shutil
import statistics

import process
from failure import Failure
from scaling import network

BATCHES = (32, 128, 512, 2048, 4096)
# Further steps of the longer run, by batch.
FURTHER = {32: 60, 128: 24, 512: 8, 2048: 3, 4096: 2}
EPOCHS = 3
# Ranks, threads a rank, batch sizes, micro-shard size.
HERE = (
    (1, 1, BATCHES, 32), (2, 1, BATCHES, 32), (1, 2, BATCHES, 32),
    (1, 1, (128,), 8), (2, 1, (128,), 8),
)
MORE_RANKS_THAN_CORES = ((4, 1, (128, 512), 32),)


def measure_here(context):
    placements = HERE + (MORE_RANKS_THAN_CORES if context.options.oversubscribe else ())
    runs = []
    for ranks, threads, batches, size in placements:
        if ranks <= len(context.cores) < ranks * threads:
            context.skip("steps, %d x %d" % (ranks, threads), "it takes %d cores" % (ranks * threads))
        elif ranks > 1 and process.mpirun(ranks) is None:
            context.skip("steps, %d x %d" % (ranks, threads), "no mpirun")
        else:
            runs += [Run(ranks, threads, batch, size, "memory") for batch in batches]
    measure(context, runs)


def measure_links(context):
    for link in network.available(context):
        if link != "none":
            measure(context, [Run(2, 1, batch, 32, link) for batch in BATCHES])


def measure(context, runs):
    times = {run: [] for run in runs}
    # A run of each kind a round, so that all have the same weather.
    for number in range(context.options.rounds):
        for run in runs:
            context.say("steps, %s, round %d of %d" % (run, number + 1, context.options.rounds))
            times[run].append(run.milliseconds(context))
    for run, found in times.items():
        figure = dict(
            run.key, median=statistics.median(found), minimum=min(found), maximum=max(found))
        context.measurements.replace("steps", lambda other: run.matches(other), [figure])


class Run:
    """Steps of one kind."""

    def __init__(self, ranks, threads, batch, micro_shard, link):
        self.key = {"ranks": ranks, "threads": threads, "batch": batch, "micro_shard": micro_shard, "link": link}

    def matches(self, figure):
        return all(figure[name] == value for name, value in self.key.items())

    def __str__(self):
        return "%(ranks)d x %(threads)d, batch %(batch)d in micro-shards of %(micro_shard)d" % self.key + (
            "" if self.key["link"] == "memory" else ", " + network.name(self.key["link"]))

    def milliseconds(self, context):
        """A step's time."""
        further = FURTHER[self.key["batch"]]
        short, long = (self.epoch_seconds(context, steps) for steps in (1, 1 + further))
        return (long - short) / further * 1e3

    def epoch_seconds(self, context, steps):
        """The median over all epochs but the first."""
        ranks, threads, batch = (self.key[name] for name in ("ranks", "threads", "batch"))
        directory = context.path("run")
        shutil.rmtree(directory, ignore_errors=True)
        process.require(
            [*self.start(context), context.programs.hqnn, "train", "--data", context.data, "--output", directory,
             "--train-samples", str(steps * batch), "--test-samples", "64", "--epochs", str(EPOCHS),
             "--batch-size", str(batch), "--micro-shard-size", str(self.key["micro_shard"]),
             "--checkpoint-epochs", "0", "--threads", str(threads), "--quiet"],
            "hqnn train, %s" % self, cores={context.core} if ranks * threads == 1 else None,
            environment=process.mpi_environment())
        with open(os.path.join(directory, "metrics.csv"), newline="", encoding="utf-8") as table:
            seconds = [float(row["seconds"]) for row in csv.DictReader(table)]
        if len(seconds) != EPOCHS:
            raise Failure("hqnn train wrote %d lines on %d epochs" % (len(seconds), EPOCHS))
        return statistics.median(seconds[1:])

    def start(self, context):
        ranks = self.key["ranks"]
        if ranks == 1:
            return []
        if self.key["link"] != "memory":
            return network.start(self.key["link"])
        if ranks > len(context.cores):
            return [process.mpirun(ranks)[0], "--quiet", "--oversubscribe", "-n", str(ranks)]
        return process.mpirun(ranks)
