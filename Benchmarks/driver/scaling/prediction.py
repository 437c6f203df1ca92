"""What the model says of machines that are not here."""
from scaling import model

RANKS = (8, 64, 512)
BATCHES = (32, 128, 512, 1024, 2048, 4096)
# Gbit/s, seconds a message, and whether the processor copies what arrives as with TCP or as in shared memory.
NETWORKS = ((1, 30e-6, "none"), (10, 30e-6, "none"), (100, 2e-6, "memory"))
# Of a node, where several ranks share a link.
CORES = 16
# The part of a step that each part of the model stands for, in a word.
LIMITS = {
    "gradient": "computing", "waiting": "waiting", "update": "Adam", "bytes": "bandwidth", "messages": "latency",
}


class Prediction:
    """Steps on other machines."""

    def __init__(self, fit):
        self.costs = fit.costs
        self.inside = fit.links["memory"]
        # As much slower than its name as the links that were measured.
        slowdown = fit.slowdown
        self.networks = []
        for rate, latency, kind in NETWORKS:
            # Where no link was measured, TCP costs the processor no more than shared memory does.
            copying = fit.links.get(kind, fit.links["memory"]).memory
            self.networks.append(model.Link("%d Gbit/s" % rate, 8e-9 / rate * slowdown, copying, latency))

    def step(self, link, *arguments, **settings):
        return Step(self, model.Placement(*arguments, **settings), link)


class Step:
    """One predicted step."""

    def __init__(self, prediction, placement, link):
        self.placement = placement
        self.parts = model.step(prediction.costs, placement, link, prediction.inside)
        self.seconds = sum(self.parts.values())
        alone = model.step(
            prediction.costs, model.Placement(1, placement.batch), prediction.inside, prediction.inside)
        workers = placement.ranks * placement.threads
        # Of so many cores, against one alone with micro-shards of 32.
        self.efficiency = sum(alone.values()) / (workers * self.seconds)

    @property
    def rate(self):
        """Samples a second."""
        return self.placement.batch / self.seconds

    @property
    def limit(self):
        """Why more ranks or a faster network would not help, or what they would help with: the largest loss."""
        losses = dict(self.parts)
        workers = self.placement.ranks * self.placement.threads
        # A worker without micro-shards is lost, computing is not.
        idle = 1 - self.placement.micro_shards / (self.placement.rounds * workers)
        losses["gradient"], losses["idle"] = losses["gradient"] * (1 - idle), losses["gradient"] * idle
        return {**LIMITS, "idle": "micro-shards"}[max(losses, key=losses.get)]
