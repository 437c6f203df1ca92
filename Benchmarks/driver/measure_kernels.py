"""Kernels, timed inside one process on one core, and those of the peers in between."""
import json

import process


class KernelBenchmarks:
    GROUPS = {"peaks", "circuit", "classical", "step"}

    def __init__(self, context):
        self.context = context
        self.is_wanted = bool(self.GROUPS & set(context.options.only))

    def measure(self, what, names):
        """Times the kernels whose names begin so."""
        context = self.context
        context.say("%s: hqnn" % what)
        arguments = [context.programs.kernels, "kernels", *names, "--json", "--seconds", str(context.options.seconds)]
        arguments += ["--seed", str(context.options.seed)]
        if context.data:
            arguments += ["--data", context.data]
        self.record(process.require(arguments, "KernelBenchmarks", cores={context.core}))

    def measure_beside_peers(self, group):
        """Ours before, between and after the peers, so that all have the same weather."""
        self.measure(group, [group])
        for peer in self.context.peers.programs(group):
            self.context.peers.measure(peer)
            self.measure(group, [group])

    def measure_exchange(self):
        context = self.context
        start = process.mpirun(2)
        if start is None or len(context.cores) < 2:
            context.skip("exchange", "no mpirun" if start is None else "it takes two cores")
            return
        context.say("exchange: hqnn")
        for _ in range(context.options.rounds):
            self.record(process.require(
                [*start, context.programs.kernels, "exchange", "--json"], "KernelBenchmarks exchange",
                environment=process.mpi_environment()))

    def record(self, finished):
        for _, line in finished.lines:
            figure = json.loads(line)
            self.context.record(figure["name"], figure)
