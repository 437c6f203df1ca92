"""The cost of a training step: what it is made of, and how long each part takes. docs/scaling.md derives it."""
import math
import statistics

# Bytes of a parameter's gradient in fixed point, and of its new value.
GRADIENT_BYTES, VALUE_BYTES = 8, 4


class Placement:
    """Where a mini-batch is computed."""

    def __init__(self, ranks, batch, threads=1, micro_shard=32, ranks_per_node=1,
                 ranks_per_machine=None):
        self.ranks = ranks
        self.threads = threads
        self.batch = batch
        self.micro_shard = micro_shard
        # What shares a link.
        self.ranks_per_node = min(ranks, ranks_per_node)
        # What shares a memory: more than that where one machine plays several nodes.
        self.ranks_per_machine = ranks_per_machine or self.ranks_per_node

    @property
    def micro_shards(self):
        return math.ceil(self.batch / self.micro_shard)

    @property
    def of_a_rank(self):
        """Micro-shards of the rank that has most: they are dealt out round-robin."""
        return math.ceil(self.micro_shards / self.ranks)

    @property
    def rounds(self):
        """Micro-shards of the worker that has most."""
        return math.ceil(self.of_a_rank / self.threads)

    @property
    def busy_workers(self):
        return min(self.micro_shards, self.ranks * self.threads)

    @property
    def is_shared(self):
        """Whether several threads work at one micro-shard, since a rank has fewer of them than threads."""
        return self.of_a_rank < self.threads

    @property
    def nodes(self):
        return math.ceil(self.ranks / self.ranks_per_node)


class Link:
    """What a byte and a message cost."""

    def __init__(self, name, wire, memory, latency):
        self.name = name
        # Seconds a byte on the wire, each direction; 0 within a node.
        self.wire = wire
        # Seconds a byte that a rank sends and receives, on its own core.
        self.memory = memory
        # Seconds a message.
        self.latency = latency

    @property
    def seconds_per_byte(self):
        """Where each byte that a rank sends or receives passes the wire once."""
        return overlapping(self.wire, self.memory)


def overlapping(wire, copying):
    """A core copies while the wire carries, but not all the time. The form is empirical, see docs/scaling.md."""
    return math.hypot(wire, copying)


class Costs:
    """The constants, in seconds, that the fit finds."""

    def __init__(self, parameters):
        self.parameters = parameters
        # A micro-shard of 32 samples, its addition to the exact sum included: the machine's other cores idle; another
        # core busy with the same; the former by two threads together.
        self.micro_shard = self.micro_shard_busy = self.micro_shard_shared = 0.0
        # The time of a micro-shard by its size, over that of 32 samples; deviation over mean, by its size.
        self.size_factors, self.spreads = {}, {}
        # What follows from new parameters, once on every rank.
        self.fixed = 0.0
        # Turning one sum into a number and Adam, a parameter; each further sum that is added up before it.
        self.update = self.further_sum = 0.0


def step(costs, placement, link, inside):
    """The parts of a step's time in seconds.

    `link` joins nodes, `inside` the ranks of a node.
    """
    parts = {name: placed * getattr(costs, name) for name, placed in computed(costs, placement).items()}
    return {
        "gradient": sum(parts.values()) / (1 + waiting(costs, placement)),
        "waiting": sum(parts.values()) * (1 - 1 / (1 + waiting(costs, placement))),
        "update": update(costs, placement) + costs.fixed,
        **exchange(costs.parameters, placement, link, inside),
    }


def computed(costs, placement):
    """The name of the constant that a micro-shard costs here, and how many of it the slowest worker computes."""
    if placement.is_shared:
        name = "micro_shard_shared"
    elif min(placement.busy_workers, placement.ranks_per_machine * placement.threads) > 1:
        name = "micro_shard_busy"
    else:
        name = "micro_shard"
    factor = costs.size_factors[placement.micro_shard]
    return {name: placement.rounds * factor * (1 + waiting(costs, placement))}


def waiting(costs, placement):
    """By how much the slowest worker's time exceeds the mean: micro-shards differ in molecules and repetitions."""
    return costs.spreads[placement.micro_shard] / math.sqrt(placement.rounds) * expected_maximum(
        placement.busy_workers)


def expected_maximum(count):
    """Of so many independent normal numbers, in standard deviations (Blom, 1958)."""
    return statistics.NormalDist().inv_cdf((count - 0.375) / (count + 0.25)) if count > 1 else 0.0


def update(costs, placement):
    """Adding up what workers and ranks computed, and Adam, on the parameters that a rank owns; and, where a rank has
    several workers, adding up their sums for the other ranks."""
    workers = min(placement.threads, placement.of_a_rank)
    own = costs.parameters / placement.ranks
    others = costs.parameters - own
    # Of the rank's own workers, the node's other ranks, and the other nodes, which have added theirs up.
    further = (workers + placement.ranks_per_node + placement.nodes - 3) * own + (workers - 1) * others
    return (costs.update * own + costs.further_sum * further) / placement.threads


def exchange(parameters, placement, link, inside):
    """Ranks of a node read each other's sums and values in its memory; between nodes each rank sends and receives its
    part of what its node has to tell: sums to the owners' node, values from there."""
    here, nodes = placement.ranks_per_node, placement.nodes
    each = (GRADIENT_BYTES + VALUE_BYTES) * parameters
    between = each * (nodes - 1) / nodes
    return {
        "bytes": each * (here - 1) / here * inside.memory
        + overlapping(between * link.wire, between / here * link.memory),
        "messages": messages(placement.ranks, nodes) * (link if nodes > 1 else inside).latency,
    }


def messages(ranks, nodes):
    """Messages that a rank sends one after the other: to add up three integers, then to each other node its part of
    the sums and of the values."""
    return math.ceil(math.log2(ranks)) + 2 * (nodes - 1)
