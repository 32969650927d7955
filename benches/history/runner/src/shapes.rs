//! Rows of shapes that are odd, and were slow once: strides along a signal, planes of few columns
//! or of few rows, layers of one row.

use crate::rows::{Row, layer, plane, signal};
use conv_kernel::prelude::*;
use conv_kernel::{Element, Error};

/// Samples of a second.
const SECOND: usize = 48_000;

/// Every row, in the order in which they are printed.
pub(crate) fn rows() -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for stride in [1, 2, 3, 4] {
        let name = format!("f32 FIR 63, stride {stride}");
        rows.push(signal(&name, fir::<f32, f32>(63, stride)?, SECOND)?);
    }
    for stride in [1, 3] {
        let name = format!("f32 FIR 5, stride {stride}");
        rows.push(signal(&name, fir::<f32, f32>(5, stride)?, 1 << 16)?);
        let name = format!("i16 -> i32 FIR 63, stride {stride}");
        rows.push(signal(&name, fir::<i16, i32>(63, stride)?, SECOND)?);
    }
    let sizes = [
        (4_000_000, 1),
        (1_000_000, 4),
        (200_000, 1),
        (1, 200_000),
        (10, 20_000),
        (64, 4096),
        (512, 512),
    ];
    for size in sizes {
        rows.push(plane("u8 binomial 5x5", binomial::<u8>()?, size)?);
    }
    for size in [(10, 20_000), (64, 4096), (512, 512)] {
        rows.push(plane("f32 binomial 5x5", binomial::<f32>()?, size)?);
    }
    for stride in [1, 10] {
        let name = format!("5->1 1x3, stride {stride}");
        rows.push(layer(&name, along(stride)?, [5, 1, 1_000_000])?);
    }
    Ok(rows)
}

/// A filter of so many different taps, which begins with silence.
fn fir<In: Element, Out: Element>(
    count: usize,
    stride: usize,
) -> Result<DynSignal<In, Out>, Error> {
    let taps: Vec<i64> = (0..count as i64).map(|tap| tap * 37 % 101 - 50).collect();
    Ok(DynSignal::builder(taps)
        .stride(stride)
        .padding(Padding::Causal)
        .build()?)
}

/// A blur of two passes.
fn binomial<T: Element>() -> Result<DynKernel<T, T>, Error> {
    let line = [1, 4, 6, 4, 1];
    let taps: Vec<Vec<i64>> = line
        .map(|row| line.map(|column| row * column).to_vec())
        .to_vec();
    Ok(DynKernel::builder(taps)
        .padding(Padding::Same)
        .border(Border::Reflect101)
        .scale(1.0 / 256.0)
        .build()?)
}

/// A layer along one row.
fn along(stride: usize) -> Result<DynLayer<f32, f32>, Error> {
    let weights: Vec<f32> = (0..15).map(|index| index as f32 / 16.0 - 0.5).collect();
    Ok(DynLayer::builder(weights, [1, 5, 1, 3])
        .stride([1, stride])
        .build()?)
}
