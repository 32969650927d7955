//! "I want to ..": a few lines for each job, which compile and run as they stand.
//!
//! | page | jobs |
//! |---|---|
//! | [`pictures`] | blur, sharpen, edges, threshold, shrink, find; colours and opacity |
//! | [`signals`] | averages, slopes, bands, other rates, streams, missing data, echoes |
//! | [`running`] | regions, tiles, in place, frames, no allocator; files, run time, layers; proofs |
//!
//! The README explains the keys, and [`kernels`](super::kernels) each kernel by name. A page is here
//! with the features that its code needs: `matching`, `fft`, and `npy`.

/// Pictures and colours.
#[cfg_attr(feature = "matching", doc = "")]
#[cfg_attr(
    feature = "matching",
    doc = include_str!("../../docs/guide/cookbook/pictures.md")
)]
pub mod pictures {}

/// Samples of sound, sensors and time series.
#[cfg_attr(feature = "fft", doc = "")]
#[cfg_attr(
    feature = "fft",
    doc = include_str!("../../docs/guide/cookbook/signals.md")
)]
pub mod signals {}

/// Ways to run a kernel, where kernels come from, and how to trust them.
#[cfg_attr(feature = "npy", doc = "")]
#[cfg_attr(
    feature = "npy",
    doc = include_str!("../../docs/guide/cookbook/running.md")
)]
pub mod running {}
