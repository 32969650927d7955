//! Kernels that the macro declares with the key `channels`.

use super::kernel::Generated;
use crate::api::convolution::{Declared, Mixes};
use crate::api::mix::{MixFilter, Mixed};
use crate::data::{Error, Pixels, PlaneMut};
use crate::exec::Element;
use crate::exec::mixed::{Mixable, Mixing};
use crate::exec::planes::{Job, Memory};
use crate::exec::simd::detected;
#[cfg(feature = "alloc")]
use conv_plan::rules::ConvSpec;
use conv_plan::rules::WeightsRef;
use conv_plan::window::Window;

/// What the macro writes for a struct that mixes, whose bodies run over rows of mixed values: those
/// are the `In` of [`Generated`].
pub trait GeneratedMix: Generated<In: Mixable> + Declared<Kind = Mixes> {
    /// Type of the elements of pixels.
    type Pixel: Element;
    /// Elements of a pixel.
    const CHANNELS: usize;
    /// The weights, one for each of them.
    const MIX: WeightsRef<'static>;
}

/// The struct mixes so many channels.
pub trait MixOf<const N: usize>: GeneratedMix {}

#[diagnostic::do_not_recommend]
impl<K: GeneratedMix> Mixed for K {
    fn mixed_window(&self) -> Window {
        K::DECLARATION.window
    }

    fn mixed_channels(&self) -> usize {
        K::CHANNELS
    }

    fn run_mixed(&self, call: Mixing<'_, K::Pixel, K::Out>) -> Result<(), Error> {
        call.run::<K::In>(K::MIX, &|job| Generated::run::<1>(self, job))
    }

    #[cfg(feature = "alloc")]
    fn mixed_kernel(&self) -> ConvSpec {
        K::DECLARATION.to_mixed(self.weights(), K::MIX)
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize, K: MixOf<N>> MixFilter<N> for K {}

/// Filters an array of `H` rows of `W` pixels into one of `OH` rows of `OW` elements, whose sizes
/// [`check_array`](super::check_array) accepts.
pub fn apply_mixed_array<
    K: MixOf<N>,
    const N: usize,
    const H: usize,
    const W: usize,
    const OH: usize,
    const OW: usize,
>(
    kernel: &K,
    src: &[[[K::Pixel; N]; W]; H],
) -> [[K::Out; OW]; OH] {
    let mut dst = [[K::Out::default(); OW]; OH];
    let window = (K::DECLARATION.window, N);
    let mut mixed = [[K::In::default(); W]; H];
    // The sizes were proven, and nothing is allocated, so none of these can fail.
    if let (Ok(src), Ok(to)) = (
        Pixels::new(src.as_flattened(), W, H),
        PlaneMut::new(dst.as_flattened_mut(), OW, OH),
    ) && let Ok(mut call) =
        Mixing::new(detected(), window, src.elements(), None, to, Memory::STACK)
    {
        let run = |job: Job<'_, K::In, K::Out>| Generated::run::<1>(kernel, job);
        let done = call.over_plane(K::MIX, &run, mixed.as_flattened_mut(), Memory::STACK);
        invariant!(done.is_ok(), "sizes proven at compile time were refused");
    }
    dst
}
