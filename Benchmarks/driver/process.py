"""Programs under measurement: where they run, what they inherit, what they use."""
import os
import shutil
import subprocess
import tempfile
import threading
import time

from failure import Failure


class Run:
    """What a finished program left."""

    def __init__(self, code, seconds, lines, errors, peak_bytes):
        self.code = code
        # Wall time.
        self.seconds = seconds
        # (seconds after the start, text) of each line of standard output, by its time of arrival.
        self.lines = lines
        self.errors = errors
        # The largest resident set of the program and of those that it started and waited for.
        self.peak_bytes = peak_bytes

    @property
    def complaint(self):
        """The last thing it said on standard error, or its exit code."""
        last = [line for line in self.errors.splitlines() if line.strip()]
        return last[-1].strip() if last else "exit code %d" % self.code


def run(arguments, cores=None, environment=None, directory=None, timeout=1800):
    """Runs a program to its end, on the given cores only where any are given.

    `environment` is added to this process's own; names with the value None are taken out of it. Raises Failure only if it cannot be started or does not end.
    """
    before = (lambda: os.sched_setaffinity(0, cores)) if cores else None
    variables = {name: value for name, value in {**os.environ, **(environment or {})}.items() if value is not None}
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        try:
            child = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, cwd=directory,
                env=variables, preexec_fn=before)
        except OSError as error:
            raise Failure("%s cannot be started: %s" % (os.path.basename(arguments[0]), error.strerror)) from error
        late = []
        timer = threading.Timer(timeout, lambda: (late.append(True), child.terminate()))
        timer.start()
        try:
            lines = [(time.monotonic() - start, line.decode(errors="replace").rstrip("\n")) for line in child.stdout]
            # Not Popen.wait: only wait4 tells what this child alone has used.
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - start
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            timer.cancel()
            child.stdout.close()
            if child.returncode is None:
                child.terminate()
                child.wait()
        if late:
            raise Failure("%s did not end within %d s" % (os.path.basename(arguments[0]), timeout))
        errors.seek(0)
        return Run(child.returncode, seconds, lines, errors.read().decode(errors="replace"), usage.ru_maxrss * 1024)


def require(arguments, what, **settings):
    """The same of a program that must succeed."""
    finished = run(arguments, **settings)
    if finished.code != 0:
        raise Failure("%s failed: %s" % (what, finished.complaint))
    return finished


def available_cores():
    return sorted(os.sched_getaffinity(0))


def chosen_core(wanted, cores):
    """The core for what runs on one: the wanted one of these cores. Raises Failure if it is not among them."""
    if wanted is None:
        # Interrupts tend to go to the first.
        return cores[-1]
    if wanted not in cores:
        raise Failure("--core %d is not among the cores this process may use: %s" % (
            wanted, ", ".join(map(str, cores))))
    return wanted


def mpirun(ranks):
    """The beginning of a command that starts so many ranks here, each on a core of its own; None without mpirun."""
    program = shutil.which("mpirun")
    return [program, "--quiet", "--bind-to", "core", "-n", str(ranks)] if program else None


def mpi_environment():
    # mpirun refuses to run as root unless told so twice; in a container there is often nobody else.
    return {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"} if os.getuid() == 0 else {}
