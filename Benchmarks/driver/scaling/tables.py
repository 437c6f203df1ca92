"""The tables of docs/scaling.md, in Markdown."""
from scaling import model, network
from scaling.prediction import BATCHES, CORES, RANKS
from table import number, row_text


def origin(fit):
    machine = fit.measurements.origin["machine"]
    data = fit.measurements.origin["data"]["origin"]
    return "Measured on %s (%s), %d cores, %s; %s; %s; commit %s; data: %s; %s parameters." % (
        machine["processor"], machine["processor_family"], machine["cores"], ", ".join(machine["caches"]),
        machine["system"], machine["mpi"], machine["revision"], data, "{:,}".format(fit.costs.parameters))


def markdown(header, rows):
    lines = [row_text(header), row_text(["---"] + ["---:"] * (len(header) - 1))]
    return "\n".join(lines + [row_text(row) for row in rows])


def measured(fit):
    """Steps by placement and batch."""
    steps = {
        (figure["link"], figure["ranks"], figure["threads"], figure["batch"]): figure
        for figure in fit.measurements.steps if figure["micro_shard"] == 32}
    placements = [("memory", 1, 1), ("memory", 1, 2), ("memory", 2, 1), ("memory", 4, 1), ("10gbit", 2, 1),
                  ("1gbit", 2, 1)]
    placements = [place for place in placements if any(key[:3] == place for key in steps)]
    header = ["batch"] + ["%d x %d%s" % (
        ranks, threads, "" if link == "memory" else ", " + network.name(link)) for link, ranks, threads in placements]
    rows = []
    for batch in sorted({key[3] for key in steps}):
        row = [str(batch)]
        for place in placements:
            figure = steps.get((*place, batch))
            row.append("" if figure is None else "%s ms, %s/s" % (
                number(figure["median"]), rounded(batch / figure["median"] * 1e3)))
        rows.append(row)
    return markdown(header, rows)


def rounded(value):
    """To three digits, thousands apart."""
    return "{:,}".format(int(float("%.3g" % value))) if value >= 100 else number(value)


