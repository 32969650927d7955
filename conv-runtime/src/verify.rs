//! Every way to an output, compared on inputs that expose mistakes.
//!
//! For each size, each kind of input and each CPU level:
//!
//! ```text
//! reference            ~~  matrix view            exact for integers, within the bound for floats;
//!                                                 on finite inputs
//! kernel at a level    ~~  reference              the same
//! run-time kernel      ==  kernel at that level   to the bit (NaN payloads aside)
//! every other method   ==  kernel at the best level
//! ```
//!
//! `harness` compares anything that can be run in several [`ways`](harness::Ways): `kernels`, the
//! outputs of `banks` and `layers` are such things, and `mistakes` has some that are wrong on
//! purpose. `sizes` chooses what they are run on, so that there is always something to compare and
//! never too much.

mod banks;
mod harness;
mod inputs;
mod kernels;
#[cfg(feature = "layers")]
mod layers;
#[cfg(all(feature = "layers", feature = "trace"))]
pub mod mistakes;
mod sizes;

use crate::api::{Convolution, Kind};
use crate::data::Error;
use alloc::string::String;
use kernels::Kernels;
#[cfg(feature = "layers")]
use layers::Layers;

/// Checks a kernel, a bank of kernels or a layer against everything that should agree with it.
///
/// The kernel and its run-time form are run on every level of this CPU, and `apply`, `apply_into`,
/// `apply_with` and, with the feature `rayon`, `apply_par_into` (except for signals) on the best; a
/// layer also image by image. Of a bank each output is compared with its kernel in these ways. They are given small, awkward and large sizes that follow from the
/// window, with random values, extremes and, for floats, NaN and infinities. Their outputs are
/// compared with each other to the bit, and with the reference and the matrix view, which kernels
/// that mix channels do not have: exactly for integers, within the error bound of the plan for
/// floats.
///
/// ```
/// # use conv_runtime::{DynKernel, DynLayer, DynSignal, Error, Filter, verify};
/// verify(&DynSignal::<f32, f32>::builder([0.25f32, 0.5, 0.25]).build()?)?;
/// verify(&DynLayer::<u8, i32>::builder([1, -1, 2, 3], [2, 1, 1, 2]).bias([5, -5]).build()?)?;
/// let filters: [Box<dyn Filter<In = u8, Out = i16>>; 1] =
///     [Box::new(DynKernel::builder([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]).build()?)];
/// for filter in &filters {
///     verify(&**filter)?;
/// }
/// # Ok::<(), Error>(())
/// ```
///
/// # Work
///
/// The work is bounded: usual windows take a fraction of a second where these crates are optimised,
/// the largest and most dilated ones a few seconds. A multiply-add is one step, or 16 where the
/// window fits no buffer and is computed tap by tap; an element of input or output is 16, and so is
/// one that a layer stages around its input, for its padding or a dilation. One way takes at most
/// 2^27 steps over all sizes, a layer 2^25, and sizes beyond that are left out. The smallest size,
/// and one whose output has both an interior and borders, may take 2^30 steps each. Sizes of more
/// than 2^21 steps are run on random values only.
///
/// Methods and levels are compared on every output. The reference and the matrix view compute all
/// outputs up to 2^18 multiply-adds (2^16 for a layer), and beyond that at most 251, spread evenly.
///
/// # Errors
///
/// [`Error::Mismatch`] with the first difference; [`Error::NothingCompared`] if even the smallest
/// input or its output is beyond the bound; otherwise those of `apply`.
pub fn verify<C: Convolution + ?Sized>(convolution: &C) -> Result<(), Error> {
    let name = &as_written(convolution.type_name());
    match convolution.kind() {
        Kind::Plane(filter) => harness::compare(&mut Kernels::plane(filter), name),
        Kind::Signal(filter) => harness::compare(&mut Kernels::signal(filter), name),
        Kind::Mix(filter) => harness::compare(&mut Kernels::mix(filter), name),
        Kind::Bank(bank) => banks::compare(bank, name),
        #[cfg(feature = "layers")]
        Kind::Layer(layer) => harness::compare(&mut Layers::new(layer)?, name),
    }
}

/// A type without the modules of this crate, which users see under other names or not at all.
fn as_written(name: &str) -> String {
    let in_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
    let mut written = String::new();
    for part in name.split_inclusive(|c| !in_path(c)) {
        let last = match part.strip_prefix("conv_runtime::") {
            Some(path) => path.rsplit("::").next().unwrap_or(path),
            None => part,
        };
        written.push_str(last);
    }
    written
}
