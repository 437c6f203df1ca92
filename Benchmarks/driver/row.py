"""A row of the table, and what its figures are made of."""
import statistics


class Row:
    """One thing that was measured, and what peers take for it."""

    def __init__(self, what, ours, target=None, target_is_lower=True, of_peak=None):
        self.what = what
        # Median, minimum, maximum, unit.
        self.ours = ours
        # In the figure's unit.
        self.target = target
        self.target_is_lower = target_is_lower
        # Such as "47 % of fma".
        self.of_peak = of_peak
        # Pairs of a name and a figure.
        self.peers = []

    def beside(self, name, value):
        """Adds a peer's figure, in the same unit, if there is one."""
        if value is not None:
            self.peers.append((name, value))
        return self

    def as_json(self):
        peers = [{"name": name, "value": value, "ratio": value / self.ours["median"]} for name, value in self.peers]
        return {"what": self.what, "ours": self.ours, "target": self.target, "of_peak": self.of_peak, "peers": peers}


def pool(figures):
    """One figure of several that were measured at different times."""
    rates = [figure["gigaflops"] for figure in figures if figure.get("gigaflops")]
    return {
        "median": statistics.median(figure["median"] for figure in figures),
        "minimum": min(figure["minimum"] for figure in figures),
        "maximum": max(figure["maximum"] for figure in figures),
        "unit": figures[0]["unit"],
        "gigaflops": statistics.median(rates) if rates else None,
    }


def best(ours, beginning):
    """The greatest of the figures whose names begin so; None if there is none."""
    found = [figure for name, figure in ours.items() if name.startswith(beginning)]
    return max(found, key=lambda figure: figure["median"]) if found else None


def fraction(figure, peaks, name):
    """The nominal rate of a figure as a part of a peak; None where there is no such rate or peak."""
    if not figure.get("gigaflops") or not peaks.get(name):
        return None
    return "%.0f %% of %s" % (100 * figure["gigaflops"] / peaks[name]["median"], name)


def peer(theirs, beginnings, batch=None):
    """The fastest of a peer's figures in milliseconds a sample; None if it was not run."""
    found = [
        line["ms_per_sample"] for line in theirs
        if line["name"].startswith(beginnings) and batch in (None, line["batch"])]
    return min(found) if found else None
