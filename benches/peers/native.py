"""Libraries without a Python binding: a shim in C++, compiled and called through ctypes.

A shim repeats a call itself, so that the way from Python is paid once for a sample.
"""

import ctypes
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
PREFIX = pathlib.Path(sys.prefix)
COMPILERS = ("c++", "g++", "clang++")


class Shim:
    """`shim/<name>.cpp`, compiled and loaded."""

    def __init__(self, name, headers, libraries):
        include, lib = PREFIX / "include", PREFIX / "lib"
        if not (include / headers).exists():
            raise RuntimeError(f"no {headers} in {include}")
        self.library = ctypes.CDLL(str(compiled(name, include, lib, libraries)))
        self.library.shim_fault.restype = ctypes.c_char_p

    def text(self, function, *arguments):
        """What a function of the shim returns that has a text."""
        call = getattr(self.library, function)
        call.restype = ctypes.c_char_p
        return call(*arguments).decode()

    def call(self, function, *arguments):
        """What the driver runs, from a function of the shim that sets up a call."""
        make = getattr(self.library, function)
        make.restype = ctypes.c_void_p
        handle = make(*arguments)
        if not handle:
            raise RuntimeError(self.library.shim_fault().decode())
        return Call(self.library, handle)


class Call:
    """A call that was set up."""

    def __init__(self, library, handle):
        self.library = library
        self.handle = ctypes.c_void_p(handle)

    def __del__(self):
        self.library.shim_release(self.handle)

    def repeat(self, calls):
        self.checked(self.library.shim_repeat(self.handle, ctypes.c_long(calls)))

    def deliver(self):
        self.checked(self.library.shim_deliver(self.handle))

    def checked(self, done):
        if not done:
            raise RuntimeError(self.library.shim_fault().decode())


def ways(set_up):
    """How the driver runs the call that `set_up` makes, or why it cannot."""
    try:
        call = set_up()
    except RuntimeError as error:
        return {"fault": str(error)}
    return {"run": lambda: call.repeat(1), "repeat": call.repeat, "deliver": call.deliver}


def smallest(call):
    """Nanoseconds for a very short call."""
    calls = 1000
    call.repeat(calls)
    times = []
    for _ in range(9):
        start = time.perf_counter_ns()
        call.repeat(calls)
        times.append((time.perf_counter_ns() - start) / calls)
    return min(times)


def compiled(name, include, lib, libraries):
    """The shared object of a shim, compiled unless it is there."""
    compiler = os.environ.get("CXX") or next(filter(None, map(shutil.which, COMPILERS)), None)
    if not compiler:
        raise RuntimeError("no C++ compiler; the variable CXX may name one")
    source = HERE / "shim" / f"{name}.cpp"
    # Old-style paths are also searched for what the libraries load themselves.
    command = [compiler, "-O2", "-std=c++17", "-fPIC", "-shared", f"-I{include}", f"-L{lib}"]
    command += [str(source), *(f"-l:{library}" for library in libraries), f"-Wl,--disable-new-dtags,-rpath,{lib}"]
    text = b"".join([*map(pathlib.Path.read_bytes, (source, HERE / "shim" / "call.hpp")), *map(str.encode, command)])
    folder = PREFIX / "shim"
    folder.mkdir(exist_ok=True)
    target = folder / f"{name}-{hashlib.sha256(text).hexdigest()[:16]}.so"
    if not target.exists():
        unfinished = target.with_suffix(".new")
        run = subprocess.run([*command, "-o", str(unfinished)], capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(f"{compiler}: {run.stderr.strip().splitlines()[0] if run.stderr else 'failed'}")
        unfinished.replace(target)
    return target
