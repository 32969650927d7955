//! What `explain` says of a kernel or a layer is what runs.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{LayerPlan, Plan};
use conv_plan::plan::{Form, Pass, Passes};
use std::collections::BTreeSet;

conv_kernel! {
    struct Literals: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same }
    struct Unfactored: f32 { taps: [[1, 2, 3], [4, 5.5, 6], [7, 8, 10]] }
    struct Memory: f32 {
        taps: [[1.5, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16.5]],
        padding: same,
    }
    struct Table: f64 {
        taps: [
            [1, 2, 3, 4, 5, 6, 7], [8, 9, 1, 2, 3, 4, 5], [6, 7, 8, 9, 1, 2, 3], [4, 5, 6, 7, 8, 9, 1.5],
            [2, 3, 4, 5, 6, 7, 8], [9, 1, 2, 3, 4, 5, 6], [7, 8, 9, 1, 2, 3, 4],
        ],
        padding: same,
    }
    struct Twice: f32 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
    }
    struct Narrow: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        padding: same,
    }
    struct Fused: u8 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(), overflow: saturate,
    }
    struct FusedFloats: f32 { taps: [[1.5, 2], [3, 4]], map: |v| v.max(0), padding: same }
    struct FusedSignal: f32 { taps: { a: [1, 2], b: [3] }, combine: |a, b| a.max(b), padding: same }
    struct Given: f32 { shape: [3, 3], padding: same }
    struct GivenBytes: u8 -> i32 { shape: [2, 3] }
    struct Pairs: i16 -> i32 { taps: [1, 20, -3, 40, 5], padding: same }
    struct Signal: f32 { taps: [0.25, 0.5, 0.25] }
    struct GivenSignal: f32 { shape: [5], padding: same }
}

