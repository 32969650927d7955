//! Memory that cannot be had is an error: each allocation of a call that is larger than a plan is
//! refused once, and afterwards the same call gives the same results.

use super::counting::refused_after;
use super::{Binomial, Causal, Dense, Edges, Given, Holes, Luma, Sobel, Thirds, Window};
use conv_kernel::Scratch;
use conv_kernel::matching::{Score, Template};
use conv_kernel::prelude::*;
use conv_kernel::{Chain, DynLayer, Element, Layout, PixelsBuf, Winograd};
use std::fmt::Debug;

/// Refuses each allocation of `work` in turn; how many there are.
fn each_refused<T: PartialEq + Debug>(
    name: &str,
    mut work: impl FnMut() -> Result<T, Error>,
) -> usize {
    let expected = work();
    assert!(expected.is_ok(), "{name}: {expected:?}");
    for granted in 0.. {
        let (was_refused, found) = refused_after(granted, &mut work);
        if !was_refused {
            assert_eq!(found, expected, "{name}");
            return granted;
        }
        assert_eq!(found, Err(Error::OutOfMemory), "{name}, number {granted}");
        assert_eq!(work(), expected, "{name} after number {granted}");
    }
    0
}

fn elements<T: Element>(count: usize) -> Vec<T> {
    (0..count)
        .map(|i| T::from_i64_wrapping((i * i % 50) as i64))
        .collect()
}

fn plane<F: Filter>(filter: &F)
where
    F::Out: PartialEq + Debug,
{
    let mut refused = 0;
    for (width, height) in [(2, 2), (40, 30), (9001, 3)] {
        let data = elements::<F::In>(width * height);
        let src = Plane::new(&data, width, height).unwrap();
        let name = |way: &str| format!("{way}: {filter:?} {width}x{height}");
        refused += each_refused(&name("apply"), || filter.apply(src));
        let (columns, rows) = filter.output_size(width, height).unwrap();
        let tile = filter
            .tiles((width, height), (columns, rows))
            .unwrap()
            .next()
            .unwrap();
        let Rect {
            x,
            y,
            width: across,
            height: down,
        } = tile.input;
        let part = src.sub(x, y, across, down).unwrap();
        let mut out = vec![F::Out::default(); columns * rows];
        refused += each_refused(&name("apply_tile_with"), || {
            let to = PlaneMut::new(&mut out, columns, rows)?;
            filter.apply_tile_with(part, &tile, to, &mut Scratch::new())
        });
    }
    assert!(refused > 0, "{filter:?} allocates nothing");
}

fn in_place<F: InPlace<T>, T: Element>(filter: &F) {
    let mut refused = 0;
    for (width, height) in [(2, 2), (40, 30), (900, 300)] {
        let original = elements::<T>(width * height);
        let mut data = original.clone();
        refused += each_refused(&format!("in place: {filter:?} {width}x{height}"), || {
            data.copy_from_slice(&original);
            let plane = PlaneMut::new(&mut data, width, height)?;
            let outcome = filter.apply_in_place(plane, &mut Scratch::new());
            assert!(outcome.is_ok() || data == original, "it was changed");
            outcome
        });
    }
    assert!(refused > 0, "{filter:?} allocates nothing");
}

fn signal<F: SignalFilter>(filter: &F)
where
    F::Out: PartialEq,
{
    let mut refused = 0;
    for length in [2, 100, 70_000] {
        let src = elements::<F::In>(length);
        let name = |way: &str| format!("{way}: {filter:?} {length}");
        refused += each_refused(&name("apply"), || filter.apply(&src));
        let mut out = vec![F::Out::default(); filter.output_len(length).unwrap()];
        refused += each_refused(&name("apply_with"), || {
            filter.apply_with(&src, &mut out, &mut Scratch::new())
        });
    }
    assert!(refused > 0, "{filter:?} allocates nothing");
}

/// Weights `[out][in / groups][row][column]`.
fn layer<T: Element>(
    weights: [usize; 4],
    groups: usize,
    layout: Layout,
    winograd: Winograd,
) -> DynLayer<T, T>
where
    conv_kernel::LayerValues: From<Vec<T>>,
{
    DynLayer::builder(elements::<T>(weights.iter().product()), weights)
        .groups(groups)
        .padding(Padding::Same)
        .layout(layout)
        .winograd(winograd)
        .build()
        .unwrap()
}

