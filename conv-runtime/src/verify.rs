//! Generated, dynamic, reference and matrix, compared on inputs that find mistakes.
//!
//! For each size, each kind of input and each CPU level:
//!
//! ```text
//! kernel at a level  ==  run-time kernel at that level     to the bit (NaN payloads aside)
//! kernel at a level  ~~  reference                         exact for integers, within the bound for floats
//! reference          ~~  matrix view                       the same, on finite inputs
//! with scratch       ==  without                           to the bit, at the best level
//! ```

mod inputs;
#[cfg(feature = "layers")]
mod layer;

#[cfg(feature = "layers")]
pub use layer::verify_layer;

pub use compare::{verify, verify_signal};

mod compare {
    use super::inputs::{Fill, difference, input, poison};
    use crate::api::{Filter, SignalFilter};
    use crate::data::Error;
    use crate::data::Level;
    use crate::data::Mismatch;
    use crate::data::{Plane, PlaneMut, try_filled};
    use crate::exec::Element;
    use crate::oracle::matrix::ConvMatrix;
    use crate::oracle::reference;
    use alloc::boxed::Box;
    use alloc::string::{String, ToString};
    use alloc::vec::Vec;
    use conv_plan::number::Scalar;
    use conv_plan::plan::Plan;
    use conv_plan::rules::Kernel;

    /// Checks a plane kernel against everything that should agree with it.
    ///
    /// It runs small, awkward and large sizes with random values, extremes and, for floats,
    /// NaN and infinities, on every available level.
    ///
    /// # Errors
    ///
    /// [`Error::Mismatch`] with the first difference; otherwise those of [`Filter::apply`].
    pub fn verify<F: Filter + ?Sized>(filter: &F) -> Result<(), Error> {
        let (kernel, plan) = (filter.kernel(), filter.explain());
        let dynamic = filter.to_dyn();
        for &(width, height) in &SIZES {
            let Ok((columns, rows)) = filter.output_size(width, height) else {
                continue;
            };
            for fill in Fill::ALL {
                let data = input::<F::In>(fill, width * height)?;
                let src = Plane::new(&data, width, height)?;
                let mut case = Case::<F::In, F::Out>::new(&kernel, &plan, src, fill)?;
                let mut out = try_filled(columns * rows, F::Out::default())?;
                for level in Level::available() {
                    poison(&mut out);
                    let dst = PlaneMut::new(&mut out, columns, rows)?;
                    filter.apply_into_at(level, src, dst)?;
                    case.agrees(level.name(), &out)?;
                    let mut other = try_filled(columns * rows, F::Out::default())?;
                    poison(&mut other);
                    let dst = PlaneMut::new(&mut other, columns, rows)?;
                    dynamic.apply_into_at(level, src, dst)?;
                    case.equal((level.name(), &out), ("the run-time kernel", &other))?;
                }
                case.equal(
                    ("with scratch", filter.apply(src)?.data()),
                    (
                        "the best level",
                        &best(&mut out, |out| {
                            filter.apply_into(src, PlaneMut::new(out, columns, rows)?)
                        })?,
                    ),
                )?;
                case.matrix(|| ConvMatrix::new(&kernel, width, height))?;
            }
        }
        Ok(())
    }

    /// As [`verify`], for a signal kernel.
    ///
    /// # Errors
    ///
    /// As [`verify`].
    pub fn verify_signal<F: SignalFilter + ?Sized>(filter: &F) -> Result<(), Error> {
        let (kernel, plan) = (filter.kernel(), filter.explain());
        let dynamic = filter.to_dyn();
        for length in (1..40).chain([63, 64, 65, 127, 130, 257, 1000, 9000]) {
            let Ok(outputs) = filter.output_len(length) else {
                continue;
            };
            for fill in Fill::ALL {
                let data = input::<F::In>(fill, length)?;
                let src = Plane::new(&data, length, 1)?;
                let mut case = Case::<F::In, F::Out>::new(&kernel, &plan, src, fill)?;
                let mut out = try_filled(outputs, F::Out::default())?;
                for level in Level::available() {
                    poison(&mut out);
                    filter.apply_into_at(level, &data, &mut out)?;
                    case.agrees(level.name(), &out)?;
                    let mut other = try_filled(outputs, F::Out::default())?;
                    poison(&mut other);
                    dynamic.apply_into_at(level, &data, &mut other)?;
                    case.equal((level.name(), &out), ("the run-time kernel", &other))?;
                }
                if length <= 257 {
                    case.matrix(|| ConvMatrix::signal(&kernel, length))?;
                }
            }
        }
        Ok(())
    }

