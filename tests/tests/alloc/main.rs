//! What allocates and what does not, and how much: allocations are counted.
#![allow(clippy::unwrap_used)]

mod banks;
mod counting;
mod layers;
mod refused;

use conv_kernel::Scratch;
use conv_kernel::matching::{Buffers, Pixel, Score, Template};
use conv_kernel::prelude::*;
use counting::{allocations, most_bytes};

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], padding: same, border: reflect101 }
    struct Dense: f32 {
        taps: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.95]],
        padding: same,
        border: replicate,
    }
    struct Binomial: u8 {
        taps: [[1, 4, 6, 4, 1], [4, 16, 24, 16, 4], [6, 24, 36, 24, 6], [4, 16, 24, 16, 4], [1, 4, 6, 4, 1]],
        scale: 1/256,
        stride: 2,
        padding: same,
        border: wrap,
    }
    struct Steps: i16 -> i32 { taps: [[1, 2], [3, -4]], stride: 3, dilation: 2, padding: 2 }
    struct Window: f32 { taps: [[1, 2], [3, -4]], dilation: 5000, padding: same, border: reflect }
    struct Given: f32 { shape: [3, 3], padding: same }
    struct Luma: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0.299, 0.587, 0.114],
        padding: same,
        border: reflect,
    }
    struct Edges: u8 -> u8 {
        taps: { gx: sobel_x, gy: sobel_y }, combine: |gx, gy| gx.abs() + gy.abs(),
        overflow: saturate, padding: same, border: replicate,
    }
    struct Causal: f32 { taps: [0.5, 0.25, -0.25], padding: causal, border: replicate }
    struct Holes: f32 {
        taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]],
        padding: same,
        border: constant(nan),
        missing: renormalize,
    }
    struct Thirds: i16 { taps: [1, 2, 1], scale: 1/4, stride: 3, padding: 1 }
}

/// Sizes below and above what fits the buffers on the stack at once.
const SIZES: [(usize, usize); 4] = [(1, 1), (33, 17), (700, 9), (9001, 3)];

/// Checks that the ways without an allocator do not allocate, and that `apply_with` only grows its
/// scratch.
fn plane<F: Filter>(filter: &F) {
    let mut scratch = Scratch::new();
    for (width, height) in SIZES {
        let data = vec![F::In::default(); width * height];
        let src = Plane::new(&data, width, height).unwrap();
        let (columns, rows) = filter.output_size(width, height).unwrap();
        let mut out = vec![F::Out::default(); columns * rows];
        let name = format!("{filter:?} {width}x{height}");
        let (count, done) =
            allocations(|| filter.apply_into(src, PlaneMut::new(&mut out, columns, rows)?));
        assert_eq!((count, done), (0, Ok(())), "apply_into: {name}");
        for level in Level::available() {
            let (count, done) = allocations(|| {
                filter.apply_into_at(level, src, PlaneMut::new(&mut out, columns, rows)?)
            });
            assert_eq!((count, done), (0, Ok(())), "apply_into_at {level}: {name}");
        }
        let mut with = || {
            allocations(|| {
                filter.apply_with(src, PlaneMut::new(&mut out, columns, rows)?, &mut scratch)
            })
        };
        let (_, first) = with();
        assert_eq!(first, Ok(()), "apply_with: {name}");
        assert_eq!(with(), (0, Ok(())), "apply_with again: {name}");
    }
}

fn signal<F: SignalFilter>(filter: &F) {
    let mut scratch = Scratch::new();
    for length in [1, 2, 100, 9001, 70000] {
        let data = vec![F::In::default(); length];
        let mut out = vec![F::Out::default(); filter.output_len(length).unwrap()];
        let (count, done) = allocations(|| filter.apply_into(&data, &mut out));
        assert_eq!(
            (count, done),
            (0, Ok(())),
            "apply_into: {filter:?} {length}"
        );
        for level in Level::available() {
            let (count, done) = allocations(|| filter.apply_into_at(level, &data, &mut out));
            assert_eq!(
                (count, done),
                (0, Ok(())),
                "apply_into_at: {filter:?} {length}"
            );
        }
        let mut with = || allocations(|| filter.apply_with(&data, &mut out, &mut scratch));
        let (_, first) = with();
        assert_eq!(first, Ok(()), "apply_with: {filter:?} {length}");
        assert_eq!(with(), (0, Ok(())), "apply_with again: {filter:?} {length}");
    }
}

#[test]
fn the_counter_counts() {
    assert_eq!(allocations(|| vec![1u8; 9]).0, 1);
    assert_eq!(allocations(|| 1).0, 0);
    assert_eq!(most_bytes(|| (vec![1u8; 9], vec![1u32; 10])).0, 49);
    assert_eq!(most_bytes(|| drop(vec![1u8; 9])).0, 9);
    let src = [0u8; 9];
    let src = Plane::new(&src, 3, 3).unwrap();
    assert!(allocations(|| Sobel.apply(src)).0 > 0);
}