#[test]
fn memory_refused_to_planes_is_an_error() {
    plane(&Sobel);
    plane(&Dense);
    plane(&Binomial);
    plane(&Window);
    plane(&Given::new([[0.5; 3]; 3]).unwrap());
    plane(&Sobel.to_dyn());
    plane(&Binomial.to_dyn());
    plane(&Holes);
    plane(&Holes.to_dyn());
    plane(&Edges);
    plane(&Edges.to_dyn());
}

#[test]
fn memory_refused_in_place_is_an_error() {
    in_place(&Dense);
    in_place(&Dense.to_dyn());
    in_place(&Given::new([[0.5; 3]; 3]).unwrap());
    in_place(&Edges);
}

#[test]
fn memory_refused_to_pixels_is_an_error() {
    let pixels = elements::<u8>(3 * 40 * 30);
    let src = Pixels::from_elements(&pixels, 40, 30).unwrap();
    assert!(each_refused("pixels", || Sobel.apply_pixels::<3>(src)) > 0);
    assert!(each_refused("mixed", || Luma.apply(src)) > 0);
    let dynamic = Luma.to_dyn();
    assert!(each_refused("mixed by a run-time kernel", || dynamic.apply(src)) > 0);
    let pixels = elements::<u8>(4 * 40 * 30);
    let src = Pixels::<u8, 4>::from_elements(&pixels, 40, 30).unwrap();
    each_refused("buffer", || PixelsBuf::filled(3, 3, [1u8; 4]));
    assert!(each_refused("channel", || src.channel(0)) > 0);
}

#[test]
fn memory_refused_to_signals_is_an_error() {
    signal(&Causal);
    signal(&Thirds);
    signal(&Causal.to_dyn());
    let kernel = Causal.to_dyn();
    each_refused("stream", || kernel.stream().map(drop));
}

#[test]
fn memory_refused_to_layers_is_an_error() {
    for layout in Layout::ALL {
        for (weights, groups, winograd) in [
            ([4, 2, 3, 3], 1, Winograd::Never),
            ([16, 16, 3, 3], 1, Winograd::Always),
            ([4, 1, 3, 3], 4, Winograd::Never),
            ([20, 3, 1, 1], 1, Winograd::Never),
        ] {
            let name = format!("{layout}, {weights:?}, {winograd:?}");
            let channels = weights[1] * groups;
            let shape = match layout {
                Layout::Nhwc => [2, 9, 10, channels],
                _ => [2, channels, 9, 10],
            };
            let layer = layer::<f32>(weights, groups, layout, winograd);
            let x = elements::<f32>(layout.elements(shape).unwrap());
            assert!(each_refused(&name, || layer.apply(&x, shape)) > 0);
            let output = layer.output_shape(shape).unwrap();
            let dy = elements::<f32>(layout.elements(output).unwrap());
            assert!(each_refused(&name, || layer.input_gradient(&dy, shape)) > 0);
            assert!(each_refused(&name, || layer.weight_gradient(&x, &dy, shape)) > 0);
        }
    }
}

#[test]
fn memory_refused_to_chains_is_an_error() {
    let (first, second) = (
        layer::<f32>([8, 3, 3, 3], 1, Layout::Nchw, Winograd::Never),
        layer::<f32>([4, 8, 3, 3], 1, Layout::Nchw, Winograd::Never),
    );
    let x = elements::<f32>(3 * 20 * 20);
    assert!(
        each_refused("chain", || {
            Chain::new(&first, &second)?.apply(&x, [1, 3, 20, 20])
        }) > 0
    );
}

#[test]
fn memory_refused_to_matching_is_an_error() {
    let pixels = elements::<u8>(90 * 80);
    let picture = Plane::new(&pixels, 90, 80).unwrap();
    let part = picture.sub(3, 3, 20, 20).unwrap();
    let template = Template::new(part).unwrap();
    for score in Score::ALL {
        assert!(each_refused(&format!("{score}"), || template.find(picture, score)) > 0);
    }
}
