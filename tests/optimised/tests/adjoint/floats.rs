//! Floats on every level, within the stated bound.

use crate::{Blur, Decimate, Learned, Slope, SobelX};
use conv_kernel::prelude::*;
use conv_kernel::{Adjoint, ConvMatrix, Real};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::each_level;

/// Floats of each level within `gamma(n) * sum(|tap * y|)`, with `n` the terms and one operation
/// for each of them that a phase or a border may add.
fn within_the_bound<T: Real>(
    level: Level,
    filter: &dyn Bounded,
    width: usize,
    height: usize,
    unit: f64,
) {
    let Ok(matrix) = filter.matrix_of(width, height) else {
        return;
    };
    let mut random = Random::new(width as u64);
    let adjoint = filter.adjoint_of(width, height).unwrap();
    let y: Vec<T> = random.elements(matrix.rows());
    let wide: Vec<f64> = y.iter().map(|y| y.to_f64()).collect();
    let (multiply, divide) = matrix.scale();
    let scale = multiply as f64 / divide as f64;
    let expected = matrix.transpose_matvec(&wide).unwrap();
    let (mut magnitude, mut terms) = (vec![0.0; matrix.columns()], vec![0.0; matrix.columns()]);
    for (i, y) in wide.iter().enumerate() {
        for (j, term) in matrix.row(i) {
            magnitude[j] += (term.to_f64() * scale * y).abs();
            terms[j] += 2.0;
        }
    }
    let (columns, rows) = adjoint.input_size();
    let found = adjoint
        .apply_at(level, Plane::new(&y, columns, rows).unwrap())
        .unwrap();
    for (j, found) in found.data().iter().enumerate() {
        // One more where the scale is folded into a tap.
        let operations = (terms[j] + 1.0) * unit;
        let bound = operations / (1.0 - operations) * magnitude[j];
        let error = (found.to_f64() - expected[j] * scale).abs();
        assert!(
            error <= bound,
            "{filter:?}: {error} beyond {bound} at {j} of {width}x{height}"
        );
    }
}

/// The part of a filter that has no element types.
trait Bounded: std::fmt::Debug {
    fn matrix_of(&self, width: usize, height: usize) -> Result<ConvMatrix, Error>;
    fn adjoint_of(&self, width: usize, height: usize) -> Result<Adjoint, Error>;
}

impl<F: Filter> Bounded for F {
    fn matrix_of(&self, width: usize, height: usize) -> Result<ConvMatrix, Error> {
        self.matrix(width, height)
    }
    fn adjoint_of(&self, width: usize, height: usize) -> Result<Adjoint, Error> {
        self.adjoint(width, height)
    }
}

fn floats_are_within_the_bound(level: Level) {
    let mut random = Random::new(7);
    let mut taps = [[0.0f32; 4]; 3];
    taps.as_flattened_mut().fill_with(|| random.unit() as f32);
    let learned = Learned::new(taps).unwrap();
    let wide: Vec<f64> = (0..49).map(|_| random.unit()).collect();
    let dense =
        DynKernel::<f64, f64>::builder(wide.chunks(7).map(<[f64]>::to_vec).collect::<Vec<_>>())
            .stride([3, 2])
            .padding(Padding::Same)
            .border([Border::Reflect, Border::Wrap])
            .build()
            .unwrap();
    let filters: [&dyn Bounded; 5] = [&learned, &dense, &Blur, &SobelX, &Slope];
    for (width, height) in [(1, 1), (2, 5), (17, 3), (33, 31), (100, 41), (301, 7)] {
        for filter in filters {
            within_the_bound::<f32>(level, filter, width, height, 2f64.powi(-24));
            within_the_bound::<f64>(level, filter, width, height, 2f64.powi(-53));
        }
    }
}

fn signals_are_within_the_bound(level: Level) {
    let mut random = Random::new(11);
    for length in [1, 2, 7, 64, 1000, 4099] {
        let matrix = Decimate.matrix(length).unwrap();
        let y: Vec<f64> = random.elements(matrix.rows());
        let expected = matrix.transpose_matvec(&y).unwrap();
        let found = Decimate
            .adjoint(length)
            .unwrap()
            .apply_at(level, &y)
            .unwrap();
        // At most 14 terms of magnitude 0.4 reach one element.
        let bound = 28.0 * 2f64.powi(-53) * 14.0 * 0.4;
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() <= bound, "{length}");
        }
    }
}

each_level!(floats_are_within_the_bound, signals_are_within_the_bound);
