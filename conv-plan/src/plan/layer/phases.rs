//! A transposed layer as layers of stride 1 whose outputs are interleaved.
//!
//! Output positions that leave the same remainder modulo the stride see the same taps: those are a
//! [`Phase`] on each axis, and a pair of phases is a layer with these taps, whatever the size of
//! the input. No zero that a stride would insert is multiplied (Shi et al., "Is the deconvolution
//! layer the same as a convolutional layer?", 2016, show the same for upsampling networks).

use super::LayerPlan;
use crate::rules::layer::{LayerSpec, LayerValues};
use crate::window::{Axis, AxisName, AxisPadding, Border, Phase, ResolvedAxis, Window};
use alloc::collections::TryReserveError;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A pair of phases: a layer, and where its outputs go.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerPhase {
    /// The layer of stride 1.
    pub plan: LayerPlan,
    /// Row and column of its first output, which may lie before the first that is wanted. The next
    /// ones are a stride apart.
    pub first: [isize; 2],
}

/// One axis of a phase.
struct AxisPhase {
    phase: Phase,
    first: isize,
}

impl LayerSpec {
    /// The phases of a transposed layer, of which every output has at most one; none for any other
    /// layer.
    ///
    /// ```
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::layer::{LayerOptions, LayerSpec, Numbers};
    /// let weights = Numbers::Written([1.0f32, 2.0].into());
    /// let mut options = LayerOptions::new(ElementType::F32, ElementType::F32, [1, 1, 2], weights);
    /// options.transposed = true;
    /// options.window.stride = 3.into();
    /// let layer = LayerSpec::check(options)?;
    /// // Two of three outputs have a tap, and the third is what the bias becomes.
    /// assert_eq!((layer.phases()?.len(), layer.has_gaps()), (2, true));
    /// assert_eq!(layer.gap()?.operations(), 1);
    /// # Ok::<(), conv_plan::rules::layer::LayerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the allocator refuses.
    pub fn phases(&self) -> Result<Vec<LayerPhase>, TryReserveError> {
        let mut phases = Vec::new();
        let Some([more_rows, more_columns]) = self.shape.transposed else {
            return Ok(phases);
        };
        let rows = axis_phases(&self.window.rows, more_rows)?;
        let columns = axis_phases(&self.window.columns, more_columns)?;
        for row in &rows {
            for column in &columns {
                phases.try_reserve(1)?;
                phases.push(LayerPhase {
                    plan: LayerPlan::new(self.phase(&row.phase, &column.phase)?),
                    first: [row.first, column.first],
                });
            }
        }
        Ok(phases)
    }

    /// Whether some outputs have no phase: they are what the bias becomes.
    #[must_use]
    pub fn has_gaps(&self) -> bool {
        let gaps = |axis: &Axis| axis.phase_count() < axis.stride;
        self.shape.transposed.is_some() && (gaps(&self.window.rows) || gaps(&self.window.columns))
    }

    /// A layer of one tap that is 0, with everything else: over zeros it gives what an output
    /// without a phase is.
    ///
    /// # Errors
    ///
    /// When the allocator refuses.
    pub fn gap(&self) -> Result<LayerPlan, TryReserveError> {
        let mut gap = self.clone();
        gap.shape.transposed = None;
        (gap.shape.rows, gap.shape.columns) = (1, 1);
        gap.window = Window::TRIVIAL;
        gap.weights = Arc::new(picked(&self.weights, gap.shape.weights(), |_| None)?);
        Ok(LayerPlan::new(gap))
    }

    fn phase(&self, rows: &Phase, columns: &Phase) -> Result<Self, TryReserveError> {
        let window = self.shape.rows * self.shape.columns;
        let mut layer = self.clone();
        layer.shape.transposed = None;
        (layer.shape.rows, layer.shape.columns) = (rows.axis.kernel, columns.axis.kernel);
        layer.window = Window {
            rows: rows.axis,
            columns: columns.axis,
            row_border: Border::Zero,
            column_border: Border::Zero,
        };
        let taps = rows.axis.kernel * columns.axis.kernel;
        layer.weights = Arc::new(picked(&self.weights, layer.shape.weights(), |index| {
            let (channels, tap) = (index / taps, index % taps);
            let (row, column) = (tap / columns.axis.kernel, tap % columns.axis.kernel);
            let tap = rows.tap_at(row) * self.shape.columns + columns.tap_at(column);
            Some(channels * window + tap)
        })?);
        Ok(layer)
    }
}

/// The phases of an axis. Their paddings are the same for every size of the input, since one more
/// input is one more output of each.
///
/// # Errors
///
/// When the allocator refuses.
fn axis_phases(axis: &Axis, output_padding: usize) -> Result<Vec<AxisPhase>, TryReserveError> {
    let (before, after) = match axis.padding {
        AxisPadding::Explicit { before, after } => (before, after),
        _ => (axis.saturating_extent(), axis.saturating_extent()),
    };
    // The smallest input that leaves some output, whatever the padding.
    let input = before.saturating_add(after) / axis.stride + 2;
    // A stride beyond half of memory has outputs for one input only.
    let resolved = [input, 1].into_iter().find_map(|input| {
        let sizes = axis.resolve_transposed(AxisName::Rows, input, output_padding);
        Some((input, sizes.ok()?))
    });
    let Some((input, sizes)) = resolved else {
        // Such a padding leaves memory for no output either.
        return Ok(Vec::new());
    };
    let forward = ResolvedAxis {
        input: sizes.output,
        output: input,
        ..sizes
    };
    let wanted = sizes.before..sizes.before + sizes.output;
    let cropped = collected(axis.phases(&forward, wanted.clone()))?;
    let all = collected(axis.phases(&forward, 0..wanted.end + sizes.after))?;
    let reads_all = |phase: &Phase| phase.skipped == 0 && phase.read == input;
    // A layer reads all of its input: phases that would not compute outputs that nobody wants.
    let (phases, start) = if cropped.len() == all.len() && cropped.iter().all(reads_all) {
        (cropped, 0)
    } else {
        (all, sizes.before)
    };
    let with_place = |phase: Phase| AxisPhase {
        first: phase.first as isize - start as isize,
        phase,
    };
    collected(phases.into_iter().map(with_place))
}

/// # Errors
///
/// When the allocator refuses.
fn collected<T>(items: impl Iterator<Item = T>) -> Result<Vec<T>, TryReserveError> {
    let mut all = Vec::new();
    for item in items {
        all.try_reserve(1)?;
        all.push(item);
    }
    Ok(all)
}

/// New values from those at some indices, or 0.
fn picked(
    values: &LayerValues,
    count: usize,
    index: impl Fn(usize) -> Option<usize>,
) -> Result<LayerValues, TryReserveError> {
    fn each<T: Copy + Default>(
        from: &[T],
        count: usize,
        index: impl Fn(usize) -> Option<usize>,
    ) -> Result<Vec<T>, TryReserveError> {
        let mut to = Vec::new();
        to.try_reserve_exact(count)?;
        to.extend((0..count).map(|at| {
            let value = index(at).and_then(|at| from.get(at));
            value.copied().unwrap_or_default()
        }));
        Ok(to)
    }
    Ok(match values {
        LayerValues::F32(values) => LayerValues::F32(each(values, count, index)?),
        LayerValues::F64(values) => LayerValues::F64(each(values, count, index)?),
        LayerValues::Integer(values) => LayerValues::Integer(each(values, count, index)?),
    })
}
