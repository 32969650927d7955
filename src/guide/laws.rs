//! The laws of convolution, a page each: the law, code that shows it, where it holds and where it
//! fails, and the tests that prove it.
//!
//! | page | law |
//! |---|---|
//! | [`commutativity`] | `a * b = b * a` |
//! | [`associativity`] | `a * (b * x) = (a * b) * x` |
//! | [`distributivity`] | `a * (x + y) = a * x + a * y` |
//! | [`flip`] | convolution is correlation with flipped taps |
//! | [`translation`] | a shift of the input shifts the output |
//! | [`gain`] | `sum y = (sum k) (sum x)` |
//! | [`range`](mod@range) | `min x <= y <= max x` for averages |
//! | [`adjoint`] | `<A x, y> = <x, A' y>` |
//! | [`theorem`] | `DFT(k * x) = DFT(k) DFT(x)` |
//! | [`sharing`] | all outputs have the same taps |
//! | [`locality`] | an output depends on its receptive field alone |
//!
//! `*` is convolution. Floats are those of `method: direct`, the default. Bounds are in
//! `gamma(n) = n u / (1 - n u)`, the error of `n` roundings; `u` is `2^-24` for `f32` and `2^-53`
//! for `f64` (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). The tests draw
//! kernels and inputs at random, on every CPU level of the machine; the number of cases of each is
//! in its name. This runs the tests:
//!
//! ```sh
//! cargo test -p conv-kernel-tests --test laws
//! ```

page!(commutativity, "docs/guide/laws/commutativity.md");

page!(associativity, "docs/guide/laws/associativity.md");

page!(distributivity, "docs/guide/laws/distributivity.md");

page!(flip, "docs/guide/laws/flip.md");

page!(translation, "docs/guide/laws/translation.md");

page!(gain, "docs/guide/laws/gain.md");

page!(range, "docs/guide/laws/range.md");

page!(adjoint, "docs/guide/laws/adjoint.md");

page!(theorem, "docs/guide/laws/theorem.md");

page!(sharing, "docs/guide/laws/sharing.md");

page!(locality, "docs/guide/laws/locality.md");
