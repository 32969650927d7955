//! Layers compared: generated, run-time, reference and matrix.
//!
//! For each shape, each kind of input and each CPU level:
//!
//! ```text
//! layer at a level   ==  run-time layer at that level      to the bit (NaN payloads aside)
//! layer at a level   ~~  reference                         exact for integers, within the algorithm's bound for floats
//! reference          ~~  matrix view                       the same, on finite inputs
//! with scratch       ==  without, image by image           to the bit, at the best level
//! ```
//!
//! On shapes that would take the reference too long, a sample of the outputs is compared with rows of the
//! matrix.

pub use compare::verify_layer;

mod compare {
    use super::super::inputs::{Fill, difference, input, poison};
    use crate::api::{DynLayer, Layer};
    use crate::data::Error;
    use crate::data::LayerMismatch;
    use crate::data::Level;
    use crate::data::try_filled;
    use crate::exec::Element;
    use crate::exec::layers::LayerScratch;
    use crate::oracle::matrix::LayerMatrix;
    use crate::oracle::reference;
    use crate::oracle::reference::LayerSum;
    use alloc::boxed::Box;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use conv_plan::plan::layer::{Algorithm, LayerPlan};
    use conv_plan::rules::layer::TensorShape;
    use conv_plan::window::{Axis, AxisPadding};

