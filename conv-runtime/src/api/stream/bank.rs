//! Streams of a bank: one buffer, whose windows every kernel sums.

use super::blocks::{Blocks, apart};
use super::{counts, shown};
use crate::api::Outputs;
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{BankJob, Memory};
use crate::exec::simd::detected;
use conv_plan::window::{StreamAxis, Window};
use core::fmt;
use core::ops::Range;

/// The state of a signal that comes in blocks, of which a bank makes `N`:
/// [`SignalBank::stream`](crate::SignalBank::stream), or the method `stream` of a declared struct,
/// whose buffer `B` is an array.
///
/// Each output has the bits that [`Stream`](crate::Stream) gives for its kernel: those of all
/// [`push`](Self::push)es and of [`finish`](Self::finish) together are those of `apply` on all
/// blocks together. The blocks are held once, whatever the number of kernels.
///
/// ```
/// # use conv_plan::window::Padding;
/// # use conv_runtime::{DynSignalBank, Error, SignalBank};
/// let taps = [[0.5, 0.5], [0.5, -0.5]];
/// let haar = DynSignalBank::<f32, f32, 2>::builder(taps).stride(2).build()?;
/// let mut stream = haar.stream()?;
/// let (mut means, mut details) = ([0.0; 2], [0.0; 2]);
/// assert_eq!(stream.push(&[1.0, 3.0, 4.0], [&mut means, &mut details])?, 1);
/// assert_eq!((means[0], details[0]), (2.0, -1.0));
/// // The 4 waits for the next block.
/// assert_eq!((stream.latency(), stream.outputs(3)), (1, 2));
/// assert_eq!(stream.push(&[8.0, 6.0, 6.0], [&mut means, &mut details])?, 2);
/// assert_eq!((means, details), ([6.0, 6.0], [-2.0, 0.0]));
/// assert_eq!(stream.outputs_at_end(), 0);
/// assert_eq!(stream.finish([&mut [], &mut []])?, 0);
/// stream.reset();
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct BankStream<'k, In, Out, B, const N: usize> {
    bank: &'k dyn Outputs<In = In, Out = Out>,
    blocks: Blocks<B>,
}

impl<'k, In, Out, B, const N: usize> BankStream<'k, In, Out, B, N>
where
    In: Element,
    Out: Element,
    B: AsRef<[In]> + AsMut<[In]>,
{
    /// A stream of a bank whose kernels have this window, with a buffer of [`StreamAxis::buffer`]
    /// elements.
    pub(crate) const fn new(
        bank: &'k dyn Outputs<In = In, Out = Out>,
        (window, axis): (Window, StreamAxis),
        buffer: B,
    ) -> Self {
        Self {
            bank,
            blocks: Blocks::new(window, axis, buffer),
        }
    }

    counts!();

    /// Takes a block of any length, and writes the outputs that it completes to the beginning of
    /// each of `out`; returns how many they are in each.
    ///
    /// Nothing is allocated.
    ///
    /// # Errors
    ///
    /// [`Error::OutputLength`] if one of `out` is shorter than [`outputs`](Self::outputs) says; the
    /// block is not taken then.
    pub fn push(&mut self, block: &[In], mut out: [&mut [Out]; N]) -> Result<usize, Error> {
        let bank = self.bank;
        enough(self.blocks.outputs(block.len()), &out)?;
        self.blocks.push(block, &mut |window, src, outputs| {
            sum(bank, window, src, (&mut out, outputs))
        })
    }

    /// Writes the outputs that the padding after the last element completes to the beginning of
    /// each of `out`, and returns how many they are in each; the stream is then as new.
    ///
    /// A signal on which `apply` fails, because it is empty or shorter than the kernels, has no
    /// outputs here.
    ///
    /// # Errors
    ///
    /// [`Error::OutputLength`] if one of `out` is shorter than
    /// [`outputs_at_end`](Self::outputs_at_end) says; nothing changes then.
    pub fn finish(&mut self, mut out: [&mut [Out]; N]) -> Result<usize, Error> {
        let bank = self.bank;
        enough(self.blocks.outputs_at_end(), &out)?;
        self.blocks
            .finish(&mut |window, src, outputs| sum(bank, window, src, (&mut out, outputs)))
    }
}

/// That each output has room for so many.
fn enough<Out>(expected: usize, out: &[&mut [Out]]) -> Result<(), Error> {
    match out.iter().position(|out| out.len() < expected) {
        Some(output) => Err(Error::OutputLength {
            output,
            expected,
            found: out[output].len(),
        }),
        None => Ok(()),
    }
}

fn sum<In: Element, Out: Element, const N: usize>(
    bank: &dyn Outputs<In = In, Out = Out>,
    window: &Window,
    src: &[In],
    (out, outputs): (&mut [&mut [Out]; N], Range<usize>),
) -> Result<(), Error> {
    let parts = out.each_mut().map(|out| &mut out[outputs.clone()]);
    if src.is_empty() {
        let (window, some) = apart(*window);
        let mut found = [[Out::default(); 2]; N];
        let mut firsts = found.each_mut().map(|outputs| &mut outputs[..some]);
        sum(bank, &window, &[In::default()], (&mut firsts, 0..some))?;
        for (part, [first, _]) in parts.into_iter().zip(found) {
            part.fill(first);
        }
        return Ok(());
    }
    let src = Plane::new(src, src.len(), 1)?;
    let mut parts = parts.map(PlaneMut::signal);
    let (window, memory) = ((window, 1), Memory::STACK);
    bank.run_bank_direct(BankJob::new(detected(), window, src, &mut parts, memory)?)
}

impl<In, Out, B, const N: usize> fmt::Debug for BankStream<'_, In, Out, B, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        shown(f, "BankStream", &self.bank, self.blocks.count)
    }
}
