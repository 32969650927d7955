//! Layers hold what a few outputs read: not a copy of the input, and nothing for a stride or a
//! dilation.

use super::most_bytes;
use conv_kernel::prelude::*;
use conv_kernel::{Element, ElementType, LayerScratch, LayerValues, Layout, Winograd};

/// What a call may hold.
const LITTLE: usize = 1_000_000;

/// Weights `[out][in / groups][row][column]`, groups, stride, dilation and rows of the input.
struct Case {
    weights: [usize; 4],
    groups: usize,
    stride: [usize; 2],
    dilation: [usize; 2],
    rows: usize,
}

const fn case(weights: [usize; 4], groups: usize, rows: usize) -> Case {
    Case {
        weights,
        groups,
        stride: [1, 1],
        dilation: [1, 1],
        rows,
    }
}

impl Case {
    fn shape(&self, layout: Layout, columns: usize) -> [usize; 4] {
        let channels = self.weights[1] * self.groups;
        match layout {
            Layout::Nchw | Layout::Nchw16 => [1, channels, self.rows, columns],
            Layout::Nhwc => [1, self.rows, columns, channels],
        }
    }

    fn layer<In: Element, Out: Element>(&self, layout: Layout) -> DynLayer<In, Out> {
        let count = self.weights.iter().product::<usize>();
        let weights = (0..count).map(|index| (index % 7) as i32 - 3);
        let weights: LayerValues = match In::TYPE {
            ElementType::F32 => weights.map(|w| w as f32).collect::<Vec<_>>().into(),
            ElementType::F64 => weights.map(f64::from).collect::<Vec<_>>().into(),
            _ => weights.collect::<Vec<_>>().into(),
        };
        DynLayer::builder(weights, self.weights)
            .groups(self.groups)
            .stride(self.stride)
            .dilation(self.dilation)
            .padding(Padding::Same)
            .layout(layout)
            .build()
            .unwrap()
    }

    /// What a call holds on an input of so many columns.
    fn held<In: Element, Out: Element>(&self, layout: Layout, columns: usize) -> usize {
        let (layer, shape) = (self.layer::<In, Out>(layout), self.shape(layout, columns));
        held(&layer, shape)
    }
}

fn held<In: Element, Out: Element>(layer: &DynLayer<In, Out>, shape: [usize; 4]) -> usize {
    let layout = layer.explain().kernel().layout();
    let output = layer.output_shape(shape).unwrap();
    let x = vec![In::from_i64_wrapping(3); layout.elements(shape).unwrap()];
    let mut y = vec![Out::default(); layout.elements(output).unwrap()];
    let mut scratch = LayerScratch::new();
    let (bytes, done) = most_bytes(|| layer.apply_with(&x, shape, &mut y, &mut scratch));
    assert_eq!(done, Ok(()));
    bytes
}

/// Rows of so many columns are more than any call may hold.
const COLUMNS: usize = 400_000;

#[test]
fn layers_of_few_long_rows_hold_blocks_of_their_columns() {
    let far = |weights, groups, stride, dilation| Case {
        stride: [1, stride],
        dilation: [1, dilation],
        ..case(weights, groups, 1)
    };
    for (index, case) in [
        far([1, 5, 1, 10], 1, 10, 1),
        far([2, 5, 1, 3], 1, 1, 5000),
        far([4, 2, 1, 5], 2, 3, 2),
        far([4, 1, 1, 3], 4, 1, 1),
        far([4, 1, 3, 3], 4, 1, 1),
        far([4, 1, 3, 3], 4, 2, 1),
        far([17, 16, 1, 3], 1, 1, 1),
        case([2, 3, 3, 3], 1, 3),
        case([4, 1, 3, 3], 4, 2),
        case([4, 1, 5, 5], 4, 3),
    ]
    .into_iter()
    .enumerate()
    {
        for layout in Layout::ALL {
            let held = [
                case.held::<f32, f32>(layout, COLUMNS),
                case.held::<f64, f64>(layout, COLUMNS),
                case.held::<u8, i32>(layout, COLUMNS),
                case.held::<i8, i32>(layout, COLUMNS),
            ];
            assert!(
                held.iter().all(|&held| held < LITTLE),
                "case {index}, {layout}: {held:?}"
            );
        }
    }
}

#[test]
fn large_planes_hold_a_few_of_their_rows() {
    for (stride, size) in [(1, 3), (2, 3), (1, 5)] {
        let case = Case {
            stride: [stride; 2],
            ..case([2, 1, size, size], 2, 1000)
        };
        let held = case.held::<f32, f32>(Layout::Nchw, 1000);
        assert!(held < LITTLE, "{stride}, {size}: {held}");
    }
}

#[test]
fn winograds_algorithm_holds_its_tiles_and_no_long_row() {
    for layout in Layout::ALL {
        let case = case([8, 8, 3, 3], 1, 2);
        let layer = |columns: usize| {
            let layer = DynLayer::<f32, f32>::builder(vec![0.5f32; 576], case.weights)
                .padding(Padding::Same)
                .layout(layout)
                .winograd(Winograd::Always)
                .build()
                .unwrap();
            held(&layer, case.shape(layout, columns))
        };
        let (short, long) = (layer(4000), layer(400_000));
        assert!(long < short + LITTLE, "{layout}: {short}, {long}");
    }
}

#[test]
fn a_stride_or_a_dilation_alone_holds_nothing() {
    for (index, (weights, groups)) in [
        ([1, 2, 1, 1], 1),
        ([1, 1, 3, 3], 1),
        ([16, 16, 3, 3], 1),
        ([4, 2, 3, 3], 2),
        ([4, 1, 3, 3], 4),
        ([4, 1, 1, 1], 4),
    ]
    .into_iter()
    .enumerate()
    {
        for (stride, dilation) in [(1_000_000_000, 1), (1, 20_000), (1 << 40, 1 << 40)] {
            let case = Case {
                stride: [stride; 2],
                dilation: [dilation; 2],
                ..case(weights, groups, 2)
            };
            for layout in Layout::ALL {
                let held = [
                    case.held::<f32, f32>(layout, 3),
                    case.held::<u8, i32>(layout, 3),
                ];
                let few = held.iter().all(|&held| held < 64 << 10);
                assert!(
                    few,
                    "case {index}, {layout}, {stride}, {dilation}: {held:?}"
                );
            }
        }
    }
}

#[test]
fn the_gradient_of_weights_holds_blocks_of_the_input() {
    for layout in Layout::ALL {
        for (stride, dilation, rows, columns) in [
            (1, 1, 1, COLUMNS),
            (10, 3, 1, COLUMNS),
            (1, 20_000, 2, 2),
            (1_000_000_000, 1, 2, 3),
        ] {
            let case = Case {
                stride: [stride; 2],
                dilation: [dilation; 2],
                ..case([2, 5, 3, 3], 1, rows)
            };
            let (layer, shape) = (case.layer::<f32, f32>(layout), case.shape(layout, columns));
            let output = layer.output_shape(shape).unwrap();
            let x = vec![1.0f32; layout.elements(shape).unwrap()];
            let dy = vec![0.5f32; layout.elements(output).unwrap()];
            let (held, done) = most_bytes(|| layer.weight_gradient(&x, &dy, shape));
            assert!(done.is_ok() && held < LITTLE, "{layout}, {stride}: {held}");
        }
    }
}
