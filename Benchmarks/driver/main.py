"""The order of a benchmark run: build, measure group by group, print the table, write the result."""
import os
import sys
import tempfile

import build
import command_line
import dataset
import machine
import measure_kernels
import measure_program
import peers
import process
import results
import rows
import table
from failure import Failure


def main():
    options = command_line.parse()
    try:
        run(options)
    except Failure as failure:
        print("Benchmarks/run: error: %s" % failure, file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("Benchmarks/run: interrupted", file=sys.stderr)
        return 130
    return 0


def run(options):
    # Before the time is spent, not after it.
    output = results.path(options)
    programs = build.build(options)
    context = Context(options, programs)
    with tempfile.TemporaryDirectory(prefix="hqnn-benchmarks-") as work:
        context.work = work
        if {"classical", "train", "predict"} & set(options.only):
            context.data, context.data_origin = dataset.prepare(context)
        context.data_digest = results.digest(context.data) if context.data else None
        measure(context)
    lines = rows.build(context)
    print()
    print(table.markdown(lines, context))
    results.write(output, lines, context)


def measure(context):
    wanted = context.options.only
    kernels = measure_kernels.KernelBenchmarks(context)
    if kernels.is_wanted:
        kernels.measure("peaks", ["peak"])
    for group in ("circuit", "classical"):
        if group in wanted:
            kernels.measure_beside_peers(group)
    if "step" in wanted:
        kernels.measure("step", ["step"])
    if "exchange" in wanted:
        kernels.measure_exchange()
    if kernels.is_wanted:
        # Once more, so that the peaks are those of the whole time.
        kernels.measure("peaks", ["peak"])
    measure_program.measure(context)


class Context:
    """What all steps of a run share."""

    def __init__(self, options, programs):
        self.options = options
        self.programs = programs
        self.machine = machine.describe(programs)
        self.cores = process.available_cores()
        self.core = process.chosen_core(options.core, self.cores)
        self.work = None
        self.data = None
        self.data_origin = None
        self.data_digest = None
        # That `predict --pairs all` wrote.
        self.pairs = None
        # Name -> list of figures, each with median, minimum, maximum and unit.
        self.ours = {}
        # List of lines as the peers write them.
        self.theirs = []
        self.skipped = []
        self.peers = peers.Peers(self)

    def skip(self, what, reason):
        line = "%s: skipped: %s" % (what, reason)
        self.skipped.append(line)
        self.say(line)

    def record(self, name, figure):
        self.ours.setdefault(name, []).append(figure)

    @staticmethod
    def say(text):
        print("Benchmarks/run: %s" % text, file=sys.stderr, flush=True)

    def path(self, name):
        return os.path.join(self.work, name)
