"""The peers' own programs, one thread on the same core."""
import json
import os
import typing

import process
from failure import Failure

class Program(typing.NamedTuple):
    """One of the peers' programs."""

    name: str
    group: str
    arguments: list
    # That it imports.
    modules: list
    is_slow: bool

    def file(self, folder):
        return os.path.join(folder, self.name + ".py")


PENNYLANE = ["torch", "pennylane", "pennylane_lightning"]
PROGRAMS = [
    Program("torch_qdi", "circuit", [], PENNYLANE, is_slow=False),
    Program("mindquantum_qdi", "circuit", [], ["mindquantum"], is_slow=False),
    Program("qulacs_qdi", "circuit", [], ["qulacs", *PENNYLANE], is_slow=True),
    Program("jax_qdi", "circuit", ["d4_two_kron"], ["jax", *PENNYLANE], is_slow=True),
    Program("pennylane_qdi", "circuit", ["a", "b", "br"], PENNYLANE, is_slow=True),
    Program("torch_classical", "classical", [], ["torch"], is_slow=False),
]


class Peers:
    def __init__(self, context):
        self.context = context
        self.versions = {}

    def programs(self, group):
        """The peers of a group that are to run and can."""
        options = self.context.options
        if options.no_peers:
            return []
        if options.peers is None:
            self.context.skip("peers of %s" % group, "no ../shared/peers; --peers names their folder")
            return []
        return [program for program in PROGRAMS if program.group == group and self.is_to_run(program)]

    def is_to_run(self, program):
        context = self.context
        options = context.options
        if options.peer:
            if program.name not in options.peer:
                return False
        elif options.quick and program.is_slow:
            context.skip(program.name, "slow; left out by --quick")
            return False
        if not os.path.isfile(program.file(options.peers)):
            context.skip(program.name, "the peers' folder has no such program")
            return False
        return self.can_import(program)

    def can_import(self, program):
        """Whether the peers' Python has the modules; notes their versions."""
        code = (
            "import importlib, json, sys\n"
            "print(json.dumps({m: str(getattr(importlib.import_module(m), '__version__', '?')) for m in sys.argv[1:]}))")
        try:
            finished = process.run(
                [self.context.options.peers_python, "-c", code, *program.modules], environment=self.environment())
        except Failure as failure:
            self.context.skip(program.name, str(failure))
            return False
        if finished.code != 0:
            self.context.skip(program.name, finished.complaint)
            return False
        self.versions.update(json.loads(finished.lines[-1][1]))
        return True

    def measure(self, program):
        """Runs one peer; one that fails is left out."""
        context = self.context
        context.say("%s: %s" % (program.group, program.name))
        results = context.path(program.name + ".jsonl")
        folder = context.options.peers
        try:
            finished = process.run(
                [context.options.peers_python, program.file(folder), *program.arguments], cores={context.core},
                directory=folder, environment=dict(self.environment(), RESULTS=results), timeout=900)
        except Failure as failure:
            context.skip(program.name, str(failure))
            return
        if os.path.isfile(results):
            with open(results, encoding="utf-8") as lines:
                context.theirs += [dict(json.loads(line), program=program.name) for line in lines]
        if finished.code != 0:
            context.skip(program.name, "it ended with: %s" % finished.complaint)

    @staticmethod
    def environment():
        return {
            "NTH": "1", "B": "32", "BS": "32,128", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
            # Left over from the tuning of some other program, these two would choose the kernels of a peer's BLAS.
            "OPENBLAS_CORETYPE": None, "OPENBLAS_L2_SIZE": None,
        }
