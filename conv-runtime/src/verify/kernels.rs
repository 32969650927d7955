//! Kernels of planes and signals, in every way.

use super::banks::Output;
use super::harness::Ways;
#[cfg(feature = "rayon")]
use crate::api::in_bands;
use crate::api::{BankKernel, DynKernel, DynSignal, Filter, Interpreted, Mixed, SignalFilter};
use crate::data::{Error, Level, Plane, PlaneMut, Way, try_filled};
use crate::exec::Element;
use crate::exec::mixed::Mixing;
use crate::exec::planes::{Memory, STACK_LANES, Scratch};
use crate::exec::simd::detected;
use crate::oracle::matrix::ConvMatrix;
use crate::oracle::reference::{Combined, Sum};
use alloc::vec::Vec;
#[cfg(feature = "fft")]
use conv_plan::analysis::fft_error;
use conv_plan::plan::Plan;
#[cfg(feature = "fft")]
use conv_plan::rules::Weights;
use conv_plan::rules::{ConvSpec, Mix};
#[cfg(feature = "fft")]
use conv_plan::window::Border;
use conv_plan::window::Window;

pub(super) struct Kernels<'a, In, Out> {
    both: Both<'a, In, Out>,
    /// The bank that the kernel is of, if it is run as one of its outputs.
    output: Option<Output<'a, In, Out>>,
    kernel: ConvSpec,
    combined: Combined,
    operations: usize,
    scratch: Scratch,
}

/// Steps of a multiply-add outside vectors: 0.2 G/s were measured where 3 to 20 G/s are usual.
const TAP_BY_TAP: usize = 16;

/// Columns of a window that cost a step: if there are too few rows for a tile, they are staged
/// again for every 64 outputs.
const STAGED: usize = 256;

/// The sum of each kernel whose sums are combined, and how far an FFT may be from it beyond what a
/// direct sum may.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) sums: Vec<Sum>,
    more: f64,
}

