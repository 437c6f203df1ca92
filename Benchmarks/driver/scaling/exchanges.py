"""What two ranks exchange, without the computation in between: in shared memory, and over links."""
import json
import statistics

import process
from scaling import network

# Parts of the model's parameters: two lengths would do for a line, the third shows whether it is one.
PARTS = (1, 4, 16)


def measure_memory(context):
    start = process.mpirun(2)
    if start is None or len(context.cores) < 2:
        context.skip("exchange", "no mpirun" if start is None else "it takes two cores")
        return
    measure(context, "memory", start, repetitions=200)


def measure_links(context):
    for link in network.available(context):
        measure(context, link, network.start(link), repetitions=20 if link == "1gbit" else 100)


def measure(context, link, start, repetitions):
    figures = {}
    program = [*start, context.programs.kernels, "exchange", "--json", "--repetitions", str(repetitions)]
    for number in range(context.options.rounds):
        context.say("exchange, %s, round %d of %d" % (network.name(link), number + 1, context.options.rounds))
        whole = read(process.require(program, "KernelBenchmarks exchange", environment=process.mpi_environment()))
        parameters = max(parameters for _, parameters in whole)
        shorter = [str(parameters // part) for part in PARTS[1:]]
        parts = read(process.require(
            [*program, "--parameters", *shorter], "KernelBenchmarks exchange",
            environment=process.mpi_environment()))
        for found in (whole, parts):
            for key, figure in found.items():
                figures.setdefault(key, []).append(figure)
    context.measurements.replace("exchanges", lambda figure: figure["link"] == link, [
        {
            "link": link, "what": what, "parameters": parameters,
            "median": statistics.median(figure["median"] for figure in found),
            "minimum": min(figure["minimum"] for figure in found),
            "maximum": max(figure["maximum"] for figure in found),
        } for (what, parameters), found in figures.items()])


def read(finished):
    """(scalars, 0), (collect, N) and (share, N), and the figure of each."""
    found = {}
    for _, line in finished.lines:
        figure = json.loads(line)
        # exchange/RANKS/WHAT[/PARAMETERS]
        parts = figure["name"].split("/")
        found[parts[2], int(parts[3]) if len(parts) > 3 else 0] = figure
    return found
