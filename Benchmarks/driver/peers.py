"""The peers' own programs, one thread on the same core."""
import json
import os

import process
from failure import Failure

# Name, group, arguments, the modules that it takes, and whether it is slow.
PROGRAMS = [
    ("torch_qdi", "circuit", [], ["torch", "pennylane", "pennylane_lightning"], False),
    ("mindquantum_qdi", "circuit", [], ["mindquantum"], False),
    ("qulacs_qdi", "circuit", [], ["qulacs", "torch", "pennylane", "pennylane_lightning"], True),
    ("jax_qdi", "circuit", ["d4_two_kron"], ["jax", "torch", "pennylane", "pennylane_lightning"], True),
    ("pennylane_qdi", "circuit", ["a", "b", "br"], ["torch", "pennylane", "pennylane_lightning"], True),
    ("torch_classical", "classical", [], ["torch"], False),
]


class Peers:
    def __init__(self, context):
        self.context = context
        self.versions = {}

    def programs(self, group):
        """The peers of a group that are to run, by name."""
        context = self.context
        options = context.options
        if options.no_peers:
            return []
        if options.peers is None:
            context.skip("peers of %s" % group, "no ../shared/peers; --peers names their folder")
            return []
        known = [program[0] for program in PROGRAMS]
        for name in options.peer or []:
            if name not in known:
                raise Failure("no peer is called %s; there are %s" % (name, ", ".join(known)), code=64)
        chosen = []
        for name, its_group, _, modules, is_slow in PROGRAMS:
            if its_group != group or options.peer and name not in options.peer:
                continue
            if options.quick and is_slow and not options.peer:
                context.skip(name, "slow; left out by --quick")
            elif not os.path.isfile(self.file(name)):
                context.skip(name, "the peers' folder has no %s.py" % name)
            elif self.can_import(name, modules):
                chosen.append(name)
        return chosen

    def file(self, name):
        return os.path.join(self.context.options.peers, name + ".py")

    def can_import(self, name, modules):
        """Whether the peers' Python has the modules; notes their versions."""
        code = "import importlib, json\nprint(json.dumps({m: str(getattr(importlib.import_module(m), '__version__', "
        code += "'?')) for m in %r}))" % (modules,)
        try:
            finished = process.run([self.context.options.peers_python, "-c", code], environment=self.environment())
        except Failure as failure:
            self.context.skip(name, str(failure))
            return False
        if finished.code != 0:
            self.context.skip(name, finished.complaint)
            return False
        self.versions.update(json.loads(finished.lines[-1][1]))
        return True

    def measure(self, name):
        """Runs one peer; one that fails is left out."""
        context = self.context
        context.say("%s: %s" % (next(p[1] for p in PROGRAMS if p[0] == name), name))
        arguments = next(p[2] for p in PROGRAMS if p[0] == name)
        results = context.path("%s.jsonl" % name)
        try:
            finished = process.run(
                [context.options.peers_python, self.file(name), *arguments], cores={context.core},
                directory=context.options.peers, environment=dict(self.environment(), RESULTS=results), timeout=900)
        except Failure as failure:
            context.skip(name, str(failure))
            return
        if os.path.isfile(results):
            with open(results, encoding="utf-8") as lines:
                context.theirs += [dict(json.loads(line), program=name) for line in lines]
        if finished.code != 0:
            context.skip(name, "it ended with %s" % finished.complaint)

    @staticmethod
    def environment():
        return {
            "NTH": "1", "B": "32", "BS": "32,128", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1",
            # Left over from the tuning of some other program, these two would choose the kernels of a peer's BLAS.
            "OPENBLAS_CORETYPE": None, "OPENBLAS_L2_SIZE": None,
        }
