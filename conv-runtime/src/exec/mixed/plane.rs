//! The kernel over a plane of mixed pixels, as over any other plane.

use super::{Mixable, Mixing, Over};
use crate::data::{Error, Plane, Rect};
use crate::exec::element::Element;
use crate::exec::planes::{BufferWork, Grid, Job, Memory, Slot};
use conv_plan::rules::WeightsRef;
use conv_plan::window::{Border, Window};

/// A call over a plane of mixed pixels.
struct OfPlane<'c, 'a, 'k, In, E, Out> {
    call: &'c mut Mixing<'a, In, Out>,
    weights: WeightsRef<'k>,
    kernel: &'k Over<'k, E, Out>,
}

impl<In: Element, E: Mixable, Out: Element> BufferWork<E> for OfPlane<'_, '_, '_, In, E, Out> {
    fn with(&mut self, memory: &mut Memory<'_>, buffer: &mut [E]) -> Result<(), Error> {
        let memory = memory.again();
        self.call
            .over_plane(self.weights, self.kernel, buffer, memory)
    }
}

impl<In: Element, Out: Element> Mixing<'_, In, Out> {
    /// Mixes all pixels into a buffer of so many, and runs the kernel over them.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`], and those of the kernel.
    pub(super) fn buffered<E: Mixable>(
        &mut self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
        pixels: usize,
        memory: &mut Memory<'_>,
    ) -> Result<(), Error> {
        let mut work = OfPlane {
            call: self,
            weights,
            kernel,
        };
        memory.with(Slot::Result, pixels, &mut work)
    }

    /// Mixes all pixels into `mixed`, which has room for them, and runs the kernel over them as
    /// over any other plane.
    ///
    /// # Errors
    ///
    /// Those of the kernel.
    pub(crate) fn over_plane<E: Mixable>(
        &mut self,
        weights: WeightsRef<'_>,
        kernel: &Over<'_, E, Out>,
        mixed: &mut [E],
        memory: Memory<'_>,
    ) -> Result<(), Error> {
        let (width, height) = (self.columns.input, self.rows.input);
        let rows = mixed.chunks_exact_mut(width.max(1));
        for (from, to) in self.source.rows().zip(rows) {
            E::mix(self.token, (weights, self.channels), from, to);
        }
        let border = |border| match border {
            Border::Constant(value) => {
                Border::Constant(self.constant::<E>(weights, value).to_f64())
            }
            border => border,
        };
        let window = Window {
            row_border: border(self.window.row_border),
            column_border: border(self.window.column_border),
            ..self.window
        };
        let grid = Grid::of(&window, 1, (self.rows, self.columns))?;
        let plane = Plane::new(&*mixed, width, height)?;
        let out = self
            .out
            .part(Rect::new(0, 0, self.out.width(), self.out.height()))?;
        kernel(Job::region(
            self.token,
            &grid,
            (plane, [0, 0]),
            (out, self.at),
            memory,
        ))
    }
}
