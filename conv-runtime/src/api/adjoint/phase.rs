//! One phase of rows and one of columns: a correlation of stride 1.

use crate::api::{DynKernel, Filter};
use crate::data::{Error, Plane, PlaneMut};
use crate::exec::Element;
use crate::exec::planes::{Job, Memory, Scratch, SpreadAxis};
use alloc::vec::Vec;
use conv_plan::rules::{ConvSpec, Method, Weights};
use conv_plan::taps::{Tap, Taps};
use conv_plan::window::{AxisPadding, Padding, Phase};
use fearless_simd::Level as Token;

/// The largest magnitude up to which a double holds every integer.
const EXACT: i128 = 1 << 53;

/// A phase, with its kernel for each type of element; or why there is none.
#[derive(Debug, Clone)]
pub struct PlanePhase {
    rows: Phase,
    columns: Phase,
    f32: Result<DynKernel<f32, f32>, Error>,
    f64: Result<DynKernel<f64, f64>, Error>,
    exact: Result<DynKernel<i32, f64>, Error>,
}

/// The kernel of a phase for a type.
pub trait Of: Sized {
    #[doc(hidden)]
    fn of(phase: &PlanePhase) -> Result<&DynKernel<Self, Self>, Error>;
}

impl Of for f32 {
    fn of(phase: &PlanePhase) -> Result<&DynKernel<Self, Self>, Error> {
        phase.f32.as_ref().map_err(Clone::clone)
    }
}

impl Of for f64 {
    fn of(phase: &PlanePhase) -> Result<&DynKernel<Self, Self>, Error> {
        phase.f64.as_ref().map_err(Clone::clone)
    }
}

/// All phases of a kernel that reach a wanted position.
pub(super) fn all(
    kernel: &ConvSpec,
    rows: &SpreadAxis,
    columns: &SpreadAxis,
) -> Result<Vec<PlanePhase>, Error> {
    let window = kernel.window();
    let mut phases = Vec::new();
    for vertical in window.rows.phases(&rows.sizes, rows.wanted.clone()) {
        for horizontal in window
            .columns
            .phases(&columns.sizes, columns.wanted.clone())
        {
            phases.try_reserve(1)?;
            phases.push(PlanePhase::new(kernel, vertical, horizontal));
        }
    }
    Ok(phases)
}

impl PlanePhase {
    fn new(kernel: &ConvSpec, rows: Phase, columns: Phase) -> Self {
        let width = kernel.window().columns.kernel;
        let indices: Vec<usize> = (0..rows.axis.kernel)
            .flat_map(|i| {
                (0..columns.axis.kernel).map(move |j| rows.tap_at(i) * width + columns.tap_at(j))
            })
            .collect();
        let taps = |tap: &dyn Fn(usize) -> Tap| {
            let taps = indices.iter().map(|&index| tap(index)).collect();
            Taps::new(alloc::vec![rows.axis.kernel, columns.axis.kernel], taps)
        };
        let (all, exact) = match kernel.weights() {
            Weights::Integer {
                taps: numerators, ..
            } => {
                let tap = |index: usize| numerators.get(index).copied().unwrap_or(0);
                let magnitude: i128 = indices
                    .iter()
                    .map(|&index| i128::from(tap(index)).abs())
                    .sum();
                let largest = magnitude << 31;
                let all = taps(&|index| Tap::integer(tap(index)));
                let exact = if largest <= EXACT {
                    // Integers that no proof of an FFT holds for are summed directly.
                    let method = match kernel.method() {
                        Method::Direct => Method::Direct,
                        Method::Fft | Method::Auto => Method::Auto,
                    };
                    build(&all, ((1, 1), method), &rows, &columns)
                } else {
                    Err(Error::Range {
                        min: -largest,
                        max: largest,
                    })
                };
                (all, exact)
            }
            Weights::F32(_) | Weights::F64(_) => (
                taps(&|index| Tap::Binary(kernel.tap_f64(index))),
                Err(Error::FloatPath),
            ),
        };
        let scale = (kernel.scale(), kernel.method());
        Self {
            f32: build(&all, scale, &rows, &columns),
            f64: build(&all, scale, &rows, &columns),
            exact,
            rows,
            columns,
        }
    }

    /// The kernel that sums integers.
    pub(super) fn exact(&self) -> Result<&DynKernel<i32, f64>, Error> {
        self.exact.as_ref().map_err(Clone::clone)
    }

    /// Width and height of its positions.
    pub(super) const fn size(&self) -> (usize, usize) {
        (self.columns.positions(), self.rows.positions())
    }

    /// How many positions it has.
    pub(super) const fn positions(&self) -> usize {
        self.columns.positions() * self.rows.positions()
    }

    /// Its first row and column among those that are wanted.
    pub(super) const fn first(&self) -> (usize, usize) {
        (self.rows.first, self.columns.first)
    }

    /// Whether it is all there is, without a stride.
    pub(super) fn covers(&self, size: (usize, usize)) -> bool {
        self.first() == (0, 0) && self.size() == size
    }

    /// Correlates the outputs that it reads.
    pub(super) fn run<In: Element, Out: Element>(
        &self,
        kernel: &DynKernel<In, Out>,
        token: Token,
        y: Plane<'_, In>,
        sums: PlaneMut<'_, Out>,
        scratch: &mut Scratch,
    ) -> Result<(), Error> {
        let (rows, columns) = (&self.rows, &self.columns);
        let y = y.sub(columns.skipped, rows.skipped, columns.read, rows.read)?;
        let window = kernel.window();
        kernel.run(Job::new(token, &window, y, sums, Memory::Scratch(scratch))?)
    }
}

fn build<In: Element, Out: Element>(
    taps: &Taps,
    ((multiply, divide), method): ((i64, i64), Method),
    rows: &Phase,
    columns: &Phase,
) -> Result<DynKernel<In, Out>, Error> {
    let sides = |phase: &Phase| match phase.axis.padding {
        AxisPadding::Explicit { before, after } => [before, after],
        _ => [0, 0],
    };
    let builder = DynKernel::builder(taps.clone())
        .method(method)
        .dilation([rows.axis.dilation, columns.axis.dilation])
        .padding(Padding::Sides(alloc::vec![sides(rows), sides(columns)]));
    match Tap::ratio(multiply, divide) {
        Some(scale) if (multiply, divide) != (1, 1) => builder.scale(scale).build(),
        _ => builder.build(),
    }
}
