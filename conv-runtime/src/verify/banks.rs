//! Banks: each output as the kernel that it is of, computed by calls of the whole bank.

use super::harness;
use super::kernels::Kernels;
use crate::api::{BankKernel, Outputs};
use crate::data::{Error, Level, Plane, PlaneMut, Way, try_filled};
use crate::exec::Element;
use crate::exec::planes::{BankJob, Memory, Scratch};
use crate::exec::simd::detected;
use alloc::format;
use alloc::vec::Vec;

type Bank<'a, In, Out> = &'a dyn Outputs<In = In, Out = Out>;

/// One output of a bank.
pub(super) struct Output<'a, In, Out> {
    bank: Bank<'a, In, Out>,
    index: usize,
    pub(super) kernel: BankKernel<'a, In, Out>,
    pub(super) outputs: usize,
}

/// Compares the ways to each output.
pub(super) fn compare<In: Element, Out: Element>(
    bank: Bank<'_, In, Out>,
    name: &str,
) -> Result<(), Error> {
    let kernels = || (0..).map_while(|index| bank.output(index));
    for (index, kernel) in kernels().enumerate() {
        let name = match bank.name(index) {
            Some(output) => format!("{name}, output `{output}`"),
            None => format!("{name}, output {index}"),
        };
        let output = Output {
            bank,
            index,
            kernel,
            outputs: kernels().count(),
        };
        harness::compare(&mut Kernels::output(output), &name)?;
    }
    Ok(())
}

impl<In: Element, Out: Element> Output<'_, In, Out> {
    /// Computes all outputs in one way, and keeps this one.
    pub(super) fn run(
        &self,
        (way, level): (Way, Level),
        src: Plane<'_, In>,
        (y, size): (&mut [Out], (usize, usize)),
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let length = y.len();
        let spare = length.checked_mul(self.outputs - 1);
        let mut spare = try_filled(spare.ok_or(Error::SizeOverflow)?, Out::default())?;
        let (before, after) = spare.split_at_mut(self.index * length);
        let before = before.chunks_exact_mut(length.max(1));
        let after = after.chunks_exact_mut(length.max(1));
        let all = before.chain(core::iter::once(y)).chain(after);
        let mut dst = all
            .map(|y| PlaneMut::new(y, size.0, size.1))
            .collect::<Result<Vec<_>, Error>>()?;
        let window = self.bank.common_window();
        let (token, memory) = match way {
            Way::ApplyIntoAt => (level.token().ok_or(Error::Level(level))?, Memory::STACK),
            Way::ApplyInto => (detected(), Memory::STACK),
            #[cfg(feature = "rayon")]
            Way::ApplyParInto => return self.bank.run_bank_par(&window, src, dst),
            _ => (detected(), Memory::Scratch(scratch)),
        };
        let job = BankJob::new(token, (&window, 1), src, &mut dst, memory)?;
        self.bank.run_bank(job)
    }
}
