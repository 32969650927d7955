//! The guide: how kernels are declared and run, and what convolutions are.
//!
//! | page | what it is about |
//! |---|---|
//! | [`first`] | A first kernel: five minutes from an empty program to a filtered picture. |
//! | [`language`] | The keys of a declaration, sizes, and messages; taps that are a constant. |
//! | [`borders`] | What lies beyond the edge, as number lines. |
//! | [`numbers`] | Types, the range proof, overflow, floats, real taps as integers. |
//! | [`expressions`] | Kernels by name, and what operators make of them. |
//! | [`facts`] | What is known about a kernel, rules about it, and its frequency response. |
//! | [`pixels`] | Colour: interleaved channels, opacity, channels mixed to one. |
//! | [`after`] | What is made of sums: absolute values, magnitudes, thresholds; several outputs. |
//! | [`regions`] | Parts of a plane, tiles, and filtering in place. |
//! | [`audio`] | Streams in blocks, frames of several channels, other sample rates. |
//! | [`missing`] | NaN as a hole in the data. |
//! | [`long`] | Kernels of hundreds of taps, by FFT. |
//! | [`matching`] | A small picture found in a larger one. |
//! | [`layers`] | Layers of several channels, transposed ones, chains, gradients. |
//! | [`runtime`] | Kernels whose taps or sizes are known only at run time; kernels as data. |
//! | [`verifying`] | All ways compared, the reference, and the matrix. |
//! | [`correctness`] | What is proven, what is tested against whom, with counts, and what is neither. |
//! | [`running`] | Buffers, threads, arrays, CPU levels, and the cost of a build. |
//! | [`features`] | The features of the crate, `no_std`, and limits. |
//! | [`coming_from`] | Names, borders and defaults of OpenCV, SciPy, PyTorch, ONNX, imageproc, CMSIS. |
//! | [`command_line`] | `conv`: kernels applied to files, explained, drawn and timed in a shell. |
//! | [`glossary`] | The words. |
//! | [`kernels`] | The library of kernels, with pictures, formulas and sources. |
//! | [`cookbook`] | "I want to ..": 32 jobs as programs of a few lines. |
//! | [`laws`] | The laws of convolution, and the tests that prove them. |
//! | [`measured`] | Times beside those of other libraries, where they go, and the cost of a build. |
//!
//! The guide adds nothing to your program. Some pages need a feature to be built: `fft`, `layers`,
//! `matching` or `npy`.

/// A page, and the pictures on it. Links come first, so that they lead to pages of the
/// documentation; those at the end of a file are for whoever reads the files.
macro_rules! page {
    ($name:ident, $file:literal $(, feature = $feature:literal)? $(, picture = $picture:literal)*) => {
        #[doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/links.txt"))]
        $(#[doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/guide/embedded/", $picture, ".txt"))])*
        $(#[cfg_attr(not(feature = $feature), doc = concat!("This page needs the feature `", $feature, "`. Build the guide with `cargo doc --no-deps --all-features --open`."))])?
        #[cfg_attr(all($(feature = $feature)?), doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/", $file)))]
        pub mod $name {}
    };
}

page!(first, "docs/guide/first.md");
page!(language, "docs/guide/language.md");
page!(borders, "docs/guide/borders.md");
page!(numbers, "docs/guide/numbers.md");
page!(expressions, "docs/guide/expressions.md");
page!(facts, "docs/guide/facts.md");
page!(pixels, "docs/guide/pixels.md");
page!(after, "docs/guide/after.md");
page!(regions, "docs/guide/regions.md");
page!(audio, "docs/guide/audio.md");
page!(missing, "docs/guide/missing.md");
page!(long, "docs/guide/long.md", feature = "fft");
page!(matching, "docs/guide/matching.md", feature = "matching");
page!(layers, "docs/guide/layers.md", feature = "layers");
page!(runtime, "docs/guide/runtime.md");
page!(verifying, "docs/guide/verifying.md", feature = "layers");
page!(correctness, "docs/correctness.md");
page!(running, "docs/guide/running.md");
page!(features, "docs/guide/features.md");
page!(coming_from, "docs/guide/coming_from.md");
page!(command_line, "docs/guide/command_line.md");
page!(glossary, "docs/guide/glossary.md");

pub mod cookbook;
pub mod kernels;
pub mod laws;
pub mod measured;
