//! The rows: planes of several types and sizes, signals and layers, with their buffers kept.

use crate::kernels::*;
use crate::lines::Lines;
use crate::shapes;
use conv_kernel::prelude::*;
use conv_kernel::{Element, Error};
use std::hint::black_box;

/// A call, ready to be repeated.
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) call: Box<dyn FnMut() -> Result<(), Error>>,
}

type Size = (usize, usize);

const SMALL: Size = (64, 64);
const MIDDLE: Size = (256, 256);
const LARGE: Size = (1920, 1080);
const SAMPLES: usize = 1 << 16;

/// Every row, in the order in which they are printed.
pub(crate) fn rows() -> Result<Vec<Row>, Error> {
    let mut rows = vec![
        plane("u8 -> i16 Sobel", Sobel, SMALL)?,
        plane("u8 -> i16 Sobel", Sobel, MIDDLE)?,
        plane("u8 -> i16 Sobel", Sobel, LARGE)?,
        plane("u8 -> i16 Sobel, run-time", Sobel.to_dyn(), MIDDLE)?,
        plane("u8 sharpen 3x3", Sharpen, MIDDLE)?,
        plane("u8 Gaussian 5x5", BlurBytes, SMALL)?,
        plane("u8 Gaussian 5x5", BlurBytes, LARGE)?,
        plane("u8 5x5 stride 2", Halve, MIDDLE)?,
        plane("u16 Gaussian 3x3", BlurWords, MIDDLE)?,
        plane("f32 Gaussian 5x5", Blur, MIDDLE)?,
        plane("f32 Gaussian 5x5", Blur, LARGE)?,
        plane("f32 dense 3x3", Dense3, SMALL)?,
        plane("f32 dense 3x3", Dense3, LARGE)?,
        plane("f32 dense 3x3, run-time", Dense3.to_dyn(), MIDDLE)?,
        plane("f32 dense 7x7", Dense7, MIDDLE)?,
        signal("f32 FIR 16", Fir16, SAMPLES)?,
        signal("i16 -> i32 FIR 16", FirWords, SAMPLES)?,
        layer(
            "64->64 3x3",
            Early::new(weights(64 * 64 * 9), weights(64))?,
            [64, 28, 28],
        )?,
        layer(
            "64->64 3x3, Winograd",
            DynLayer::<f32, f32>::builder(weights(64 * 64 * 9), [64, 64, 3, 3])
                .padding(1)
                .winograd(Winograd::Always)
                .build()?,
            [64, 28, 28],
        )?,
        layer(
            "depthwise 32 3x3",
            Depthwise::new(weights(32 * 9), weights(32))?,
            [32, 56, 56],
        )?,
        layer(
            "32->64 1x1",
            Pointwise::new(weights(64 * 32), weights(64))?,
            [32, 56, 56],
        )?,
        layer(
            "u8 -> i32 32->32 3x3",
            Bytes::new(integers(32 * 32 * 9))?,
            [32, 28, 28],
        )?,
    ];
    rows.extend(shapes::rows()?);
    Ok(rows)
}

pub(crate) fn plane<F: Filter + 'static>(
    name: &str,
    filter: F,
    (width, height): Size,
) -> Result<Row, Error> {
    let (out_width, out_height) = filter.output_size(width, height)?;
    let src: Lines<F::In> = elements(width * height);
    let mut dst = Lines::new(out_width * out_height);
    let mut scratch = Scratch::new();
    Ok(Row {
        name: format!("{name} at {width}x{height}"),
        call: Box::new(move || {
            let src = Plane::new(black_box(src.get()), width, height)?;
            let dst = PlaneMut::new(black_box(dst.get_mut()), out_width, out_height)?;
            filter.apply_with(src, dst, &mut scratch)
        }),
    })
}

pub(crate) fn signal<F: SignalFilter + 'static>(
    name: &str,
    filter: F,
    samples: usize,
) -> Result<Row, Error> {
    let src: Lines<F::In> = elements(samples);
    let mut dst = Lines::new(filter.output_len(samples)?);
    Ok(Row {
        name: format!("{name} at {samples}"),
        call: Box::new(move || filter.apply_into(black_box(src.get()), black_box(dst.get_mut()))),
    })
}

/// One image of so many channels, rows and columns.
pub(crate) fn layer<L: Layer + 'static>(
    name: &str,
    layer: L,
    [channels, rows, columns]: [usize; 3],
) -> Result<Row, Error> {
    let shape = [1, channels, rows, columns];
    let src: Lines<L::In> = elements(shape.iter().product());
    let mut dst = Lines::new(layer.output_shape(shape)?.iter().product());
    let mut scratch = LayerScratch::new();
    Ok(Row {
        name: format!("{name} at {columns}x{rows}"),
        call: Box::new(move || {
            layer.apply_with(
                black_box(src.get()),
                shape,
                black_box(dst.get_mut()),
                &mut scratch,
            )
        }),
    })
}

/// Elements of any type.
fn elements<T: Element>(count: usize) -> Lines<T> {
    let mut elements = Lines::new(count);
    for (index, element) in elements.get_mut().iter_mut().enumerate() {
        *element = T::from_f64((index * index % 251) as f64);
    }
    elements
}

fn weights(count: usize) -> Vec<f32> {
    (0..count)
        .map(|index| (index * 7 % 31) as f32 / 31.0 - 0.5)
        .collect()
}

fn integers(count: usize) -> Vec<i32> {
    (0..count)
        .map(|index| (index * 7 % 255) as i32 - 127)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::rows;
    use conv_kernel::Error;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_has_a_name_of_its_own_and_can_be_called_twice() -> Result<(), Error> {
        let mut names = BTreeSet::new();
        for mut row in rows()? {
            (row.call)()?;
            (row.call)()?;
            assert!(names.insert(row.name.clone()), "{}", row.name);
        }
        assert!(names.len() >= 40);
        Ok(())
    }
}
