//! The library of kernels, a page for each group: pictures, formulas with their sources, parameters
//! and their ranges, and a declaration.
//!
//! | page | kernels |
//! |---|---|
//! | [`derivatives`] | `sobel_x`, `prewitt_x`, `scharr_x`, `roberts_x`, their `_y`; `kirsch`, `robinson` |
//! | [`smoothing`] | `box`, `binomial`, `gaussian`, `disk`, `motion` |
//! | [`sharpening`] | `laplacian`, `sharpen`, `emboss`, `log`, `dog` |
//! | [`gabor`] | `gabor` |
//! | [`signals`] | `savitzky_golay`, `lowpass`, `highpass`, `bandpass`, `bandstop`, `remez`, `hilbert` |
//! | [`building`] | `impulse`, `outer`, `ramp`, arrays, operators |
//!
//! Taps are for a correlation, which is the default `mode`: `x` and `y` are counted from the middle
//! of a kernel to the right and downwards, in elements, and the middle of an even number of taps
//! lies between two. A size is 1 to 4096 on each axis, and at most 65536 taps are made at once; a
//! kernel has at most 4096 of them without the feature `fft`. Fractions stay fractions. Where the
//! mathematics is irrational, each tap is the double nearest to its true value.
//!
//! The pictures are those of the example `gallery`, which draws the whole library on two sheets,
//! with a picture of yours if you name one:
//!
//! ```sh
//! cargo run --release --example gallery
//! ```

page!(
    derivatives,
    "docs/guide/kernels/derivatives.md",
    picture = "derivatives"
);

page!(
    smoothing,
    "docs/guide/kernels/smoothing.md",
    picture = "smoothing"
);

page!(
    sharpening,
    "docs/guide/kernels/sharpening.md",
    picture = "sharpening"
);

page!(gabor, "docs/guide/kernels/gabor.md", picture = "gabor");

page!(
    signals,
    "docs/guide/kernels/signals.md",
    picture = "signals"
);

page!(
    building,
    "docs/guide/kernels/building.md",
    picture = "building"
);