#[test]
fn generated_planes_allocate_nothing_into_an_output_and_scratch_only_once() {
    plane(&Sobel);
    plane(&Dense);
    plane(&Binomial);
    plane(&Steps);
    plane(&Window);
    plane(&Given::new([[0.5; 3]; 3]).unwrap());
}

#[test]
fn run_time_planes_allocate_nothing_into_an_output_and_scratch_only_once() {
    plane(&Sobel.to_dyn());
    plane(&Window.to_dyn());
    plane(&Holes);
    plane(&Holes.to_dyn());
    plane(&Binomial.to_dyn());
    plane(&Edges);
    plane(&Edges.to_dyn());
}

#[test]
fn scratch_of_a_large_plane_serves_every_smaller_one() {
    let mut scratch = Scratch::new();
    let large = vec![0u8; 900 * 50];
    let mut run = |width: usize, height: usize| {
        let src = Plane::new(&large, 900, 50).and_then(|src| src.sub(0, 0, width, height));
        let (columns, rows) = Binomial.output_size(width, height).unwrap();
        let mut out = vec![0u8; columns * rows];
        let dst = PlaneMut::new(&mut out, columns, rows).unwrap();
        allocations(|| Binomial.apply_with(src?, dst, &mut scratch))
    };
    let (count, done) = run(900, 50);
    assert!(count > 0 && done.is_ok());
    for (width, height) in [(900, 50), (899, 1), (1, 1), (640, 48)] {
        assert_eq!(run(width, height), (0, Ok(())), "{width}x{height}");
    }
}

#[test]
fn signals_allocate_nothing_into_an_output_and_scratch_only_once() {
    signal(&Causal);
    signal(&Thirds);
    signal(&Causal.to_dyn());
}

#[test]
fn a_stream_of_a_declared_kernel_allocates_nothing_and_of_another_once() {
    let (mut out, block) = ([0.0; 64], [1.0; 64]);
    let (count, done) = allocations(|| {
        let mut stream = Causal.stream();
        let first = stream.push(&block, &mut out)?;
        Ok::<_, Error>(first + stream.push(&block, &mut out)? + stream.finish(&mut out)?)
    });
    assert_eq!((count, done), (0, Ok(128)));
    let kernel = Causal.to_dyn();
    let (count, stream) = allocations(|| kernel.stream());
    assert_eq!(count, 1);
    let mut stream = stream.unwrap();
    let (count, done) = allocations(|| stream.push(&block, &mut out));
    assert_eq!((count, done), (0, Ok(64)));
}

#[test]
fn blocks_of_64_through_63_taps_allocate_nothing_at_every_rate_and_in_frames() {
    conv_kernel! {
        struct Floats: f32 { taps: lowpass(63, 0.25), padding: causal }
        struct Integers: i16 -> i32 { shape: [63], padding: causal, border: replicate }
        struct Doubled: f32 { taps: lowpass(63, 0.25), interpolate: 2, padding: causal }
        struct Resampled: f32 { taps: lowpass(63, 0.25), interpolate: 5, stride: 3, padding: full }
    }
    fn pushed<K: SignalFilter>(kernel: &K) -> usize {
        let mut out = [K::Out::default(); 200];
        let block = [K::In::default(); 64];
        let mut stream = kernel.stream().unwrap();
        let push = || (0..100).try_for_each(|_| stream.push(&block, &mut out).map(|_| ()));
        let (count, done) = allocations(push);
        assert_eq!(done, Ok(()));
        let (of_end, done) = allocations(|| stream.finish(&mut out));
        assert!(done.is_ok());
        count + of_end
    }
    assert_eq!(pushed(&Floats), 0);
    assert_eq!(pushed(&Integers::new([3; 63]).unwrap()), 0);
    assert_eq!(pushed(&Doubled), 0);
    assert_eq!(pushed(&Resampled), 0);
    assert_eq!(pushed(&Resampled.to_dyn()), 0);
    let (mut out, block) = ([[0.0; 2]; 128], [[1.0; 2]; 64]);
    let (count, done) = allocations(|| {
        let mut stream = Doubled.frame_stream::<2>();
        stream.push(&block, &mut out)
    });
    assert_eq!((count, done), (0, Ok(128)));
    let kernel = Floats.to_dyn();
    let (count, stream) = allocations(|| kernel.frame_stream::<2>());
    assert_eq!(count, 1);
    let mut stream = stream.unwrap();
    let (count, done) = allocations(|| stream.push(&block, &mut out));
    assert_eq!((count, done), (0, Ok(64)));
}