    /// Checks a layer against everything that should agree with it.
    ///
    /// It runs small, awkward and large shapes, an empty batch and batches of up to three images, with random
    /// values, extremes and, for floats, NaN and infinities, on every available level.
    ///
    /// ```
    /// # use conv_runtime::{DynLayer, Error, verify_layer};
    /// let layer = DynLayer::<u8, i32>::builder([1, -1, 2, 3], [2, 1, 1, 2]).bias([5, -5]).build()?;
    /// verify_layer(&layer)?;
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::LayerMismatch`] with the first difference; otherwise those of [`Layer::apply`].
    pub fn verify_layer<L: Layer + ?Sized>(layer: &L) -> Result<(), Error> {
        let plan = layer.explain();
        let dynamic = DynLayer::<L::In, L::Out>::from_plan(plan.clone())?;
        let mut scratch = LayerScratch::new();
        for shape in shapes(&plan) {
            let exhaustive = work(&plan, shape).is_some_and(|work| work <= EXHAUSTIVE);
            let fills = if exhaustive { 3 } else { 1 };
            for fill in Fill::ALL.into_iter().take(fills) {
                let case = Case::<L::In, L::Out>::new(&plan, shape, fill, exhaustive)?;
                let mut out = try_filled(case.length, L::Out::default())?;
                let mut other = out.clone();
                for level in Level::available() {
                    poison(&mut out);
                    layer.apply_into_at(level, &case.x, shape, &mut out)?;
                    case.agrees(level.name(), &out)?;
                    poison(&mut other);
                    dynamic.apply_into_at(level, &case.x, shape, &mut other)?;
                    case.equal((level.name(), &out), ("the run-time layer", &other))?;
                }
                poison(&mut out);
                layer.apply_with(&case.x, shape, &mut out, &mut scratch)?;
                let alone = image_by_image(layer, &case.x, shape)?;
                case.equal(("with scratch", &out), ("image by image", &alone))?;
                case.matrix()?;
            }
        }
        Ok(())
    }

    /// Rows and columns: below, at and above vectors and tiles.
    const SIZES: [(usize, usize); 15] = [
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 3),
        (4, 5),
        (9, 4),
        (5, 7),
        (3, 15),
        (17, 17),
        (13, 33),
        (67, 3),
        (6, 65),
        (7, 127),
        (5, 257),
        (40, 300),
    ];

    /// Multiply-adds of a shape on which every output is compared with the reference, for every kind of input.
    const EXHAUSTIVE: usize = 1 << 16;

    /// Multiply-adds of a shape that is run at all.
    const LARGEST: usize = 1 << 24;

    /// Outputs that are compared on larger shapes, for random inputs.
    const SAMPLE: usize = 251;

    /// Shapes that the layer takes, in the order of its layout; the first one and the smallest always.
    fn shapes(plan: &LayerPlan) -> Vec<[usize; 4]> {
        let kernel = &plan.kernel;
        // What the smallest input has more than one row or column.
        let more = |axis: &Axis| {
            let extent = axis.extent().unwrap_or(usize::MAX);
            match axis.padding {
                AxisPadding::Valid => extent - 1,
                AxisPadding::Explicit { before, after } => extent
                    .saturating_sub(before.saturating_add(after))
                    .saturating_sub(1),
                _ => 0,
            }
        };
        let more = (more(&kernel.geometry.rows), more(&kernel.geometry.columns));
        let mut shapes = Vec::new();
        for (index, (rows, columns)) in SIZES.into_iter().enumerate() {
            let rows = match kernel.shape.axes {
                1 => 1,
                _ => rows.saturating_add(more.0),
            };
            let input = TensorShape {
                images: 1 + index % 3,
                channels: kernel.shape.inputs(),
                rows,
                columns: columns.saturating_add(more.1),
            };
            let shape = input.to_array(kernel.layout);
            if work(plan, shape).is_some_and(|work| work <= LARGEST || shapes.len() < 2) {
                if shapes.is_empty() {
                    shapes.push(TensorShape { images: 0, ..input }.to_array(kernel.layout));
                }
                shapes.push(shape);
            }
        }
        shapes
    }

    /// Multiply-adds of a shape.
    fn work(plan: &LayerPlan, shape: [usize; 4]) -> Option<usize> {
        let output = plan.kernel.output_shape(shape).ok()?;
        let outputs = output
            .iter()
            .try_fold(1usize, |all, &size| all.checked_mul(size));
        outputs?.checked_mul(plan.kernel.shape.depth())
    }

    fn image_by_image<L: Layer + ?Sized>(
        layer: &L,
        x: &[L::In],
        shape: [usize; 4],
    ) -> Result<Vec<L::Out>, Error> {
        let [images, a, b, c] = shape;
        let mut all = Vec::new();
        for image in x.chunks_exact((x.len() / images.max(1)).max(1)) {
            all.extend(layer.apply(image, [1, a, b, c])?);
        }
        Ok(all)
    }

    /// One input, and what the reference makes of it.
    struct Case<'a, In, Out> {
        plan: &'a LayerPlan,
        shape: [usize; 4],
        output: TensorShape,
        length: usize,
        x: Vec<In>,
        /// Some outputs, or all, by index.
        sums: Vec<(usize, LayerSum)>,
        /// Those outputs.
        expected: Vec<Out>,
        /// What the error of each output is proportional to, where it is not the magnitude of its sum.
        magnitudes: Option<Vec<f64>>,
        matrix: LayerMatrix,
        /// Whether the matrix view is defined and has not made the sums itself.
        compares_matrix: bool,
    }

    impl<'a, In: Element, Out: Element> Case<'a, In, Out> {
        fn new(
            plan: &'a LayerPlan,
            shape: [usize; 4],
            fill: Fill,
            exhaustive: bool,
        ) -> Result<Self, Error> {
            let kernel = &plan.kernel;
            let matrix = LayerMatrix::new(kernel, shape)?;
            let x: Vec<In> = input(fill, matrix.columns())?;
            let finite = fill != Fill::Special || !In::TYPE.is_float();
            let length = matrix.rows();
            let sums: Vec<(usize, LayerSum)> = if exhaustive {
                let sums = reference::layer_sums(kernel, &x, shape)?;
                sums.into_iter().enumerate().collect()
            } else {
                let element = |column: usize| x.get(column).map_or(0.0, |x| x.to_f64());
                // An odd step meets every lane of every tile.
                let sample = (0..length).step_by((length / SAMPLE) | 1);
                sample.map(|i| (i, matrix.sum(i, element))).collect()
            };
            let magnitudes = match plan.algorithm {
                Algorithm::Direct => None,
                _ => Some(reference::layer_magnitudes(plan, &x, shape)?),
            };
            let output = TensorShape::new(kernel.output_shape(shape)?, kernel.layout);
            let finish = |&(i, sum): &(usize, LayerSum)| {
                sum.finish(kernel, reference::channel(kernel.layout, output, i))
            };
            Ok(Self {
                expected: sums.iter().map(finish).collect(),
                compares_matrix: exhaustive && finite,
                plan,
                shape,
                output,
                length,
                x,
                sums,
                magnitudes,
                matrix,
            })
        }

        /// That a way to the result is the reference's, exactly or within the bound.
        fn agrees(&self, name: &str, found: &[Out]) -> Result<(), Error> {
            let kernel = &self.plan.kernel;
            for (&(index, sum), expected) in self.sums.iter().zip(&self.expected) {
                let channel = reference::channel(kernel.layout, self.output, index);
                let tolerance = self.tolerance(index, &sum);
                let right = found.get(index).is_some_and(|&found| {
                    tolerance == f64::INFINITY || sum.agrees(kernel, channel, tolerance, found)
                });
                if !right {
                    let found = found.get(index).map_or(f64::NAN, |found| found.to_f64());
                    return Err(self.mismatch(
                        (name.to_string(), found),
                        ("the reference", expected.to_f64()),
                        index,
                    ));
                }
            }
            Ok(())
        }

        /// How far an output's sum may be from the exact one; without bound where an input that is NaN or infinite
        /// spreads over tiles.
        fn tolerance(&self, index: usize, sum: &LayerSum) -> f64 {
            let magnitude = match &self.magnitudes {
                None => sum.magnitude,
                Some(all) => match all.get(index) {
                    Some(magnitude) if magnitude.is_finite() => *magnitude,
                    _ => return f64::INFINITY,
                },
            };
            reference::layer_tolerance(&self.plan.kernel, self.plan.operations(), magnitude)
        }

        /// That two ways have the same bits, NaN payloads aside.
        fn equal(
            &self,
            (left, left_values): (&str, &[Out]),
            (right, right_values): (&'static str, &[Out]),
        ) -> Result<(), Error> {
            let value = |values: &[Out], index| {
                values
                    .get(index)
                    .map_or(f64::NAN, |value: &Out| value.to_f64())
            };
            let wrong = match difference(left_values, right_values) {
                None if left_values.len() == right_values.len() => return Ok(()),
                None => left_values.len().min(right_values.len()),
                Some(index) => index,
            };
            Err(self.mismatch(
                (left.to_string(), value(left_values, wrong)),
                (right, value(right_values, wrong)),
                wrong,
            ))
        }

        /// That the matrix view gives what the reference does.
        fn matrix(&self) -> Result<(), Error> {
            if !self.compares_matrix {
                return Ok(());
            }
            self.agrees("the matrix view", &self.matrix.apply::<In, Out>(&self.x)?)
        }

        fn mismatch(
            &self,
            (left, left_value): (String, f64),
            (right, right_value): (&'static str, f64),
            index: usize,
        ) -> Error {
            Error::LayerMismatch(Box::new(LayerMismatch {
                left,
                right,
                shape: self.shape,
                index,
                left_value,
                right_value,
            }))
        }
    }
}
