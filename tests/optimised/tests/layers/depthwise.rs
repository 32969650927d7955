//! Depthwise layers whose channels are planes, read where they lie between masks.

use crate::cases::elements;
use conv_kernel::{DynLayer, Element, Layer, LayerValues, Layout, Level};

const CHANNELS: usize = 3;

/// Rows and columns about which tiles, vectors of every level and bands begin and end.
const SIZES: [(usize, usize); 15] = [
    (1, 1),
    (2, 3),
    (2, 40),
    (7, 7),
    (14, 14),
    (13, 9),
    (40, 1),
    (40, 15),
    (39, 16),
    (41, 17),
    (44, 31),
    (47, 32),
    (48, 33),
    (55, 49),
    (64, 112),
];

/// Rows and columns of the window, stride, padding before and after.
type Shape = (usize, usize, [usize; 2]);

/// The windows of the tiles of one channel, with what networks pad and with more and less.
const SHAPES: [Shape; 8] = [
    (3, 1, [1, 1]),
    (3, 1, [0, 0]),
    (3, 1, [4, 3]),
    (3, 2, [1, 1]),
    (3, 2, [0, 1]),
    (5, 1, [2, 2]),
    (5, 2, [2, 2]),
    (5, 2, [1, 7]),
];

/// From -1 to 1, and beside the borders what a mask has to hide.
fn image(rows: usize, columns: usize, edge: Option<f64>) -> Vec<f64> {
    (0..2 * CHANNELS * rows * columns)
        .map(|index| match edge {
            Some(edge) if index % columns == 0 || (index + 1) % columns == 0 => edge,
            _ => (index * 37 % 101) as f64 / 50.0 - 1.0,
        })
        .collect()
}

fn weight(index: usize) -> f64 {
    (index * 29 % 23) as f64 / 11.0 - 1.0
}

/// The same layer in both layouts on a level: outputs in the order of planes.
fn in_layout<T>(
    layout: Layout,
    (each, (window, stride, padding)): (usize, Shape),
    level: Level,
    x: &[f64],
    size: (usize, usize),
) -> Option<Vec<T>>
where
    T: Element,
    LayerValues: From<Vec<T>>,
{
    let outputs = CHANNELS * each;
    let weights: Vec<T> = (0..outputs * window * window)
        .map(|i| T::from_f64(weight(i)))
        .collect();
    let bias: Vec<T> = (0..outputs).map(|i| T::from_f64(weight(i + 5))).collect();
    let layer = DynLayer::<T, T>::builder(weights, [outputs, 1, window, window])
        .groups(CHANNELS)
        .bias(bias)
        .stride(stride)
        .padding([padding, padding])
        .layout(layout)
        .build()
        .expect("the layer keeps the rules");
    let (rows, columns) = size;
    let area = rows * columns;
    // Where element `pixel` of a channel of an image is, with so many channels.
    let place = |all: usize, area: usize, image: usize, channel: usize, pixel: usize| match layout {
        Layout::Nchw => (image * all + channel) * area + pixel,
        Layout::Nhwc => (image * area + pixel) * all + channel,
        Layout::Nchw16 => (image * area + pixel) * 16 + channel,
    };
    let shape = match layout {
        Layout::Nchw | Layout::Nchw16 => [2, CHANNELS, rows, columns],
        Layout::Nhwc => [2, rows, columns, CHANNELS],
    };
    let mut laid = vec![T::from_f64(f64::NAN); elements(layout, shape)];
    for (index, &x) in x.iter().enumerate() {
        let (plane, pixel) = (index / area, index % area);
        laid[place(CHANNELS, area, plane / CHANNELS, plane % CHANNELS, pixel)] = T::from_f64(x);
    }
    let out = layer.output_shape(shape).ok()?;
    let area_out = match (out, layout) {
        ([_, _, rows, columns], Layout::Nchw | Layout::Nchw16)
        | ([_, rows, columns, _], Layout::Nhwc) => rows * columns,
    };
    let mut planes = vec![T::default(); 2 * outputs * area_out];
    // Poisoned: every output has to be written.
    let mut y = vec![T::from_f64(77.0); elements(layout, out)];
    layer
        .apply_into_at(level, &laid, shape, &mut y)
        .expect("the shapes fit");
    for (index, to) in planes.iter_mut().enumerate() {
        let (plane, pixel) = (index / area_out, index % area_out);
        *to = y[place(outputs, area_out, plane / outputs, plane % outputs, pixel)];
    }
    Some(planes)
}

