//! Layers, in every way.

use super::harness::{ELEMENT, Ways};
use super::kernels::copied;
use crate::api::{DynLayer, Layer};
use crate::data::{Error, Level, Way, try_filled};
use crate::exec::Element;
use crate::exec::layers::LayerScratch;
use crate::oracle::reference;
use crate::oracle::reference::LayerSum;
use alloc::vec::Vec;
use conv_plan::plan::layer::LayerPlan;
use conv_plan::rules::layer::TensorShape;
use conv_plan::window::{Axis, Window};

/// Steps of an activation and a quantisation.
const EPILOGUE: usize = 32;

pub(super) struct Layers<'a, In, Out> {
    layer: &'a dyn Layer<In = In, Out = Out>,
    dynamic: DynLayer<In, Out>,
    plan: LayerPlan,
    scratch: LayerScratch,
}

/// A sum, its channel, and how far an output may be from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge {
    pub(super) sum: LayerSum,
    channel: usize,
    /// Whether the output fills up a block of channels: it is 0 then.
    fills: bool,
    /// Infinite where an input that is NaN or infinite spreads over tiles.
    tolerance: f64,
}

impl<'a, In: Element, Out: Element> Layers<'a, In, Out> {
    pub(super) fn new(layer: &'a dyn Layer<In = In, Out = Out>) -> Result<Self, Error> {
        let plan = layer.explain();
        Ok(Self {
            layer,
            dynamic: DynLayer::from_plan(plan.clone())?,
            plan,
            scratch: LayerScratch::new(),
        })
    }
}