/// The kind of a body, the rows of its tile, and its vectors.
type Body = (&'static str, usize, usize);

/// The bodies that a plan names, on a level.
fn told(plan: &Plan, level: Level) -> BTreeSet<Body> {
    let wide = matches!(level, Level::Avx512 | Level::Neon);
    let body = |pass: &Pass| {
        let lowering = &pass.lowering;
        let kind = match lowering.form {
            Form::Literals | Form::Memory | Form::Pairs => "printed",
            Form::Table => "table",
            Form::Generic => "generic",
        };
        let text = plan.to_string();
        let words = match lowering.form {
            Form::Table => "in a loop over a table of loads",
            Form::Generic => "unrolled, taps given at run time",
            _ => "unrolled",
        };
        assert!(text.contains(words), "{text}");
        let tile = lowering.tile;
        (kind, tile.rows, if wide { tile.wide } else { tile.vectors })
    };
    if !plan.parts().is_empty() {
        assert!(plan.is_fused() && plan.to_string().contains("in one sweep"));
    }
    match plan.passes() {
        Passes::One(pass) => [body(pass)].into(),
        Passes::Two {
            vertical,
            horizontal,
        } => vertical.iter().chain([horizontal]).map(body).collect(),
        Passes::Polyphase(passes) => passes.iter().map(body).collect(),
    }
}

/// The bodies that some work runs.
fn ran(work: impl FnOnce()) -> BTreeSet<Body> {
    let notes = conv_runtime::traced(work).into_iter();
    // Drivers leave notes too.
    let bodies = notes.filter_map(|note| {
        let (name, tile) = note.split_once(" in tiles of ")?;
        let (rows, vectors) = tile.split_once(" x ").unwrap();
        let kind = match name {
            "table" => "table",
            name if name.contains("::RuntimeTaps<") => "generic",
            _ => "printed",
        };
        Some((kind, rows.parse().unwrap(), vectors.parse().unwrap()))
    });
    bodies.collect()
}

fn plane<F: Filter>(filter: &F) {
    const SIZE: usize = 160;
    let data: Vec<F::In> = vec![F::In::default(); SIZE * SIZE];
    let (width, height) = filter.output_size(SIZE, SIZE).unwrap();
    let mut out = vec![F::Out::default(); width * height];
    for level in Level::available() {
        let src = Plane::new(&data, SIZE, SIZE).unwrap();
        let dst = PlaneMut::new(&mut out, width, height).unwrap();
        let ran = ran(|| filter.apply_into_at(level, src, dst).unwrap());
        assert_eq!(ran, told(&filter.explain(), level), "{filter:?} on {level}");
    }
}

fn signal<F: SignalFilter>(filter: &F) {
    const LENGTH: usize = 1000;
    let data: Vec<F::In> = vec![F::In::default(); LENGTH];
    let mut out = vec![F::Out::default(); filter.output_len(LENGTH).unwrap()];
    for level in Level::available() {
        let ran = ran(|| filter.apply_into_at(level, &data, &mut out).unwrap());
        assert_eq!(ran, told(&filter.explain(), level), "{filter:?} on {level}");
    }
}

macro_rules! both {
    ($check:ident: $($filter:expr),* $(,)?) => {$(
        $check(&$filter);
        $check(&$filter.to_dyn());
    )*};
}

#[test]
fn planes_run_as_they_say() {
    let taps = [[1.0f32, 2.0, 3.0], [4.0, 0.0, 6.0], [7.0, 8.0, 10.0]];
    both!(plane: Literals, Unfactored, Memory, Table, Twice, Narrow, Given::new(taps).unwrap());
    both!(plane: GivenBytes::new([[1, 2, 3], [4, 5, 6]]).unwrap());
    plane(&Fused);
    plane(&FusedFloats);
}

#[test]
fn signals_run_as_they_say() {
    signal(&FusedSignal);
    both!(signal: Pairs, Signal, GivenSignal::new([1.0f32, 2.0, 3.0, 4.0, 5.0]).unwrap());
}

/// What a plan says of a layer against what ran.
fn compare(plan: &LayerPlan, level: Level, ran: &[String]) {
    let text = plan.to_string();
    let said = |words: &str| text.contains(words);
    let did = |note: &str| ran.iter().any(|ran| ran.starts_with(note));
    let place = format!("{text}\non {level}: {ran:?}");
    assert_eq!(said("Winograd F("), did("winograd"), "{place}");
    assert_eq!(
        said("channels side by side in vectors"),
        did("channels in lanes"),
        "{place}"
    );
    assert_eq!(said("over chunks of pixels"), did("pointwise"), "{place}");
    let narrow = matches!(level, Level::Scalar | Level::Sse2 | Level::Sse42);
    let shares =
        said("share the loads") && !(narrow && said("on levels with vectors of 8 or more"));
    assert_eq!(shares, did("Planar"), "{place}");
    assert_eq!(
        said("copied, chunk by chunk"),
        did("pointwise, copied"),
        "{place}"
    );
    let masked = shares && said("read between masks");
    assert_eq!(masked, did("between masks"), "{place}");
    assert_eq!(
        said("read where it lies") && !said("past an edge") && !masked,
        did("in place") && !did("pointwise, copied"),
        "{place}"
    );
    assert_eq!(
        said("past an edge"),
        did("inner pixels in place"),
        "{place}"
    );
    let lanes = did("channels in lanes") && !did("inner pixels in place");
    let stages = did("staged") || did("winograd") || lanes;
    assert_eq!(said("staged, band by band") && !masked, stages, "{place}");
    let quads = said("four of 8 bits with AVX-512") && level == Level::Avx512;
    assert_eq!(quads, did("Quads"), "{place}");
    assert_eq!(
        said("two of 16 bits at once") && !quads,
        did("Pairs"),
        "{place}"
    );
}

#[test]
fn planes_of_depthwise_layers_are_read_between_masks() {
    for (layout, rows, masked) in [
        (Layout::Nchw, 3, true),
        (Layout::Nchw, 64, true),
        (Layout::Nhwc, 64, false),
        (Layout::Nchw16, 64, false),
    ] {
        let layer = DynLayer::<f32, f32>::builder(vec![1.0f32; 4 * 9], [4, 1, 3, 3])
            .groups(4)
            .layout(layout)
            .padding(1)
            .build()
            .unwrap();
        let input = match layout {
            Layout::Nchw | Layout::Nchw16 => [1, 4, rows, 40],
            Layout::Nhwc => [1, rows, 40, 4],
        };
        let x = vec![1.0; layout.elements(input).unwrap()];
        let mut y = x.clone();
        for level in Level::available() {
            let ran =
                conv_runtime::traced(|| layer.apply_into_at(level, &x, input, &mut y).unwrap());
            let did = ran.iter().any(|ran| ran == "between masks");
            assert_eq!(did, masked, "{layout} {rows} on {level}: {ran:?}");
        }
        let said = layer.explain().to_string().contains("between masks");
        assert_eq!(said, layout == Layout::Nchw);
    }
}

/// Outputs, inputs of a group, rows, columns.
type Shape = [usize; 4];

fn layer<In, Out>(
    (shape, groups): (Shape, usize),
    weight: Out,
    layout: Layout,
    padding: usize,
    winograd: Winograd,
) where
    In: conv_kernel::Element + From<u8>,
    Out: conv_kernel::Element,
    conv_kernel::LayerValues: From<Vec<Out>>,
{
    let weights = vec![weight; shape.iter().product()];
    let layer = DynLayer::<In, Out>::builder(weights, shape)
        .groups(groups)
        .layout(layout)
        .padding(padding)
        .winograd(winograd)
        .build()
        .unwrap();
    let channels = shape[1] * groups;
    let input = match layout {
        Layout::Nchw | Layout::Nchw16 => [1, channels, 21, 40],
        Layout::Nhwc => [1, 21, 40, channels],
    };
    let output = layer.output_shape(input).unwrap();
    let x = vec![In::from(1); layout.elements(input).unwrap()];
    let mut y = vec![Out::default(); layout.elements(output).unwrap()];
    for level in Level::available() {
        let ran = conv_runtime::traced(|| layer.apply_into_at(level, &x, input, &mut y).unwrap());
        compare(&layer.explain(), level, &ran);
    }
}

fn layers<In, Out>(weight: Out)
where
    In: conv_kernel::Element + From<u8>,
    Out: conv_kernel::Element,
    conv_kernel::LayerValues: From<Vec<Out>>,
{
    for layout in Layout::ALL {
        for padding in [0, 1] {
            for (shape, groups) in [
                ([16, 8, 3, 3], 1),
                ([3, 1, 3, 3], 1),
                ([1, 1, 3, 3], 1),
                ([8, 1, 3, 3], 8),
                ([16, 1, 3, 3], 8),
                ([8, 1, 5, 5], 8),
                ([8, 1, 7, 7], 8),
                ([8, 1, 3, 5], 8),
                ([24, 1, 3, 3], 8),
                ([8, 4, 3, 3], 2),
                ([16, 8, 1, 1], 1),
                ([8, 4, 1, 1], 2),
                ([40, 100, 1, 1], 1),
                ([4, 1, 1, 1], 4),
            ] {
                let layer_of = (shape, groups);
                layer::<In, Out>(layer_of, weight, layout, padding, Winograd::Never);
            }
            for layer_of in [([16, 8, 3, 3], 1), ([8, 4, 3, 3], 2)] {
                if In::TYPE.is_float() {
                    layer::<In, Out>(layer_of, weight, layout, padding, Winograd::Always);
                }
            }
        }
    }
}

#[test]
fn layers_run_as_they_say() {
    layers::<f32, f32>(1.0);
    layers::<f64, f64>(1.0);
    for weight in [-128, 128, 1 << 15] {
        layers::<u8, i32>(weight);
    }
}