def micro_shards(fit):
    usual = fit.measurements.kernel("micro-shard/32")["mean"] / 32
    rows = []
    for size in sorted(fit.costs.size_factors):
        figure = fit.measurements.kernel("micro-shard/%d" % size)
        each = figure["mean"] / size
        rows.append([
            str(size), number(figure["mean"]), number(each), "%.2f" % (each / usual),
            "%.0f %%" % (100 * fit.costs.spreads[size]), str(-(-128 // size))])
    return markdown(
        ["micro-shard size", "ms", "ms a sample", "against 32", "spread", "workers that batch 128 keeps busy"], rows)


def constants(fit):
    costs, kernel = fit.costs, fit.measurements.kernel
    rows = [
        ["a micro-shard of 32, one core busy", milliseconds(costs.micro_shard),
         "fitted; kernel alone %s ms" % number(kernel("micro-shard/32")["mean"])],
        ["- two cores busy", milliseconds(costs.micro_shard_busy),
         "fitted; kernels on both cores %s ms" % number(kernel("micro-shard/32/two cores")["mean"])],
        ["- on two threads", milliseconds(costs.micro_shard_shared), "fitted (to one point)"],
        ["what follows from new parameters, on every rank", milliseconds(costs.fixed), "kernels"],
        ["Adam and the sum into numbers, all parameters", milliseconds(costs.update * costs.parameters), "kernels"],
        ["a further rank's sum, all parameters", milliseconds(costs.further_sum * costs.parameters), "kernels"],
    ]
    for link in fit.links.values():
        rows.append(["a message, " + link.name, "%s µs" % number(link.latency * 1e6), "three integers, two ranks"])
        speed = number(1e-9 / link.seconds_per_byte)
        rows.append(["bytes, " + link.name, "%s GB/s each way" % speed, "exchanges, fitted"])
    return markdown(["constant", "value", "from"], rows)


def milliseconds(seconds):
    return number(seconds * 1e3) + " ms"


def check(fit):
    """All measured steps beside the model."""
    rows = []
    for figure in fit.steps:
        modelled = fit.step(figure) * 1e3
        is_fitted = fit.is_fitted(figure)
        rows.append([
            "%d x %d" % (figure["ranks"], figure["threads"]), network.name(figure["link"]), str(figure["batch"]),
            str(figure["micro_shard"]), spread(figure), number(modelled), percent(modelled / figure["median"] - 1),
            "yes" if is_fitted else "no"])
    header = ["ranks x threads", "link", "batch", "micro-shard", "measured, ms", "model, ms", "model - measured",
              "fitted to"]
    return markdown(header, rows)


def check_exchanges(fit):
    rows = []
    for figure in fit.measurements.exchanges:
        modelled = fit.exchange(figure) * 1e3
        size = "" if figure["what"] == "scalars" else "{:,}".format(figure["parameters"])
        rows.append([
            network.name(figure["link"]),
            {"collect": "gradients", "share": "parameters", "scalars": "three integers"}[figure["what"]],
            size, spread(figure), number(modelled), percent(modelled / figure["median"] - 1)])
    return markdown(["link", "what", "parameters", "measured, ms", "model, ms", "model - measured"], rows)


def spread(figure):
    return "%s (%s - %s)" % tuple(number(figure[name]) for name in ("median", "minimum", "maximum"))


def percent(part):
    return "%+.0f %%" % (100 * part)


def errors(fit):
    """The sizes of the residuals in a sentence."""
    fitted, others = [], []
    for figure in fit.steps:
        (fitted if fit.is_fitted(figure) else others).append(abs(fit.step(figure) * 1e3 / figure["median"] - 1))
    parts = ["the %d steps that it was fitted to by %.1f %% on average, %.0f %% at most" % (
        len(fitted), 100 * sum(fitted) / len(fitted), 100 * max(fitted))]
    if others:
        parts.append("the %d that it was not by %.1f %% on average, %.0f %% at most" % (
            len(others), 100 * sum(others) / len(others), 100 * max(others)))
    return "The model misses %s." % " and ".join(parts)


def predicted(prediction, ranks, ranks_per_node):
    rows = []
    for batch in BATCHES:
        row = [str(batch)]
        for link in prediction.networks:
            row.append(cell(prediction.step(link, ranks, batch, ranks_per_node=ranks_per_node)))
        rows.append(row)
    return markdown(["%d ranks, batch" % ranks] + [link.name for link in prediction.networks], rows)


def cell(step):
    efficiency = "%.0f" % (100 * step.efficiency) if step.efficiency >= 0.01 else "< 1"
    return "%s ms, %s/s, %s %% (%s)" % (number(step.seconds * 1e3), rounded(step.rate), efficiency, step.limit)


def one_rank_a_node(prediction):
    return "\n\n".join(predicted(prediction, ranks, 1) for ranks in RANKS)


def shared_links(prediction):
    return "\n\n".join(predicted(prediction, ranks, CORES) for ranks in RANKS if ranks > CORES)


def threads(prediction):
    """The same cores as ranks, or as threads."""
    rows = []
    for nodes in (4, 32):
        for batch in (2048, 4096):
            for per_node, each in ((CORES, 1), (1, CORES)):
                ranks = nodes * per_node
                row = ["%d nodes, batch %d, %d x %d" % (nodes, batch, ranks, each)]
                row += [cell(prediction.step(link, ranks, batch, threads=each, ranks_per_node=per_node))
                        for link in prediction.networks]
                rows.append(row)
    return markdown(["ranks x threads"] + [link.name for link in prediction.networks], rows)


def small_batches(prediction):
    """Smaller micro-shards for more ranks."""
    rows = []
    for batch in (32, 128):
        for ranks in (1, 4, 16):
            row = ["batch %d, %d rank%s" % (batch, ranks, "s"[:ranks - 1])]
            for size in (4, 8, 16, 32, 64, 128):
                step = prediction.step(prediction.networks[-1], ranks, batch, micro_shard=size)
                row.append("" if size > batch else "%s ms" % number(step.seconds * 1e3))
            rows.append(row)
    return markdown(["micro-shard size"] + ["4", "8", "16", "32", "64", "128"], rows)


def parts(prediction):
    """What a step is made of, in milliseconds."""
    rows = []
    for ranks in RANKS:
        for link in prediction.networks:
            step = prediction.step(link, ranks, 4096)
            rows.append(["%d, %s" % (ranks, link.name)] + [
                number(step.parts[name] * 1e3) for name in ("gradient", "waiting", "update", "bytes", "messages")])
    return markdown(["ranks", "gradient", "waiting", "update", "bytes", "messages"], rows)


def messages():
    """By the number of nodes: ranks of a node send and receive at the same time."""
    rows = []
    for nodes in RANKS:
        count = model.messages(nodes, nodes)
        rows.append([str(nodes), str(nodes - 1), str(nodes - 1), str(count)] + [
            milliseconds(count * latency) for latency in (2e-6, 30e-6)])
    return markdown(
        ["nodes of one rank", "gradients", "parameters", "messages in all", "at 2 µs", "at 30 µs"], rows)