    /// Width and height: below, at and above kernels, vectors and tiles.
    const SIZES: [(usize, usize); 19] = [
        (1, 1),
        (2, 1),
        (1, 2),
        (3, 3),
        (5, 4),
        (4, 9),
        (7, 5),
        (9, 8),
        (15, 3),
        (17, 17),
        (31, 2),
        (33, 13),
        (64, 9),
        (65, 6),
        (3, 67),
        (127, 7),
        (131, 11),
        (257, 5),
        (1500, 6),
    ];

    fn best<Out: Scalar>(
        out: &mut [Out],
        run: impl FnOnce(&mut [Out]) -> Result<(), Error>,
    ) -> Result<Vec<Out>, Error> {
        poison(out);
        run(out)?;
        Ok(out.to_vec())
    }

    /// One input, and what the reference makes of it.
    struct Case<'a, In, Out> {
        kernel: &'a Kernel,
        src: Plane<'a, In>,
        operations: usize,
        sums: Vec<reference::Sum>,
        expected: Vec<Out>,
        fill: Fill,
    }

    impl<'a, In: Element, Out: Element> Case<'a, In, Out> {
        fn new(
            kernel: &'a Kernel,
            plan: &Plan,
            src: Plane<'a, In>,
            fill: Fill,
        ) -> Result<Self, Error> {
            let sums = reference::sums(kernel, src)?.into_vec();
            Ok(Self {
                expected: sums.iter().map(|sum| sum.finish(kernel)).collect(),
                operations: plan.operations(),
                kernel,
                src,
                sums,
                fill,
            })
        }

        /// That a way to the result is the reference's, exactly or within the bound.
        fn agrees(&mut self, name: &str, found: &[Out]) -> Result<(), Error> {
            let wrong = self
                .sums
                .iter()
                .zip(found)
                .position(|(sum, &found)| !sum.agrees(self.kernel, self.operations, found));
            match wrong {
                Some(index) => Err(self.mismatch(
                    (name.to_string(), found),
                    ("the reference", &self.expected),
                    index,
                )),
                None => Ok(()),
            }
        }

        /// That two ways have the same bits, NaN payloads aside.
        fn equal(
            &self,
            (left, left_values): (&str, &[Out]),
            (right, right_values): (&'static str, &[Out]),
        ) -> Result<(), Error> {
            match difference(left_values, right_values) {
                Some(index) => Err(self.mismatch(
                    (left.to_string(), left_values),
                    (right, right_values),
                    index,
                )),
                None => Ok(()),
            }
        }

        fn matrix(
            &mut self,
            make: impl FnOnce() -> Result<ConvMatrix, Error>,
        ) -> Result<(), Error> {
            // The matrix has a row for each output: its work is that of the reference.
            let finite = self.fill != Fill::Special || !In::TYPE.is_float();
            if !finite {
                return Ok(());
            }
            let flat: Vec<In> = self.src.rows().flatten().copied().collect();
            let result = make()?.apply::<In, Out>(&flat)?;
            self.agrees("the matrix view", &result)
        }

        fn mismatch(
            &self,
            (left, left_values): (String, &[Out]),
            (right, right_values): (&'static str, &[Out]),
            index: usize,
        ) -> Error {
            let value = |values: &[Out]| values.get(index).map_or(f64::NAN, |value| value.to_f64());
            Error::Mismatch(Box::new(Mismatch {
                left,
                right,
                width: self.src.width(),
                height: self.src.height(),
                index,
                left_value: value(left_values),
                right_value: value(right_values),
            }))
        }
    }
}
