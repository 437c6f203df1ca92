"""What a worker computes in a step, kernel by kernel."""
import json
import statistics
import threading

import process

SIZES = (4, 8, 16, 32, 64, 128)
STEP = ("step/exact-sum", "step/gradient-values/1", "step/gradient-values/8", "step/adam", "step/parameters-did-change")


def measure(context):
    figures = {}
    for number in range(context.options.rounds):
        context.say("kernels, round %d of %d" % (number + 1, context.options.rounds))
        collect(figures, run(context, context.core, ["kernels", *STEP, "--seconds", "0.3", "--json"]))
        collect(figures, run(context, context.core, micro_shards(context, SIZES, passes=1)))
        if len(context.cores) > 1:
            for figure in both_cores(context):
                collect(figures, [dict(figure, name=figure["name"] + "/two cores")])
    pooled = [pool(name, found) for name, found in figures.items()]
    context.measurements.replace("kernels", lambda figure: True, pooled)


def micro_shards(context, sizes, passes):
    return ["micro-shards", "--data", context.data, "--passes", str(passes), "--json", "--sizes", *map(str, sizes)]


def both_cores(context):
    """Micro-shards of the usual size on two cores at the same time."""
    found = []
    cores = [context.core, next(core for core in context.cores if core != context.core)]
    threads = [
        threading.Thread(target=lambda core=core: found.extend(run(context, core, micro_shards(context, [32], 2))))
        for core in cores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def run(context, core, arguments):
    finished = process.require([context.programs.kernels, *arguments], "KernelBenchmarks", cores={core})
    return [json.loads(line) for _, line in finished.lines]


def collect(figures, found):
    for figure in found:
        figures.setdefault(figure["name"], []).append(figure)


def pool(name, found):
    """One figure of those of all rounds."""
    return {
        "name": name,
        "median": statistics.median(figure["median"] for figure in found),
        "mean": statistics.median(figure["mean"] for figure in found),
        # Of the micro-shards' own times within a round, so that the rounds' weather is no part of it.
        "deviation": statistics.median(figure["deviation"] for figure in found),
        "minimum": min(figure["minimum"] for figure in found),
        "maximum": max(figure["maximum"] for figure in found),
    }
