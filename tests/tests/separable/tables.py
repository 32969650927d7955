"""Writes tables.rs: Gaussians as tables, as a user pastes them."""
from math import exp, fsum
from struct import pack, unpack
from textwrap import fill


def single(value):
    """The shortest digits of the nearest single."""
    (nearest,) = unpack("f", pack("f", value))
    for digits in range(1, 10):
        text = f"{nearest:.{digits}g}"
        if pack("f", float(text)) == pack("f", nearest):
            return written(text)


def written(text):
    mantissa, _, exponent = text.partition("e")
    mantissa = mantissa if "." in mantissa else mantissa + ".0"
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def gaussian(size, sigma):
    taps = [exp(-((i - size // 2) ** 2) / (2 * sigma**2)) for i in range(size)]
    total = fsum(taps)
    return [tap / total for tap in taps]


print("//! Gaussians as tables, whose taps are rounded one by one: written by `tables.py`.\n")
print("use conv_kernel::conv_filter;")
for name, ty, rows, columns, keys in [
    ("Blur5", "f32", (5, 1.0), (5, 1.0), "border: reflect101, separable: approximate(1e-6)"),
    ("Blur7", "f32", (7, 1.2), (7, 1.2), "border: replicate, separable: approximate(1e-6)"),
    ("Blur11", "f32", (11, 1.5), (11, 1.5), "border: reflect, separable: approximate(1e-6)"),
    ("Oblong", "f32", (7, 2.5), (9, 1.0), "border: [wrap, constant(7)], separable: approximate(1e-6)"),
    ("Doubles", "f64", (9, 1.5), (9, 1.5), "border: wrap, separable: approximate(1e-15)"),
    ("Dense", "f32", (11, 1.5), (11, 1.5), "border: reflect"),
]:
    digits = single if ty == "f32" else lambda tap: written(repr(tap))
    keys = f"{name}: {ty}, padding: same, {keys}"
    print(f"\n#[rustfmt::skip]\n#[conv_filter(\n    {keys},\n)]")
    constant = name.upper()
    print(f"pub(crate) const {constant}: [[{ty}; {columns[0]}]; {rows[0]}] = [")
    for a in gaussian(*rows):
        taps = ", ".join(digits(a * b) for b in gaussian(*columns))
        print(fill(f"[{taps}],", 100, initial_indent="    ", subsequent_indent="     "))
    print("];")