#[test]
fn reordering_into_a_buffer_allocates_nothing() {
    use conv_kernel::Layout::{Nchw, Nchw16};
    let mut y = [0u8; 64];
    let reordered = || conv_kernel::reorder_into(&[7; 12], [1, 3, 2, 2], Nchw, Nchw16, &mut y);
    assert_eq!(allocations(reordered), (0, Ok(())));
}

#[test]
fn a_plane_in_place_keeps_a_band_and_not_a_copy() {
    let kernel = Given::new([[1.0, 2.0, 3.0]; 3]).unwrap();
    let (width, height) = (1000, 4000);
    let mut data = vec![1.0; width * height];
    let mut scratch = Scratch::new();
    let mut filter = || {
        let plane = PlaneMut::new(&mut data, width, height).unwrap();
        allocations(|| kernel.apply_in_place(plane, &mut scratch))
    };
    assert_eq!(filter().1, Ok(()));
    assert_eq!(filter(), (0, Ok(())));
    let bytes = format!("{scratch:?}");
    let bytes = bytes
        .trim_start_matches("Scratch(")
        .trim_end_matches(" bytes)");
    assert!(
        bytes.parse::<usize>().unwrap() < 2 << 20,
        "{bytes} of 16,000,000"
    );
}

#[test]
fn mixed_channels_allocate_nothing_into_an_output_and_scratch_only_once() {
    let (mut scratch, dynamic) = (Scratch::new(), Luma.to_dyn());
    for (width, height) in SIZES {
        let data = vec![[7; 3]; width * height];
        let src = Pixels::new(&data, width, height).unwrap();
        let mut out = vec![0; width * height];
        for filter in [&Luma as &dyn MixFilter<3, In = u8, Out = i16>, &dynamic] {
            let (count, done) =
                allocations(|| filter.apply_into(src, PlaneMut::new(&mut out, width, height)?));
            assert_eq!((count, done), (0, Ok(())), "apply_into: {width}x{height}");
            let mut with = || {
                allocations(|| {
                    filter.apply_with(src, PlaneMut::new(&mut out, width, height)?, &mut scratch)
                })
            };
            let (_, first) = with();
            assert_eq!(first, Ok(()));
            assert_eq!(with(), (0, Ok(())), "apply_with again: {width}x{height}");
        }
    }
}

#[test]
fn arrays_allocate_nothing() {
    let (count, _) = allocations(|| Luma.apply_array::<9, 40, 9, 40>(&[[[7; 3]; 40]; 9]));
    assert_eq!(count, 0);
    let (count, _) = allocations(|| Sobel.apply_array::<9, 40, 9, 40>(&[[7; 40]; 9]));
    assert_eq!(count, 0);
    let (count, _) = allocations(|| Binomial.apply_array::<9, 40, 5, 20>(&[[7; 40]; 9]));
    assert_eq!(count, 0);
    let (count, _) = allocations(|| Window.apply_array::<3, 3, 3, 3>(&[[7.0; 3]; 3]));
    assert_eq!(count, 0);
    let (count, _) = allocations(|| Thirds.apply_array::<100, 34>(&[7; 100]));
    assert_eq!(count, 0);
}

#[test]
fn refusing_allocates_nothing() {
    let (small, mut out) = ([0u8; 9], [0i16; 4]);
    let src = Plane::new(&small, 3, 3).unwrap();
    let dst = PlaneMut::new(&mut out, 2, 2).unwrap();
    let (count, refused) = allocations(|| Sobel.apply_into(src, dst));
    assert_eq!(count, 0);
    assert!(matches!(refused, Err(Error::OutputSize { .. })));
}

fn matched<T: Pixel>(mask: Option<&[f32]>) {
    let mut buffers = Buffers::new();
    // With more taps than a kernel has, so that strips are added too.
    let (width, height) = (70, 66);
    let pixels: Vec<T> = (0..90 * 80)
        .map(|i| T::from_i64_wrapping(1 + i % 7))
        .collect();
    let picture = Plane::new(&pixels, 90, 80).unwrap();
    let part = picture.sub(0, 0, width, height).unwrap();
    let template = match mask {
        None => Template::new(part),
        Some(mask) => Template::masked(part, Plane::new(mask, width, height).unwrap()),
    };
    let template = template.unwrap();
    let mut scores = [0f32; 21 * 15];
    for score in Score::ALL {
        let mut find = || {
            let scores = PlaneMut::new(&mut scores, 21, 15)?;
            template.find_with(picture, score, scores, &mut buffers)
        };
        find().unwrap();
        assert_eq!(allocations(find), (0, Ok(())), "{template:?}, {score}");
    }
}

#[test]
fn matching_again_with_the_same_buffers_allocates_nothing() {
    matched::<u8>(None);
    matched::<u16>(None);
    matched::<f32>(None);
    matched::<u8>(Some(&[1.0; 70 * 66]));
    matched::<f32>(Some(&[0.5; 70 * 66]));
}