/// Both layouts have other loops, and one order of operations.
fn same_in_both_layouts<T>(edges: &[Option<f64>], bits: impl Fn(T) -> Option<u64>)
where
    T: Element,
    LayerValues: From<Vec<T>>,
{
    let mut compared = 0;
    for (size, shape) in SIZES
        .into_iter()
        .flat_map(|size| SHAPES.map(|shape| (size, shape)))
    {
        for &edge in edges {
            let x = image(size.0, size.1, edge);
            for (level, each) in Level::available().flat_map(|l| [(l, 1), (l, 2)]) {
                let of = |layout| -> Option<Vec<Option<u64>>> {
                    let y = in_layout::<T>(layout, (each, shape), level, &x, size)?;
                    Some(y.into_iter().map(&bits).collect())
                };
                let (planes, pixels) = (of(Layout::Nchw), of(Layout::Nhwc));
                compared += usize::from(planes.is_some());
                assert!(
                    planes == pixels,
                    "{size:?}, {shape:?}, {edge:?}, {each} on {level}"
                );
            }
        }
    }
    // Some windows do not fit into the smallest planes.
    assert!(compared >= 2 * edges.len() * (SIZES.len() - 4) * SHAPES.len());
}

#[test]
fn masked_planes_have_the_bits_of_pixels_beside_nan_and_infinity() {
    let edges = [None, Some(f64::NAN), Some(f64::INFINITY)];
    same_in_both_layouts::<f32>(&edges, |v| (!v.is_nan()).then(|| v.to_bits().into()));
    same_in_both_layouts::<f64>(&edges[1..2], |v| (!v.is_nan()).then(|| v.to_bits()));
}

/// Within `n u / (1 - n u)` of the sum of magnitudes, with the 9 products and the bias of an output
/// and `u = 2^-24`; the double precision of the definition adds less than another operation.
#[test]
fn masked_planes_keep_the_bound_of_the_definition() {
    let bound = 11.0 * 2f64.powi(-24) / (1.0 - 11.0 * 2f64.powi(-24));
    for (size, level) in SIZES
        .into_iter()
        .flat_map(|size| Level::available().map(move |level| (size, level)))
    {
        let (rows, columns) = size;
        let x = image(rows, columns, None);
        let y = in_layout::<f32>(Layout::Nchw, (1, SHAPES[0]), level, &x, size);
        for (index, &y) in y.iter().flatten().enumerate() {
            let (plane, row, column) = (
                index / (rows * columns),
                index / columns % rows,
                index % columns,
            );
            let bias = f64::from(weight(plane % CHANNELS + 5) as f32);
            let (mut sum, mut magnitude) = (bias, bias.abs());
            for (m, n) in (0..9).map(|tap| (tap / 3, tap % 3)) {
                let (i, j) = ((row + m).wrapping_sub(1), (column + n).wrapping_sub(1));
                if i < rows && j < columns {
                    let x = f64::from(x[(plane * rows + i) * columns + j] as f32);
                    let product = x * f64::from(weight(plane % CHANNELS * 9 + m * 3 + n) as f32);
                    sum += product;
                    magnitude += product.abs();
                }
            }
            let apart = (f64::from(y) - sum).abs();
            assert!(apart <= bound * magnitude, "{size:?}, {index} on {level}");
        }
    }
}
