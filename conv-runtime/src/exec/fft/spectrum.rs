//! The taps transformed, for the blocks that were asked for.

use super::lines::Precision;
use crate::data::{Error, try_filled};
use alloc::sync::Arc;
use alloc::vec::Vec;
use conv_plan::analysis::factors_of_tap;
use conv_plan::plan::{Block, Transform};
use conv_plan::rules::WeightsRef;
use conv_plan::window::Window;
use core::fmt;
use rustfft::num_complex::Complex;
use rustfft::{Fft, FftPlanner};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Spectra that are kept for a kernel: those of the sizes that were used last.
const MOST_SPECTRA: usize = 4;

/// The blocks chosen and the spectra computed for one kernel, kept from call to call.
///
/// A generated kernel has one in a `static`, a run-time kernel shares one among its clones.
#[derive(Default)]
pub struct Spectra {
    chosen: Mutex<Vec<Chosen>>,
    single: Mutex<Vec<Arc<Spectrum<f32>>>>,
    double: Mutex<Vec<Arc<Spectrum<f64>>>>,
}

/// An output's size, the width of vectors, and what was chosen.
type Chosen = (([usize; 2], usize), Option<Block>);

impl Spectra {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            chosen: Mutex::new(Vec::new()),
            single: Mutex::new(Vec::new()),
            double: Mutex::new(Vec::new()),
        }
    }

    /// What the plan chooses for an output.
    pub(super) fn choose(
        &self,
        transform: &Transform,
        outputs: [usize; 2],
        width: usize,
    ) -> Option<Block> {
        let mut chosen = locked(&self.chosen);
        let key = (outputs, width);
        if let Some((_, block)) = used(&mut chosen, |(known, _)| *known == key) {
            return *block;
        }
        let block = transform.choose(outputs, width);
        keep(&mut chosen, (key, block));
        block
    }
}

impl fmt::Debug for Spectra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = locked(&self.single).len() + locked(&self.double).len();
        write!(f, "Spectra({count})")
    }
}

/// A panic cannot leave these half changed, so poison is ignored.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is kept and looked for, which becomes the last to be dropped.
fn used<T>(kept: &mut [T], is_it: impl Fn(&T) -> bool) -> Option<&T> {
    let at = kept.iter().position(is_it)?;
    kept[at..].rotate_left(1);
    kept.last()
}

fn keep<T>(kept: &mut Vec<T>, value: T) {
    if kept.len() >= MOST_SPECTRA {
        kept.remove(0);
    }
    kept.push(value);
}

/// Precisions that have a place among the spectra.
pub(super) trait Kept: Precision {
    fn kept(spectra: &Spectra) -> &Mutex<Vec<Arc<Spectrum<Self>>>>;
}

impl Kept for f32 {
    fn kept(spectra: &Spectra) -> &Mutex<Vec<Arc<Spectrum<Self>>>> {
        &spectra.single
    }
}

impl Kept for f64 {
    fn kept(spectra: &Spectra) -> &Mutex<Vec<Arc<Spectrum<Self>>>> {
        &spectra.double
    }
}

/// The transforms of a block, and the taps as they are multiplied by.
pub(super) struct Spectrum<T: Precision> {
    size: [usize; 2],
    pub(super) along_rows: Axis<T>,
    pub(super) along_columns: Axis<T>,
    /// Row by row of the turned block; divided by its elements, as transforms there and back
    /// multiply by them.
    pub(super) values: Vec<Complex<T>>,
}

/// The transforms of one axis.
pub(super) struct Axis<T: Precision> {
    pub(super) forward: Arc<dyn Fft<T>>,
    pub(super) inverse: Arc<dyn Fft<T>>,
}

impl<T: Precision> Axis<T> {
    fn new(planner: &mut FftPlanner<T>, length: usize) -> Self {
        Self {
            forward: planner.plan_fft_forward(length),
            inverse: planner.plan_fft_inverse(length),
        }
    }

    /// Elements that either transform works in.
    pub(super) fn scratch(&self) -> usize {
        let forward = self.forward.get_inplace_scratch_len();
        forward.max(self.inverse.get_inplace_scratch_len())
    }
}

impl<T: Kept> Spectrum<T> {
    /// The spectrum for blocks of a size, computed unless it is kept.
    pub(super) fn of(
        spectra: &Spectra,
        block: &Block,
        weights: WeightsRef<'_>,
        window: &Window,
    ) -> Result<Arc<Self>, Error> {
        let mut kept = locked(T::kept(spectra));
        if let Some(known) = used(&mut kept, |known| known.size == block.size) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(Self::new(block, weights, window)?);
        keep(&mut kept, Arc::clone(&made));
        Ok(made)
    }

    fn new(block: &Block, weights: WeightsRef<'_>, window: &Window) -> Result<Self, Error> {
        let [rows, columns] = block.size;
        let points = rows.checked_mul(columns).ok_or(Error::SizeOverflow)?;
        let mut values = try_filled(points, Complex::<T>::default())?;
        let mut planner = FftPlanner::new();
        let along_rows = Axis::new(&mut planner, columns);
        let along_columns = Axis::new(&mut planner, rows);
        let across = window.columns.kernel.max(1);
        place(weights, &mut |index, tap| {
            let row = index / across * window.rows.dilation;
            let column = index % across * window.columns.dilation;
            values[row * columns + column].re = T::of(tap);
        });
        let scratch = along_rows.scratch().max(along_columns.scratch());
        let mut scratch = try_filled(scratch, Complex::<T>::default())?;
        along_rows
            .forward
            .process_with_scratch(&mut values, &mut scratch);
        if rows > 1 {
            let mut turned = try_filled(points, Complex::<T>::default())?;
            transpose::transpose(&values, &mut turned, columns, rows);
            along_columns
                .forward
                .process_with_scratch(&mut turned, &mut scratch);
            values = turned;
        }
        // A correlation multiplies by the conjugate, a convolution would by the value.
        let all = T::of(points as f64);
        for value in &mut values {
            *value = value.conj().unscale(all);
        }
        Ok(Self {
            size: block.size,
            along_rows,
            along_columns,
            values,
        })
    }
}

/// Calls `with` each tap and its index, row by row.
fn place(weights: WeightsRef<'_>, with: &mut dyn FnMut(usize, f64)) {
    fn all<T: Copy>(taps: &[T], value: impl Fn(T) -> f64, with: &mut dyn FnMut(usize, f64)) {
        for (index, &tap) in taps.iter().enumerate() {
            with(index, value(tap));
        }
    }
    match weights {
        WeightsRef::Integer { taps, .. } => all(taps, |tap| tap as f64, with),
        WeightsRef::I32 { taps, .. } => all(taps, f64::from, with),
        WeightsRef::F32(taps) => all(taps, f64::from, with),
        WeightsRef::F64(taps) => all(taps, |tap| tap, with),
        WeightsRef::Products {
            column,
            row,
            products,
            ..
        } => {
            let count = column.len() / products.max(1) * (row.len() / products.max(1));
            for index in 0..count {
                let factors = factors_of_tap((column, row), products, index);
                with(index, factors.map(|(a, b)| a * b).sum());
            }
        }
    }
}
