//! "I want to ..": a program of a few lines for each job.
//!
//! | page | jobs |
//! |---|---|
//! | [`pictures`] | blur, sharpen, edges, threshold, shrink, find; colours and opacity |
//! | [`signals`] | averages, slopes, bands, other rates, streams, missing data, echoes |
//! | [`running`] | regions, tiles, in place, frames, no allocator; files, run time, layers; proofs |
//!
//! [`language`](super::language) has the keys, and [`kernels`](super::kernels) each kernel by name.
//! The pages need features to be built: `matching`, `fft` and `npy`.

page!(
    pictures,
    "docs/guide/cookbook/pictures.md",
    feature = "matching"
);
page!(signals, "docs/guide/cookbook/signals.md", feature = "fft");
page!(running, "docs/guide/cookbook/running.md", feature = "npy");
