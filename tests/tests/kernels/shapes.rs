//! Declared kernels whose taps are given when the value is made.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Singles: f32 { shape: [3, 3], padding: same, border: reflect101 }
    struct Doubles: f64 { shape: [2, 3], mode: convolve, scale: 1/3, padding: full }
    struct Bytes: u8 -> i16 { shape: [3, 3], padding: same, border: replicate }
    struct Wide: i16 -> i32 { shape: [1, 4], accumulator: i64, overflow: saturate, padding: same }
    struct ToFloat: u8 -> f32 { shape: [2, 2], scale: 1/7, mode: convolve, padding: same_lower }
    struct Scaled: u8 { shape: [3, 3], scale: 0.5, overflow: saturate, padding: same }
    struct Sixteenths: u8 { shape: [3, 3], scale: 1/16, overflow: wrap, padding: same, border: wrap }
    struct Steps: f32 { shape: [3, 2], stride: [2, 3], dilation: [1, 2], padding: 2, border: constant(1.5) }
    struct Signal: f32 { shape: [5], padding: causal }
    struct IntegerSignal: i16 { shape: [4], mode: convolve, scale: 1/8, stride: 2, padding: [2, 1] }
    struct Tight: u8 -> i16 { shape: [1, 2] }
    struct TightDoubles: f64 { shape: [1, 2], scale: 1000 }
}

/// Taps in reading order: `start`, `start + step` and so on.
fn taps<T: Copy + std::ops::AddAssign, const C: usize, const K: usize>(
    mut start: T,
    step: T,
) -> [[T; C]; K] {
    [(); K].map(|()| {
        [(); C].map(|()| {
            let tap = start;
            start += step;
            tap
        })
    })
}

mod planes {
    use super::*;

    facts!(plane:
        Singles::new(taps(-1.3, 0.37)).unwrap(),
        Doubles::new(taps(-2.1, 0.7)).unwrap(),
        Bytes::new(taps(-9, 2)).unwrap(),
        Wide::new(taps(-3_000_000_000, 1_999_999_999)).unwrap(),
        ToFloat::new(taps(5, -3)).unwrap(),
        Scaled::new(taps(0.7, -0.1)).unwrap(),
        Sixteenths::new(taps(-30, 17)).unwrap(),
        Steps::new(taps(1.1, 1.1)).unwrap(),
        Singles::new([[0.0; 3]; 3]).unwrap(),
    );
}

mod signals {
    use super::*;

    facts!(signal:
        Signal::new([0.1, -0.2, 0.0, 0.4, 7.5]).unwrap(),
        IntegerSignal::new([1, -2, 3, 1]).unwrap(),
    );
}

#[test]
fn convolution_gives_the_taps_themselves_for_an_impulse() {
    let given = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]].map(|row: [f64; 3]| row.map(|tap| tap * 3.0));
    let filter = Doubles::new(given).unwrap();
    assert_eq!(
        filter.apply_array(&[[1.0]]),
        [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
    );
}

#[test]
fn integer_taps_are_refused_exactly_when_a_result_could_not_be_held() {
    for (taps, fits) in [
        ([0, 0], true),
        ([128, 0], true),
        ([129, 0], false),
        ([-128, 0], true),
        ([-129, 0], false),
        ([64, 64], true),
        ([64, 65], false),
        ([-128, 128], true),
        ([i32::MAX, 0], false),
        ([i32::MIN, i32::MIN], false),
    ] {
        match Tight::new([taps]) {
            Ok(_) => assert!(fits, "{taps:?}"),
            Err(Error::Range { min, max }) => {
                assert!(!fits, "{taps:?}");
                assert!(min < -32768 || max > 32767, "{taps:?}");
            }
            Err(other) => panic!("{taps:?}: {other}"),
        }
    }
}

#[test]
fn taps_that_are_not_finite_are_refused_by_their_position() {
    for (position, tap) in [(0, f64::NAN), (1, f64::INFINITY), (1, f64::NEG_INFINITY)] {
        let mut taps = [[1.0; 2]];
        taps[0][position] = tap;
        let refused = TightDoubles::new(taps);
        assert_eq!(refused, Err(Error::NotFinite { index: position }), "{tap}");
    }
    let scaled = TightDoubles::new([[1.0, 1e306]]);
    assert_eq!(
        scaled,
        Err(Error::NotFinite { index: 1 }),
        "finite before the scale alone"
    );
    assert!(TightDoubles::new([[1.0, 1e304]]).is_ok());
}
