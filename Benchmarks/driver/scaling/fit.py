"""The model's constants, from the measurements, by least squares of relative errors."""
from failure import Failure
from scaling import model, network

# Constants of the steps that are fitted; the others are measured by themselves.
FITTED = ("micro_shard", "micro_shard_busy", "micro_shard_shared")


class Fit:
    """The constants, the links, and each measured figure beside what the model makes of it."""

    def __init__(self, measurements):
        self.measurements = measurements
        # With a core for each thread: others wait for time slices, which no constant of the model stands for.
        cores = measurements.origin["machine"]["cores"]
        self.steps = [figure for figure in measurements.steps if figure["ranks"] * figure["threads"] <= cores]
        self.costs = model.Costs(measurements.parameters)
        self.links, self.slowdown = links(measurements)
        self.fit_kernels()
        self.fit_steps()

    def fit_kernels(self):
        kernel = self.measurements.kernel
        costs = self.costs
        usual = kernel("micro-shard/32")["mean"]
        for figure in self.measurements.kernels:
            kind, _, size = figure["name"].partition("/")
            if kind == "micro-shard" and size.isdecimal():
                costs.size_factors[int(size)] = figure["mean"] / usual
                costs.spreads[int(size)] = figure["deviation"] / figure["mean"]
        one, eight = (kernel("step/gradient-values/%d" % terms)["median"] * 1e-3 for terms in (1, 8))
        costs.update = (one + kernel("step/adam")["median"] * 1e-3) / costs.parameters
        costs.fixed = kernel("step/parameters-did-change")["median"] * 1e-3
        # The latter over an eighth of the parameters.
        costs.further_sum = (eight - one / 8) / 7 / (costs.parameters / 8)

    def fit_steps(self):
        equations = []
        for figure in self.steps:
            if not self.is_fitted(figure):
                continue
            placement = here(figure)
            unknown = dict.fromkeys(FITTED, 0.0)
            unknown.update(model.computed(self.costs, placement))
            known = self.costs.fixed + model.update(self.costs, placement) + sum(
                model.exchange(self.costs.parameters, placement, self.links["memory"], self.links["memory"]).values())
            equations.append(([unknown[name] for name in FITTED], figure["median"] * 1e-3 - known,
                              figure["median"] * 1e-3))
        for name, value in zip(FITTED, least_squares(equations, "steps")):
            setattr(self.costs, name, value)

    @staticmethod
    def is_fitted(figure):
        """Whether the model is fitted to a measured step; it is only checked against the others."""
        return figure["link"] == "memory" and figure["micro_shard"] == 32

    def step(self, figure):
        """The modelled time of a measured step, in seconds."""
        link = self.links[figure["link"]]
        return sum(model.step(self.costs, here(figure), link, link).values())

    def exchange(self, figure):
        """The modelled time of a measured exchange between two ranks, in seconds."""
        link = self.links[figure["link"]]
        return link.latency + exchanged_bytes(figure) * link.seconds_per_byte


def here(figure):
    """All ranks of a measured step share this machine's memory, whatever they talk over."""
    return model.Placement(
        figure["ranks"], figure["batch"], figure["threads"], figure["micro_shard"],
        ranks_per_node=figure["ranks"] if figure["link"] == "memory" else 1, ranks_per_machine=figure["ranks"])


def exchanged_bytes(figure):
    """That each of two ranks sends, and receives."""
    each = {"scalars": 0, "collect": model.GRADIENT_BYTES, "share": model.VALUE_BYTES}[figure["what"]]
    return each * figure["parameters"] / 2


def links(measurements):
    """The links by the names that they have in the measurements, and how much slower than its name a wire is."""

    def slope(of_links, abscissa):
        """Seconds by `abscissa` of the model's exchanges over any of some links, without the message; 0 where there
        are none. Shorter vectors, which fit the caches, are for checking."""
        equations = []
        for figure in measurements.exchanges:
            if figure["link"] in of_links and figure["parameters"] == measurements.parameters:
                time = figure["median"] * 1e-3
                equations.append(([abscissa(figure)], time - latency(measurements, figure["link"]), time))
        return least_squares(equations, "exchanges")[0] if equations else 0.0

    copying = {name: slope([name], exchanged_bytes) for name in ("memory", "none")}
    # Headers. On a link so slow that copying does not count.
    slowdown = slope(["1gbit"], lambda figure: exchanged_bytes(figure) * network.seconds_per_byte(figure["link"]))
    found = {
        name: model.Link(
            network.name(name), network.seconds_per_byte(name) * slowdown,
            copying["memory" if name == "memory" else "none"], latency(measurements, name))
        for name in sorted({figure["link"] for figure in measurements.exchanges})}
    if "memory" not in found:
        raise Failure("the figures lack exchanges in shared memory: measure the group `exchange`", code=65)
    # Without a link to measure: the headers of Ethernet, IP and TCP on packets of 1500 bytes.
    return found, slowdown or 1538 / 1448


def latency(measurements, link):
    """Of a message, in seconds: two ranks that add three integers send each other one."""
    return next(
        figure["median"] * 1e-3 for figure in measurements.exchanges
        if figure["link"] == link and figure["what"] == "scalars")


def least_squares(equations, what):
    """The numbers x that minimise the sum of ((coefficients x - value) / scale)^2, by the normal equations."""
    if not equations:
        raise Failure("no %s were measured to fit the model to" % what, code=65)
    size = len(equations[0][0])
    matrix = [[0.0] * (size + 1) for _ in range(size)]
    for coefficients, value, scale in equations:
        row = [coefficient / scale for coefficient in (*coefficients, value)]
        for i in range(size):
            for j in range(size + 1):
                matrix[i][j] += row[i] * row[j]
    # Scaled to a diagonal of ones: the unknowns differ by many orders of magnitude.
    scales = [matrix[i][i] ** 0.5 for i in range(size)]
    if not all(scales):
        raise Failure("too few %s were measured to fit the model to" % what, code=65)
    for i in range(size):
        matrix[i] = [entry / scales[i] / (scales[j] if j < size else 1) for j, entry in enumerate(matrix[i])]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(matrix[k][i]))
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        if abs(matrix[i][i]) < 1e-12:
            raise Failure("too few %s were measured to fit the model to" % what, code=65)
        for k in range(size):
            if k != i:
                factor = matrix[k][i] / matrix[i][i]
                matrix[k] = [a - factor * b for a, b in zip(matrix[k], matrix[i])]
    return [matrix[i][size] / matrix[i][i] / scales[i] for i in range(size)]
