//! No level reads or writes beyond the ends of its inputs and outputs: pages that may not be touched
//! stand there.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod pages;

use conv_kernel::prelude::*;
use conv_kernel::{Element, LayerValues};
use conv_kernel_tests::each_level;
use conv_kernel_tests::ways::same;
use pages::{Guarded, Touches, touch_a_guard};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: reflect101 }
    struct Mean: u8 { taps: box([3, 3]), scale: 1/9, padding: same, border: replicate }
    struct Dense: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.95]],
        padding: same,
        border: wrap,
    }
    struct Gaussian: f32 { taps: gaussian([5, 5], 1.2), padding: same, border: reflect }
    struct Halved: u8 {
        taps: binomial([5, 5]), scale: 1/256, stride: 2, padding: same, border: reflect101,
    }
    struct Deep: u16 { taps: binomial([3, 3]), scale: 1/16, padding: same }
    struct Doubles: f64 { taps: [[1, 2], [3, -4]], dilation: 3, padding: same }
    struct Edges: u8 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(),
        overflow: saturate, padding: same, border: replicate,
    }
    struct Smooth: i16 { taps: [1, 4, 6, 4, 1], scale: 1/16, padding: same, border: reflect }
    struct Low: f32 { taps: lowpass(31, 0.2), padding: causal }
    struct Thirds: f32 { taps: lowpass(31, 0.2), interpolate: 2, stride: 3, padding: full }
}

fn fill<T: Element>(slice: &mut [T]) {
    for (index, value) in slice.iter_mut().enumerate() {
        *value = T::from_i64_wrapping((index * index % 101) as i64);
    }
}

/// Runs `work` on elements that touch a guard on each side in turn; it gets whether they do with
/// their first or last.
fn on_both_sides<In: Element, Out: Element>(
    (inputs, outputs): (usize, usize),
    expected: &[Out],
    name: &str,
    mut work: impl FnMut(&[In], &mut [Out]),
) {
    let mut from = Guarded::new(inputs * size_of::<In>());
    let mut to = Guarded::new(outputs * size_of::<Out>());
    for touches in [Touches::First, Touches::Last] {
        let (x, y) = (from.slice(inputs, touches), to.slice(outputs, touches));
        fill(x);
        y.fill(Out::default());
        work(x, y);
        same(y, expected, &format!("{name}, {touches:?}"));
    }
}

fn plane<F: PixelFilter>(filter: &F, level: Level) {
    let narrow = (1..=67).flat_map(|width| [(width, 1), (width, 2), (width, 6)]);
    for (width, height) in narrow.chain([(300, 40), (2000, 3), (3, 300), (1, 500)]) {
        let mut data = vec![F::In::default(); width * height];
        fill(&mut data);
        let src = Plane::new(&data, width, height).unwrap();
        let (columns, rows) = filter.output_size(width, height).unwrap();
        let mut expected = PlaneBuf::filled(columns, rows, F::Out::default()).unwrap();
        filter
            .apply_into_at(level, src, expected.as_plane_mut())
            .unwrap();
        let name = format!("{filter:?} {width}x{height}");
        let sizes = (data.len(), columns * rows);
        on_both_sides(sizes, expected.data(), &name, |x, y| {
            let x = Plane::new(x, width, height).unwrap();
            let y = PlaneMut::new(y, columns, rows).unwrap();
            filter.apply_into_at(level, x, y).unwrap();
        });
        if Level::best() == level {
            on_both_sides(sizes, expected.data(), &name, |x, y| {
                let x = Plane::new(x, width, height).unwrap();
                let y = PlaneMut::new(y, columns, rows).unwrap();
                filter.apply_with(x, y, &mut Scratch::new()).unwrap();
            });
        }
    }
}

fn signal<F: SignalFilter>(filter: &F, level: Level) {
    for length in (1..=150).chain([1000, 9001]) {
        let mut data = vec![F::In::default(); length];
        fill(&mut data);
        let mut expected = vec![F::Out::default(); filter.output_len(length).unwrap()];
        filter.apply_into_at(level, &data, &mut expected).unwrap();
        let sizes = (length, expected.len());
        on_both_sides(sizes, &expected, &format!("{filter:?} {length}"), |x, y| {
            filter.apply_into_at(level, x, y).unwrap();
        });
    }
}

fn layer<T: Element>(level: Level, weights: [usize; 4], groups: usize, winograd: Winograd)
where
    LayerValues: From<Vec<T>>,
{
    let mut values = vec![T::default(); weights.iter().product()];
    fill(&mut values);
    for layout in Layout::ALL {
        let layer = DynLayer::<T, T>::builder(values.clone(), weights)
            .groups(groups)
            .padding(Padding::Same)
            .layout(layout)
            .winograd(winograd)
            .build()
            .unwrap();
        let channels = weights[1] * groups;
        for (rows, columns) in [(1, 1), (2, 3), (5, 17), (9, 33)] {
            let shape = match layout {
                Layout::Nhwc => [1, rows, columns, channels],
                _ => [1, channels, rows, columns],
            };
            let output = layer.output_shape(shape).unwrap();
            let [inputs, outputs] = [shape, output].map(|shape| layout.elements(shape).unwrap());
            let mut data = vec![T::default(); inputs];
            fill(&mut data);
            let mut expected = vec![T::default(); outputs];
            layer
                .apply_into_at(level, &data, shape, &mut expected)
                .unwrap();
            let name = format!("{layer:?} {rows}x{columns}");
            on_both_sides((inputs, outputs), &expected, &name, |x, y| {
                layer.apply_into_at(level, x, shape, y).unwrap();
            });
        }
    }
}

fn planes_stay_within_their_ends(level: Level) {
    plane(&Sobel, level);
    plane(&Mean, level);
    plane(&Dense, level);
    plane(&Gaussian, level);
    plane(&Halved, level);
    plane(&Deep, level);
    plane(&Doubles, level);
    plane(&Edges, level);
    plane(&Sobel.to_dyn(), level);
    plane(&Gaussian.to_dyn(), level);
}

fn signals_stay_within_their_ends(level: Level) {
    signal(&Smooth, level);
    signal(&Low, level);
    signal(&Thirds, level);
    signal(&Low.to_dyn(), level);
}

fn layers_stay_within_their_ends(level: Level) {
    layer::<f32>(level, [5, 3, 3, 3], 1, Winograd::Never);
    layer::<f32>(level, [16, 8, 3, 3], 1, Winograd::Always);
    layer::<f32>(level, [6, 1, 3, 3], 6, Winograd::Never);
    layer::<f64>(level, [20, 7, 1, 1], 1, Winograd::Never);
}

each_level!(
    planes_stay_within_their_ends,
    signals_stay_within_their_ends,
    layers_stay_within_their_ends,
);

#[test]
fn touching_a_guard_ends_the_process() {
    const CHILD: &str = "CONV_TOUCHES_A_GUARD";
    if std::env::var_os(CHILD).is_some() {
        touch_a_guard();
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "touching_a_guard_ends_the_process"])
        .env(CHILD, "")
        .output()
        .unwrap();
    // SIGSEGV, or SIGBUS on some systems.
    assert!(
        matches!(child.status.signal(), Some(11 | 7 | 10)),
        "{child:?}"
    );
}
