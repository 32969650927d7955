"""The Python side of the comparison: reads commands as lines of JSON, answers with lines of JSON.

Every call reads the shared input and writes the shared output. This side times itself; the host says how
often to call and when. Numbers of contestants count from the last `prepare`.
"""

import importlib
import json
import os
import sys
import time

# A library that prints must not disturb the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

# As in the host: what this process has been running, where the system reports it precisely.
now = time.process_time_ns if os.name == "posix" else time.perf_counter_ns


class Driver:
    """Holds the maps, the peers that could be loaded, and the contestants of the current task."""

    def __init__(self):
        self.peers = []
        self.contestants = []
        self.input = self.output = None

    def open(self, input, output, core, peers):
        """Maps the files and loads the peers that are named."""
        if core is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {core})
        answer = {"versions": [], "missing": [], "overheads": []}
        try:
            import numpy
        except ImportError as error:
            answer["missing"].append(f"{', '.join(peers)}: {error}")
            return answer
        self.numpy = numpy
        self.input = numpy.memmap(input, dtype="u1", mode="r+")
        self.output = numpy.memmap(output, dtype="u1", mode="r+")
        for name in peers:
            try:
                peer = importlib.import_module(f"{name}_peer")
                versions, overhead = peer.versions(), peer.overhead(fastest)
            except Exception as error:  # An import can fail in any way; the peer is then left out.
                answer["missing"].append(f"{name}: {error}")
                continue
            self.peers.append(peer)
            answer["versions"].extend(versions)
            answer["overheads"].append(overhead)
        return answer

    def prepare(self, task, input_shape, output_shape):
        """Makes the contestants for a task."""
        src = self.array(self.input, task["input"], input_shape)
        dst = self.array(self.output, task["output"], output_shape)
        self.contestants = []
        faults = []
        for peer in self.peers:
            try:
                found = peer.contestants(task, src, dst)
            except Exception as error:  # Shown in the report.
                faults.append(f"{peer.__name__.removesuffix('_peer')}: {error}")
                continue
            faults.extend(f"{c['peer']}, {c['call']}: {c['fault']}" for c in found if "fault" in c)
            self.contestants.extend(c for c in found if "fault" not in c)
        keys = ("peer", "call", "rounding", "factor", "points")
        described = [{key: c.get(key) for key in keys} for c in self.contestants]
        return {"contestants": described, "faults": faults}

    def array(self, file, kind, shape):
        kind = self.numpy.dtype({"f": "f", "u": "u", "i": "i"}[kind[0]] + str(int(kind[1:]) // 8))
        return self.numpy.ndarray(shape, kind, buffer=file)

    def sample(self, number, calls, warm_up):
        """Times calls of a contestant; one that repeats itself is called once for all of them."""
        contestant = self.contestants[number]
        repeat = contestant.get("repeat")
        if repeat is None:
            return {"nanoseconds": sample(contestant["run"], calls, warm_up)}
        if warm_up:
            repeat(1)
        return {"nanoseconds": sample(lambda: repeat(calls), 1, False) / calls}

    def deliver(self, number):
        """Leaves the result of a contestant in the shared output."""
        contestant = self.contestants[number]
        contestant.get("deliver", contestant["run"])()
        return {}


def sample(run, calls, warm_up):
    """Nanoseconds for one call."""
    if warm_up:
        run()
    start = now()
    for _ in range(calls):
        run()
    return (now() - start) / calls


def fastest(run):
    """Nanoseconds for one very short call."""
    return min(sample(run, 1000, True) for _ in range(9))


def main():
    driver = Driver()
    for line in sys.stdin:
        command = json.loads(line)
        try:
            answer = getattr(driver, command.pop("command"))(**command)
        except Exception as error:  # The host reports it and goes on.
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
