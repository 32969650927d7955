//! One `Scratch` for many kernels: what one call leaves in it must not reach the next.

use conv_kernel::Element;
use conv_kernel::prelude::*;
use conv_kernel_tests::checks::difference;

conv_kernel! {
    struct Strided: u8 -> u16 { taps: [[100, 30, 29], [50, 77, 30]], scale: 1/16, stride: [1, 2] }
    struct TwoPasses: u8 -> u16 {
        taps: [
            [30, 120, 180, 120, 30], [120, 480, 720, 480, 120], [180, 720, 1080, 720, 180],
            [120, 480, 720, 480, 120], [30, 120, 180, 120, 30],
        ],
        scale: 1/256,
        padding: same,
    }
    struct TwoStrided: u8 {
        taps: [[1, 2, 1], [2, 4, 2], [3, 6, 3], [1, 2, 1]],
        scale: 1/28,
        stride: [2, 3],
        padding: same_lower,
        border: wrap,
    }
    struct Quarter: u8 {
        taps: binomial([5, 5]),
        scale: 1/256,
        stride: [2, 2],
        padding: 2,
        border: reflect101,
    }
    struct Signal: u8 -> i32 { taps: [30, 120, 180, 120, 30], padding: same, border: wrap }
    struct StridedSignal: u8 -> f32 { taps: [0.5, 0.25, 3], stride: 3, padding: full }
    struct Shared: u8 -> i16 { taps: [[1, 2, 1], [2, 4, 2], [1, 2, 1]], stride: [1, 3], padding: full }
}

/// Fills every buffer with the largest values of its type.
fn poison(scratch: &mut Scratch) {
    fn run<T: Element>(scratch: &mut Scratch, value: T) {
        let pixels = vec![value; 200 * 60];
        for taps in [vec![vec![1, 0], vec![0, 0]], vec![vec![1; 5]; 5]] {
            for stride in [1, 2] {
                let filter = DynKernel::<T, T>::builder(taps.clone())
                    .padding(Padding::Full)
                    .stride([1, stride])
                    .overflow(Overflow::Saturate)
                    .build()
                    .unwrap();
                let src = Plane::new(&pixels, 200, 60).unwrap();
                let (width, height) = filter.output_size(200, 60).unwrap();
                let mut dst = PlaneBuf::filled(width, height, T::default()).unwrap();
                filter.apply_with(src, dst.as_plane_mut(), scratch).unwrap();
            }
        }
    }
    run(scratch, u8::MAX);
    run(scratch, i8::MIN);
    run(scratch, u16::MAX);
    run(scratch, i16::MIN);
    run(scratch, i32::MAX);
    run(scratch, f32::NAN);
    run(scratch, f64::NAN);
}

fn check<F: Filter>(filter: &F, pixels: &[F::In], scratch: &mut Scratch) {
    for width in 1..=140 {
        let height = pixels.len() / 140;
        let src = Plane::new(pixels, width, height).unwrap();
        let Ok((out_width, out_height)) = filter.output_size(width, height) else {
            continue;
        };
        let fresh = filter.apply(src).unwrap();
        let mut kept = PlaneBuf::filled(out_width, out_height, F::Out::default()).unwrap();
        filter
            .apply_with(src, kept.as_plane_mut(), scratch)
            .unwrap();
        assert_eq!(
            difference(fresh.data(), kept.data()),
            None,
            "{filter:?}, width {width}"
        );
    }
}

fn check_signal<F: SignalFilter>(filter: &F, samples: &[F::In], scratch: &mut Scratch) {
    for length in (1..140).chain([1000, samples.len()]) {
        let src = &samples[..length];
        let fresh = filter.apply(src).unwrap();
        let mut kept = vec![F::Out::default(); fresh.len()];
        filter.apply_with(src, &mut kept, scratch).unwrap();
        let differs = difference(&fresh, &kept);
        assert_eq!(differs, None, "{filter:?}, length {length}");
    }
}

#[test]
fn what_a_call_leaves_behind_does_not_reach_the_next() {
    let mut scratch = Scratch::new();
    poison(&mut scratch);
    let pixels = vec![255u8; 140 * 12];
    check(&Strided, &pixels, &mut scratch);
    check(&TwoPasses, &pixels, &mut scratch);
    check(&TwoStrided, &pixels, &mut scratch);
    check(&Shared, &pixels, &mut scratch);
    check(&Quarter, &pixels, &mut scratch);
    check(&Strided.to_dyn(), &pixels, &mut scratch);
    check(&TwoPasses.to_dyn(), &pixels, &mut scratch);
    check(&TwoStrided.to_dyn(), &pixels, &mut scratch);
    check(&Quarter.to_dyn(), &pixels, &mut scratch);
    check_signal(&Signal, &pixels, &mut scratch);
    check_signal(&StridedSignal, &pixels, &mut scratch);
    check_signal(&Signal.to_dyn(), &pixels, &mut scratch);
    check_signal(&StridedSignal.to_dyn(), &pixels, &mut scratch);
}

#[test]
fn a_signal_of_another_length_than_the_output_is_refused_with_scratch() {
    let mut out = [0; 3];
    let refused = Signal.apply_with(&[1; 4], &mut out, &mut Scratch::new());
    let (expected, found) = (4, 3);
    assert_eq!(refused, Err(Error::Length { expected, found }));
}

#[test]
fn a_kernel_without_taps_gives_zero_with_any_buffers() {
    let filter = DynKernel::<u16, f32>::builder(vec![vec![0.0]; 15])
        .dilation([5, 1])
        .stride([1, 4])
        .padding(Padding::Same)
        .border(Border::Replicate)
        .build()
        .unwrap();
    let pixels = vec![7u16; 69 * 4];
    let src = Plane::new(&pixels, 69, 4).unwrap();
    let expected = filter.apply(src).unwrap();
    let mut found = PlaneBuf::filled(expected.width(), expected.height(), 1.0).unwrap();
    filter.apply_into(src, found.as_plane_mut()).unwrap();
    assert!(found.data().iter().all(|value| value.to_bits() == 0));
    assert_eq!(difference(expected.data(), found.data()), None);
}
