#!/usr/bin/env python3
"""Filters STORE/in on two worker processes, kills one with SIGKILL at a third of the chunks and one
at two thirds, and compares every element with those that one process computes.

    python check.py STORE      for a store that fits into memory; STORE/out is compared if it is there
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import zarr
from blur import BLUR, stored
from dask.distributed import Client, LocalCluster


def resident(pid: int) -> int:
    """The most MiB that a process had in memory, as Linux counts them; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    peaks = [line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(peaks[0]) >> 10 if peaks else 0


def chunks_in(array: Path) -> int:
    return sum(path.is_file() and path.suffix != ".partial" for path in array.glob("c/*/*"))


def workers(client: Client) -> list[int]:
    found = client.run(os.getpid, on_error="ignore")
    return list(found.values())


def run(store: str, total: int) -> dict[str, Any]:
    """Fills STORE/dask, killing workers on the way; what happened."""
    kills: list[int] = []
    peaks: dict[int, int] = {}
    target = Path(store) / "dask"
    # Each kill may hit a task that was hit before.
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        with Client(cluster) as client:
            client.wait_for_workers(2)
            alive = workers(client)
            idle = max(resident(pid) for pid in alive)
            work = stored(store)
            start = time.perf_counter()
            future = client.compute(work)
            marks = [total // 3, 2 * total // 3]
            while not future.done():
                peaks |= {pid: max(peaks.get(pid, 0), resident(pid)) for pid in alive}
                done = chunks_in(target)
                if marks and done >= marks[0]:
                    marks.pop(0)
                    victim = alive[0]
                    os.kill(victim, signal.SIGKILL)
                    kills.append(done)
                    client.wait_for_workers(1)
                    while True:
                        alive = workers(client)
                        if victim not in alive and len(alive) == 2:
                            break
                        time.sleep(0.05)
                time.sleep(0.005)
            future.result()
            seconds = time.perf_counter() - start
            peaks |= {pid: max(peaks.get(pid, 0), resident(pid)) for pid in workers(client)}
    return {"kills": kills, "seconds": seconds, "peak": max(peaks.values()), "idle": idle}


def main() -> None:
    match sys.argv[1:]:
        case [store]:
            pass
        case _:
            sys.exit("usage: check.py STORE")
    source = zarr.open_array(f"{store}/in", mode="r")
    rows, columns = source.shape
    total = source.nchunks
    facts = run(store, total)
    if len(facts["kills"]) < 2 or max(facts["kills"]) >= total:
        sys.exit(f"the work was done before a worker could be killed: {facts}; make a larger store")
    found: Any = zarr.open_array(f"{store}/dask", mode="r")[:]
    expected = BLUR.apply(np.asarray(source[:]))
    if not np.array_equal(found, expected):
        sys.exit(f"{int((found != expected).sum())} elements differ from those of one process")
    compared = "one process"
    if (Path(store) / "out" / "zarr.json").exists():
        if not np.array_equal(found, zarr.open_array(f"{store}/out", mode="r")[:]):
            sys.exit("STORE/out has other elements: was it filtered?")
        compared += ", and as in STORE/out"
    print(f"{columns}x{rows}: {total} chunks on two workers in {facts['seconds']:.1f} s")
    print(f"killed with SIGKILL: {len(facts['kills'])}, at {' and '.join(map(str, facts['kills']))} chunks")
    print(f"resident: at most {facts['peak']} MiB in a worker, of which {facts['idle']} before it had work")
    print(f"every element is as in {compared}")


if __name__ == "__main__":
    main()
