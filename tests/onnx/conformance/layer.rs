//! A convolution as a [`DynLayer`], and all its results.

use crate::convolution::{Convolution, Padding};
use anyhow::{Result, ensure};
use conv_kernel::LayerValues;
use conv_kernel::{
    DynLayer, Element, Layer, LayerBuilder, Layout, Level, Padding as Extension, reorder,
};
use conv_plan::rules::layer::TensorShape;

/// The layer without what its operator adds.
pub(crate) fn builder<In: Element, Out: Element>(
    convolution: &Convolution,
    weights: LayerValues,
) -> LayerBuilder<In, Out> {
    let shape = convolution.weights.clone();
    let layer = match convolution.output_padding {
        None => DynLayer::builder(weights, shape),
        Some([_, columns]) if shape.len() == 3 => {
            DynLayer::transposed(weights, shape).output_padding(columns)
        }
        Some(padding) => DynLayer::transposed(weights, shape).output_padding(padding),
    };
    let layer = layer.groups(convolution.groups);
    let one_axis = convolution.weights.len() == 3;
    let layer = layer.padding(match convolution.padding {
        Padding::Pads([_, columns]) if one_axis => columns.into(),
        Padding::Pads(sides) => sides.into(),
        Padding::Valid => Extension::Valid,
        Padding::SameUpper => Extension::Same,
        Padding::SameLower => Extension::SameLower,
    });
    let (stride, dilation) = (convolution.stride, convolution.dilation);
    if one_axis {
        layer.stride(stride[1]).dilation(dilation[1])
    } else {
        layer.stride(stride).dilation(dilation)
    }
}

/// What the layer gives in each layout, by `apply` and on every CPU level, and which it is; always
/// as NCHW.
pub(crate) fn results<In: Element, Out: Element>(
    convolution: &Convolution,
    builder: &LayerBuilder<In, Out>,
    input: &[In],
    output: &[usize],
) -> Result<Vec<(String, Vec<Out>)>> {
    let mut results = Vec::new();
    for layout in Layout::ALL {
        let layer = builder.clone().layout(layout).build()?;
        let shape = TensorShape::new(convolution.input, Layout::Nchw).to_array(layout);
        let x = match layout {
            Layout::Nchw => input.to_vec(),
            Layout::Nhwc => channels_last(input, convolution.input),
            Layout::Nchw16 => reorder(input, shape, Layout::Nchw, layout)?,
        };
        let found = TensorShape::new(layer.output_shape(shape)?, layout);
        let [images, channels, rows, columns] = found.to_array(Layout::Nchw);
        let fits = match *output {
            [n, c, w] => [n, c, 1, w] == [images, channels, rows, columns],
            _ => output == [images, channels, rows, columns],
        };
        ensure!(fits, "{layout}: {found:?}, not {output:?}");
        let mut all = vec![(layout.to_string(), layer.apply(&x, shape)?)];
        for level in Level::available() {
            let mut y = vec![Out::default(); all[0].1.len()];
            layer.apply_into_at(level, &x, shape, &mut y)?;
            all.push((format!("{layout}, {level}"), y));
        }
        if layout == Layout::Nchw16 {
            for (_, y) in &mut all {
                let shape = [images, channels, rows, columns];
                *y = reorder(y, shape, layout, Layout::Nchw)?;
            }
        }
        if layout == Layout::Nhwc {
            for (_, y) in &mut all {
                // The way back, with pixels and channels exchanged.
                *y = channels_last(y, [images, rows * columns, channels, 1]);
            }
        }
        results.extend(all);
    }
    Ok(results)
}

/// NCHW to NHWC.
fn channels_last<T: Copy>(from: &[T], [images, channels, rows, columns]: [usize; 4]) -> Vec<T> {
    let area = rows * columns;
    let mut to = Vec::with_capacity(from.len());
    for image in 0..images {
        for pixel in 0..area {
            to.extend(
                (0..channels).map(|channel| from[(image * channels + channel) * area + pixel]),
            );
        }
    }
    to
}