impl<In: Element, Out: Element> Ways for Layers<'_, In, Out> {
    type In = In;
    type Out = Out;
    type Sum = Judge;
    // Activations, and above all quantisation in scalar code, take longer than a sum.
    const WORK: usize = 1 << 25;
    const EXHAUSTIVE: usize = 1 << 16;

    fn rank(&self) -> usize {
        4
    }

    fn window(&self) -> Window {
        self.plan.kernel().window()
    }

    fn one_axis(&self) -> bool {
        self.plan.kernel().shape().axes == 1
    }

    fn depth(&self) -> usize {
        self.plan.kernel().shape().depth()
    }

    fn effort(&self) -> usize {
        self.depth().saturating_add(EPILOGUE)
    }

    fn staging(&self, input: [usize; 4], output: [usize; 4]) -> Option<usize> {
        let kernel = self.plan.kernel();
        let (shape, window) = (kernel.shape(), kernel.window());
        let input = TensorShape::new(input, kernel.layout());
        let output = TensorShape::new(output, kernel.layout());
        let transposed = shape.transposed.is_some();
        // A band is as high as the window, or higher: rows that two bands share are staged twice.
        let high = staged(&window.rows, output.rows.checked_mul(2)?, transposed)?;
        let wide = staged(&window.columns, output.columns, transposed)?;
        let planes = input.images.checked_mul(input.channels)?;
        let all = planes.checked_mul(high.checked_mul(wide)?)?;
        let elements = input.elements(kernel.layout())?;
        all.saturating_sub(elements).checked_mul(ELEMENT)
    }

    fn elements(&self, shape: [usize; 4]) -> Option<usize> {
        self.plan.kernel().layout().elements(shape)
    }

    fn position(&self, output: [usize; 4], index: usize) -> [usize; 4] {
        let layout = self.plan.kernel().layout();
        let shape = TensorShape::new(output, layout);
        let [images, channels, rows, columns] = shape.place(layout, index);
        let place = TensorShape {
            images,
            channels,
            rows,
            columns,
        };
        place.to_array(layout)
    }

    fn input(&self, images: usize, rows: usize, columns: usize) -> [usize; 4] {
        let input = TensorShape {
            images,
            channels: self.plan.kernel().shape().inputs(),
            rows,
            columns,
        };
        input.to_array(self.plan.kernel().layout())
    }

    fn output(&self, input: [usize; 4]) -> Result<[usize; 4], Error> {
        self.layer.output_shape(input)
    }

    fn methods(&self) -> &'static [Way] {
        &[
            Way::Apply,
            Way::ApplyInto,
            Way::ApplyWith,
            #[cfg(feature = "rayon")]
            Way::ApplyParInto,
            Way::ImageByImage,
        ]
    }

    fn run(
        &mut self,
        way: Way,
        level: Level,
        x: &[In],
        shape: [usize; 4],
        y: &mut [Out],
    ) -> Result<(), Error> {
        let layer = self.layer;
        match way {
            Way::ApplyIntoAt => layer.apply_into_at(level, x, shape, y),
            Way::RunTime => self.dynamic.apply_into_at(level, x, shape, y),
            Way::Apply => copied(&layer.apply(x, shape)?, y),
            Way::ApplyInto => layer.apply_into(x, shape, y),
            Way::ApplyWith => layer.apply_with(x, shape, y, &mut self.scratch),
            #[cfg(feature = "rayon")]
            Way::ApplyParInto => layer.apply_par_into(x, shape, y),
            Way::ImageByImage => {
                let [images, a, b, c] = shape;
                let one = |length: usize| (length / images.max(1)).max(1);
                let (input, output) = (one(x.len()), one(y.len()));
                for (x, y) in x.chunks_exact(input).zip(y.chunks_exact_mut(output)) {
                    copied(&layer.apply(x, [1, a, b, c])?, y)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn sums(&self, x: &[In], shape: [usize; 4], outputs: &[usize]) -> Result<Vec<Judge>, Error> {
        let (plan, kernel) = (&self.plan, &self.plan.kernel());
        let resolved = kernel.resolve(shape)?;
        let all = outputs.len() == resolved.output.elements(kernel.layout()).unwrap_or(0);
        let filtered = plan.algorithm().matrices().is_some();
        // Outputs of one tile share most of the work.
        let magnitudes = match filtered && all {
            true => Some(reference::layer_magnitudes(plan, x, shape)?),
            false => None,
        };
        let nothing = Judge {
            sum: LayerSum {
                integer: 0,
                value: 0.0,
                magnitude: 0.0,
                finite: 0.0,
            },
            channel: 0,
            fills: false,
            tolerance: 0.0,
        };
        let mut sums = try_filled(outputs.len(), nothing)?;
        for (judge, &index) in sums.iter_mut().zip(outputs) {
            let place = resolved.output.place(kernel.layout(), index);
            if place[1] >= resolved.output.channels {
                judge.fills = true;
                continue;
            }
            let sum = reference::layer_sum_at(kernel, &resolved, x, place);
            let magnitude = match &magnitudes {
                Some(magnitudes) => magnitudes.get(index).copied().unwrap_or(f64::NAN),
                None if filtered => reference::layer_magnitude_at(plan, &resolved, x, place)?,
                None => sum.finite,
            };
            *judge = Judge {
                sum,
                channel: place[1],
                fills: false,
                tolerance: if filtered && !magnitude.is_finite() {
                    f64::INFINITY
                } else {
                    reference::layer_tolerance(kernel, plan.operations(), magnitude)
                },
            };
        }
        Ok(sums)
    }

    fn matrix(&self, x: &[In], shape: [usize; 4], outputs: &[usize]) -> Result<Vec<Out>, Error> {
        self.layer.matrix(shape)?.outputs(outputs, x)
    }

    fn finish(&self, judge: &Judge) -> Out {
        if judge.fills {
            return Out::default();
        }
        judge.sum.finish(self.plan.kernel(), judge.channel)
    }

    fn agrees(&self, judge: &Judge, found: Out) -> bool {
        let Judge {
            sum,
            channel,
            fills,
            tolerance,
        } = *judge;
        if fills {
            return found == Out::default();
        }
        tolerance == f64::INFINITY || sum.agrees(self.plan.kernel(), channel, tolerance, found)
    }
}

/// Elements along an axis that are staged for this many outputs; by all phases if it is transposed.
fn staged(axis: &Axis, outputs: usize, transposed: bool) -> Option<usize> {
    let (stride, extent) = (axis.stride.max(1), axis.extent()?);
    if !transposed {
        return outputs.checked_mul(stride)?.checked_add(extent);
    }
    let of_phase = outputs
        .div_ceil(stride)
        .checked_add(extent.div_ceil(stride))?;
    of_phase.checked_mul(stride.min(axis.kernel))
}
