"""Threads of Python run while a kernel computes, and threads of the kernel give the same bits."""

import multiprocessing
import threading
import time

import numpy as np
import pytest
from conv_kernel import Kernel, Layer, Signal
from definition import noise

HEAVY = Kernel(noise((31, 31), "float64", 5), "f64")


def test_other_threads_of_python_run_during_a_call() -> None:
    array = noise((2500, 2500), "float64")
    ticks, done = 0, threading.Event()

    def count() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.001)

    counter = threading.Thread(target=count)
    counter.start()
    try:
        before, start = ticks, time.perf_counter()
        HEAVY.apply(array)
        seconds, passed = time.perf_counter() - start, ticks - before
    finally:
        done.set()
        counter.join()
    assert seconds > 0.05, "the call is too short to see anything"
    # In 0.4 s a thread that waited for the lock of Python was counted 12 times, another 338 times.
    assert passed > seconds / 0.005


@pytest.mark.parametrize("threads", [1, 2, 3, 8])
@pytest.mark.parametrize("shape", [(1, 1), (7, 100), (333, 257)])
def test_planes_have_the_same_bits_on_any_number_of_threads(threads: int, shape: tuple[int, int]) -> None:
    kernel = Kernel("gaussian([7, 7], 1.5)", "f32", padding="same", border="reflect101")
    array = noise(shape, "float32")
    assert kernel.apply(array, threads=threads).tobytes() == kernel.apply(array).tobytes()


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_signals_and_layers_have_the_same_bits_on_any_number_of_threads(threads: int) -> None:
    signal = Signal("lowpass(63, 0.25)", "f32", padding="same")
    array = noise((100_000,), "float32")
    assert signal.apply(array, threads=threads).tobytes() == signal.apply(array).tobytes()
    layer = Layer(noise((8, 4, 3, 3), "float32"), padding=1)
    batch = noise((3, 4, 17, 19), "float32")
    assert layer.apply(batch, threads=threads).tobytes() == layer.apply(batch).tobytes()


@pytest.mark.parametrize("threads", [0, 1025])
def test_a_number_of_threads_that_cannot_be_is_an_error(threads: int) -> None:
    with pytest.raises(ValueError, match="`threads` is a number from 1 to 1024"):
        HEAVY.apply(np.zeros((40, 40)), threads=threads)


def test_one_kernel_serves_many_threads_at_once() -> None:
    kernel = Kernel("sobel_x", "u8", "i16", padding="same")
    array = noise((200, 300), "uint8")
    expected = kernel.apply(array)
    wrong: list[int] = []

    def work() -> None:
        wrong.extend(turn for turn in range(50) if not np.array_equal(kernel.apply(array), expected))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not wrong


# Newer versions of Python warn of it.
@pytest.mark.filterwarnings("ignore:.*fork.*")
def test_a_forked_process_has_threads_of_its_own() -> None:
    kernel = Kernel("box([3, 3])", "u8", padding="same")
    array = noise((300, 300), "uint8")
    expected = kernel.apply(array, threads=2)

    def work() -> None:
        # What multiprocessing takes for a failure.
        if not np.array_equal(kernel.apply(array, threads=2), expected):
            raise AssertionError

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join(30)
    assert child.exitcode == 0