/// A kernel and its run-time kernel.
enum Both<'a, In, Out> {
    Plane(&'a dyn Filter<In = In, Out = Out>, DynKernel<In, Out>),
    Signal(&'a dyn SignalFilter<In = In, Out = Out>, DynSignal<In, Out>),
    Mix(&'a dyn Mixed<In = In, Out = Out>, Interpreted<In, Out>),
}

impl<'a, In: Element, Out: Element> Kernels<'a, In, Out> {
    pub(super) fn plane(filter: &'a dyn Filter<In = In, Out = Out>) -> Self {
        Self {
            both: Both::Plane(filter, filter.to_dyn()),
            output: None,
            combined: Combined::new(&filter.kernel()),
            kernel: filter.kernel(),
            operations: filter.explain().operations(),
            scratch: Scratch::new(),
        }
    }

    pub(super) fn output(output: Output<'a, In, Out>) -> Self {
        let alone = match output.kernel {
            BankKernel::Plane(filter) => Self::plane(filter),
            BankKernel::Signal(filter) => Self::signal(filter),
        };
        Self {
            output: Some(output),
            ..alone
        }
    }

    pub(super) fn signal(filter: &'a dyn SignalFilter<In = In, Out = Out>) -> Self {
        Self {
            both: Both::Signal(filter, filter.to_dyn()),
            output: None,
            combined: Combined::new(&filter.kernel()),
            kernel: filter.kernel(),
            operations: filter.explain().operations(),
            scratch: Scratch::new(),
        }
    }
}

impl<'a, In: Element, Out: Element> Kernels<'a, In, Out> {
    pub(super) fn mix(filter: &'a dyn Mixed<In = In, Out = Out>) -> Self {
        let kernel = filter.mixed_kernel();
        Self {
            both: Both::Mix(filter, filter.interpreted()),
            output: None,
            operations: Plan::new(&kernel).operations() + filter.mixed_channels(),
            combined: Combined::new(&kernel),
            kernel,
            scratch: Scratch::new(),
        }
    }

    /// Elements of a pixel; 1 in a plane.
    fn channels(&self) -> usize {
        self.kernel.mix().map_or(1, Mix::channels)
    }

    /// One way of a kernel that mixes.
    fn run_mixed(
        &mut self,
        way: Way,
        level: Level,
        (src, size): (Plane<'_, In>, (usize, usize)),
        y: &mut [Out],
    ) -> Result<(), Error> {
        let Both::Mix(filter, dynamic) = &self.both else {
            return Ok(());
        };
        let window = (self.kernel.window(), self.channels());
        let dst = PlaneMut::new(y, size.0, size.1)?;
        let (token, memory) = match way {
            Way::ApplyIntoAt | Way::RunTime => {
                (level.token().ok_or(Error::Level(level))?, Memory::STACK)
            }
            Way::ApplyInto => (detected(), Memory::STACK),
            #[cfg(feature = "rayon")]
            Way::ApplyParInto => return in_bands(*filter, src, dst),
            _ => (detected(), Memory::Scratch(&mut self.scratch)),
        };
        let call = Mixing::new(token, window, src, None, dst, memory)?;
        match way {
            Way::RunTime => dynamic.run(call),
            _ => filter.run_mixed(call),
        }
    }
}

impl<In: Element, Out: Element> Kernels<'_, In, Out> {
    /// What the kernel's FFT may add to the error of a float sum over planes of this size; infinite
    /// if an input is not finite, which spoils a block.
    fn error_by_fft(&self, x: &[In], (width, height): (usize, usize)) -> Result<f64, Error> {
        #[cfg(feature = "fft")]
        {
            let estimates = match &self.both {
                Both::Plane(filter, _) => filter.estimates(width, height)?,
                Both::Signal(filter, _) => filter.estimates(width)?,
                Both::Mix(..) => None,
            };
            let unit = match self.kernel.weights() {
                Weights::Integer { .. } => return Ok(0.0),
                Weights::F32(_) => f64::from(f32::EPSILON) / 2.0,
                Weights::F64(_) => f64::EPSILON / 2.0,
            };
            if let Some(block) = estimates.and_then(|estimates| estimates.block) {
                let taps = (0..self.kernel.tap_count()).map(|tap| self.kernel.tap_f64(tap));
                let taps = taps.map(|tap| tap * tap).sum::<f64>().sqrt();
                let window = self.kernel.window();
                let borders =
                    [window.row_border, window.column_border].map(|border| match border {
                        Border::Constant(value) => value,
                        _ => 0.0,
                    });
                let values = x.iter().map(|x| x.to_f64()).chain(borders).map(f64::abs);
                let larger = |largest: f64, x: f64| match x.is_finite() {
                    true => largest.max(x),
                    false => f64::INFINITY,
                };
                let largest = values.fold(0.0, larger);
                let points = block.points();
                let error = fft_error(points, unit, taps, largest * (2.0 * points as f64).sqrt());
                return Ok(if error.is_nan() { f64::INFINITY } else { error });
            }
        }
        let _ = (x, width, height);
        Ok(0.0)
    }
}

impl<In: Element, Out: Element> Ways for Kernels<'_, In, Out> {
    type In = In;
    type Out = Out;
    type Sum = Judged;
    const WORK: usize = 1 << 27;
    const EXHAUSTIVE: usize = 1 << 18;

    fn rank(&self) -> usize {
        match self.both {
            Both::Plane(..) | Both::Mix(..) => 2,
            Both::Signal(..) => 1,
        }
    }

    fn window(&self) -> Window {
        self.kernel.window()
    }

    fn one_axis(&self) -> bool {
        self.rank() == 1
    }

    fn depth(&self) -> usize {
        // Each way of a bank computes all outputs.
        let kernels = self.output.as_ref().map_or(1, |output| output.outputs);
        let taps = self.kernel.tap_count().saturating_mul(self.channels());
        taps.saturating_mul(kernels)
    }

    fn effort(&self) -> usize {
        let Window { rows, columns, .. } = self.kernel.window();
        let (Some(height), Some(width)) = (rows.extent(), columns.extent()) else {
            return usize::MAX;
        };
        // What a tile of 4 rows and 64 columns reads, against what `apply_into` has room for.
        let staged = height
            .saturating_add(rows.stride.saturating_mul(4))
            .saturating_mul(width.saturating_add(64));
        let tap = if staged > STACK_LANES { TAP_BY_TAP } else { 1 };
        self.depth().saturating_mul(tap)
    }

    fn staging(&self, _: [usize; 4], [_, _, rows, columns]: [usize; 4]) -> Option<usize> {
        let width = self.kernel.window().columns.extent()?;
        (width / STAGED).checked_mul(rows)?.checked_mul(columns)
    }

    fn input(&self, _: usize, rows: usize, columns: usize) -> [usize; 4] {
        [1, 1, rows, columns]
    }

    fn inputs(&self, shape: [usize; 4]) -> Option<usize> {
        self.elements(shape)?.checked_mul(self.channels())
    }

    fn output(&self, [_, _, rows, columns]: [usize; 4]) -> Result<[usize; 4], Error> {
        match &self.both {
            Both::Plane(filter, _) => {
                let (width, height) = filter.output_size(columns, rows)?;
                Ok([1, 1, height, width])
            }
            Both::Signal(filter, _) => Ok([1, 1, 1, filter.output_len(columns)?]),
            Both::Mix(filter, _) => {
                let (rows, columns) = filter.mixed_window().resolve(columns, rows)?;
                Ok([1, 1, rows.output, columns.output])
            }
        }
    }

    fn methods(&self) -> &'static [Way] {
        match (&self.both, &self.output) {
            (Both::Signal(..), None) => &[Way::Apply, Way::ApplyInto, Way::ApplyWith],
            _ => &[
                Way::Apply,
                Way::ApplyInto,
                Way::ApplyWith,
                #[cfg(feature = "rayon")]
                Way::ApplyParInto,
            ],
        }
    }

    fn run(
        &mut self,
        way: Way,
        level: Level,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
    ) -> Result<(), Error> {
        let [_, _, rows, columns] = shape;
        let [_, _, height, width] = Ways::output(self, shape)?;
        // The others are those of the kernel alone.
        if let Some(output) = &self.output
            && !matches!(way, Way::RunTime | Way::Apply)
        {
            let (src, y) = (Plane::new(x, columns, rows)?, (y, (width, height)));
            return output.run((way, level), src, y, &mut self.scratch);
        }
        match &self.both {
            Both::Mix(..) => {
                let src = Plane::new(x, columns.saturating_mul(self.channels()), rows)?;
                self.run_mixed(way, level, (src, (width, height)), y)
            }
            Both::Plane(filter, dynamic) => {
                let src = Plane::new(x, columns, rows)?;
                let dst = PlaneMut::new(y, width, height)?;
                match way {
                    Way::ApplyIntoAt => filter.apply_into_at(level, src, dst),
                    Way::RunTime => dynamic.apply_into_at(level, src, dst),
                    Way::Apply => copied(filter.apply(src)?.data(), y),
                    Way::ApplyInto => filter.apply_into(src, dst),
                    Way::ApplyWith => filter.apply_with(src, dst, &mut self.scratch),
                    #[cfg(feature = "rayon")]
                    Way::ApplyParInto => filter.apply_par_into(src, dst),
                    _ => Ok(()),
                }
            }
            Both::Signal(filter, dynamic) => match way {
                Way::ApplyIntoAt => filter.apply_into_at(level, x, y),
                Way::RunTime => dynamic.apply_into_at(level, x, y),
                Way::Apply => copied(&filter.apply(x)?, y),
                Way::ApplyInto => filter.apply_into(x, y),
                Way::ApplyWith => filter.apply_with(x, y, &mut self.scratch),
                _ => Ok(()),
            },
        }
    }

    fn sums(&self, x: &[In], shape: [usize; 4], outputs: &[usize]) -> Result<Vec<Judged>, Error> {
        let [_, _, rows, columns] = shape;
        let src = Plane::new(x, columns.saturating_mul(self.channels()), rows)?;
        let extents = self.kernel.window().resolve(columns, rows)?;
        let width = extents.1.output;
        let zero = Judged {
            sums: Vec::new(),
            more: self.error_by_fft(x, (columns, rows))?,
        };
        let mut sums = try_filled(outputs.len(), zero)?;
        for (Judged { sums, .. }, index) in sums.iter_mut().zip(outputs) {
            let place = (index / width, index % width);
            *sums = self.combined.sums_at(src, &extents, place);
        }
        Ok(sums)
    }

    fn has_matrix(&self) -> bool {
        self.kernel.parts() == 1 && !matches!(self.both, Both::Mix(..))
    }

    fn matrix(&self, x: &[In], shape: [usize; 4], outputs: &[usize]) -> Result<Vec<Out>, Error> {
        let [_, _, rows, columns] = shape;
        let matrix = match &self.both {
            Both::Plane(filter, _) => filter.matrix(columns, rows)?,
            Both::Signal(filter, _) => filter.matrix(columns)?,
            Both::Mix(..) => ConvMatrix::new(&self.kernel, columns, rows)?,
        };
        matrix.outputs(outputs, x)
    }

    fn finish(&self, Judged { sums, .. }: &Judged) -> Out {
        self.combined.finish(sums)
    }

    fn agrees(&self, Judged { sums, more }: &Judged, found: Out) -> bool {
        let operations = self.operations;
        self.combined.agrees_within(sums, operations, *more, found)
    }
}

/// Copies what a method has allocated.
pub(super) fn copied<T: Copy>(from: &[T], to: &mut [T]) -> Result<(), Error> {
    if from.len() != to.len() {
        return Err(Error::Length {
            expected: to.len(),
            found: from.len(),
        });
    }
    to.copy_from_slice(from);
    Ok(())
}
