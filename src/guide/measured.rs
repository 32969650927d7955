//! What was measured, and how: each page says which command makes it.
//!
//! | page | what it has |
//! |---|---|
//! | [`peers`] | planes and signals beside OpenCV, IPP, Halide, SciPy and crates of Rust |
//! | [`layers`] | layers beside ONNX Runtime and oneDNN |
//! | [`fft`] | long kernels and template matching, by both methods |
//! | [`speed`] | where the time goes, and what was tried |
//! | [`build_cost`] | seconds and bytes that a kernel adds to a program |
//! | [`embedded`] | flash, stack and instructions on a Cortex-M4F |

page!(peers, "docs/peers.md", picture = "peers");
page!(layers, "docs/layers.md");
page!(fft, "docs/fft.md");
page!(speed, "docs/speed.md");
page!(build_cost, "docs/build_cost.md");
page!(embedded, "docs/embedded.md");
