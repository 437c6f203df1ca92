"""The figures that the model is fitted to, as a file."""
import json

from failure import Failure


class Measurements:
    """What was measured, in milliseconds, and on what."""

    def __init__(self, content):
        # Machine, program, data.
        self.origin = content["origin"]
        # A list of figures each, which say themselves what they are of.
        self.kernels = content["kernels"]
        self.exchanges = content["exchanges"]
        self.steps = content["steps"]

    @classmethod
    def empty(cls):
        return cls({"origin": {}, "kernels": [], "exchanges": [], "steps": []})

    @classmethod
    def read(cls, path):
        try:
            with open(path, encoding="utf-8") as file:
                return cls(json.load(file))
        except OSError as error:
            raise Failure("%s cannot be read: %s" % (path, error.strerror), code=66) from error
        except (ValueError, KeyError, TypeError) as error:
            raise Failure("%s does not hold what Benchmarks/scaling writes: %s" % (path, error), code=65) from error

    def write(self, path):
        parts = ["%s: %s" % (json.dumps("origin"), json.dumps(self.origin, indent=1))]
        # A line a figure, so that a difference between two files can be read.
        for name in ("kernels", "exchanges", "steps"):
            lines = ",\n  ".join(json.dumps(shortened(figure)) for figure in getattr(self, name))
            parts.append("%s: [\n  %s\n]" % (json.dumps(name), lines))
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write("{\n%s\n}\n" % ",\n".join(parts))
        except OSError as error:
            raise Failure("%s cannot be written: %s" % (path, error.strerror), code=74) from error

    def describe(self, machine, data, digest):
        self.origin = {"machine": machine, "data": {"origin": data, "sha256": digest}}

    def replace(self, kind, is_replaced, figures):
        """Puts figures in the place of those of the same kind for which `is_replaced` holds."""
        setattr(self, kind, [figure for figure in getattr(self, kind) if not is_replaced(figure)] + figures)

    def kernel(self, name):
        """A kernel's figure; raises Failure where it was not measured."""
        for figure in self.kernels:
            if figure["name"] == name:
                return figure
        raise Failure("the figures lack the kernel %s: measure the group `kernels`" % name, code=65)

    @property
    def parameters(self):
        """How many the model has: the longest vector that was exchanged."""
        if not self.exchanges:
            raise Failure("the figures lack the exchanges: measure the group `exchange`", code=65)
        return max(figure["parameters"] for figure in self.exchanges)


def shortened(figure):
    """To six digits, of which three mean something."""
    return {name: float("%.6g" % value) if isinstance(value, float) else value for name, value in figure.items()}
