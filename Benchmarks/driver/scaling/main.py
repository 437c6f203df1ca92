"""The order of a scaling run: measure, fit, predict, print."""
import os
import sys
import tempfile

import build
import dataset
import machine
import process
import results
from failure import Failure
from scaling import exchanges, kernels, options as command_line, page, steps
from scaling.measurements import Measurements

PARTS = {
    "kernels": (kernels.measure,), "exchange": (exchanges.measure_memory,), "steps": (steps.measure_here,),
    "network": (exchanges.measure_links, steps.measure_links),
}


def main():
    options = command_line.parse()
    try:
        if options.model_only:
            return show(Measurements.read(options.measurements), options)
        return show(measure(options), options)
    except Failure as failure:
        print("Benchmarks/scaling: error: %s" % failure, file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("Benchmarks/scaling: interrupted", file=sys.stderr)
        return 130


def show(measurements, options):
    parts = page.parts(measurements)
    if options.page:
        page.write(parts)
    elif options.check:
        return page.check(parts)
    else:
        print(page.text(parts))
    return 0


def measure(options):
    # What is not measured anew stays.
    is_kept = set(options.only) != set(PARTS) and os.path.exists(options.measurements)
    measurements = Measurements.read(options.measurements) if is_kept else Measurements.empty()
    context = Context(options, build.build(options), measurements)
    with tempfile.TemporaryDirectory(prefix="hqnn-scaling-") as work:
        context.work = work
        context.data, origin = dataset.prepare(context)
        of_what = dict(machine.describe(context.programs), revision=machine.revision("Sources", "Package.swift"))
        measurements.describe(of_what, origin, results.digest(context.data))
        for group, parts in PARTS.items():
            if group in options.only:
                for part in parts:
                    part(context)
                # What follows may fail.
                measurements.write(options.measurements)
    return measurements


class Context:
    """What all parts of a measurement share."""

    def __init__(self, options, programs, measurements):
        self.options = options
        self.programs = programs
        self.measurements = measurements
        self.cores = process.available_cores()
        self.core = process.chosen_core(options.core, self.cores)
        self.work = None
        self.data = None

    def skip(self, what, reason):
        self.say("%s: skipped: %s" % (what, reason))

    @staticmethod
    def say(text):
        print("Benchmarks/scaling: %s" % text, file=sys.stderr, flush=True)

    def path(self, name):
        return "%s/%s" % (self.work, name)
