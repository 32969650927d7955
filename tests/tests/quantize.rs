//! Real taps as integers over a power of two: their sum, their error, and what is required of taps.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::rules::Weights;
use conv_kernel::{ConvSpec, Tap, Taps, reference, taps, verify};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

conv_kernel! {
    struct Blur: u8 { taps: gaussian([5, 5], 1.2), padding: same, border: replicate, quantize: 8 }
    struct Real: u8 -> f64 { taps: gaussian([5, 5], 1.2), padding: same, border: replicate }
    struct Scaled: i16 -> i16 { taps: [0.3, -0.7, 1.1], scale: 0.25, quantize: 12 }
    struct Wave: u8 -> i16 { taps: gabor([9, 9], 3, 1, 6, 1, 0), quantize: [6, lossy], verify: test }
    struct Luma: u8 { taps: gaussian([3, 3], 0.8), channels: [0.299, 0.587, 0.114], quantize: 7 }
}

fn exact(taps: &Taps) -> Vec<BigRational> {
    taps.values()
        .iter()
        .map(|tap| tap.exact().unwrap())
        .collect()
}

/// The integer taps over their power of two.
fn quantized(kernel: &ConvSpec) -> Vec<BigRational> {
    let Weights::Integer {
        taps,
        multiply,
        divide,
    } = kernel.weights()
    else {
        panic!("{kernel}");
    };
    let scale = BigRational::new((*multiply).into(), (*divide).into());
    taps.iter().map(|&tap| &scale * BigInt::from(tap)).collect()
}

struct Random(u64);

impl Random {
    fn next(&mut self, most: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

#[test]
fn the_sum_of_quantised_taps_is_the_rounded_sum_of_the_real_ones() -> Result<(), Error> {
    let mut random = Random(3);
    for case in 0..300 {
        let (bits, count) = (1 + random.next(12) as u32, 1 + random.next(30) as usize);
        let mut real: Vec<f64> = (0..count)
            .map(|_| (random.next(2001) as f64 - 1000.0) / 700.0)
            .collect();
        let symmetric = case % 2 == 0;
        if symmetric {
            for at in 0..count / 2 {
                real[count - 1 - at] = real[at];
            }
        }
        let kernel = DynSignal::<i8, f64>::builder(real.clone())
            .quantize(Quantize::new(bits).lossy())
            .build()?;
        let (found, real) = (quantized(&kernel.kernel()), exact(&real.into()));
        let unit = BigRational::from_integer(BigInt::one() << bits);
        let sum = (real.iter().sum::<BigRational>() * &unit).round();
        assert_eq!(
            found.iter().sum::<BigRational>() * &unit,
            sum,
            "case {case}: {real:?}"
        );
        for (tap, real) in found.iter().zip(&real) {
            assert!((tap * &unit).is_integer());
            // Half a unit of rounding and one that is spread.
            let apart = ((tap - real) * &unit).abs();
            assert!(apart <= BigRational::new(3.into(), 2.into()), "case {case}");
            assert!(!real.is_zero() || tap.is_zero());
        }
        let even = count % 2 == 0 && !(sum / BigInt::from(2)).is_integer();
        if symmetric && !even {
            let turned: Vec<BigRational> = found.iter().rev().cloned().collect();
            assert_eq!(found, turned, "case {case}");
        }
    }
    Ok(())
}

#[test]
fn results_are_within_the_bound_and_an_input_reaches_it() -> Result<(), Error> {
    let mut random = Random(11);
    for case in 0..120 {
        let (bits, count) = (2 + random.next(9) as u32, 1 + random.next(12) as usize);
        let real: Vec<f64> = (0..count)
            .map(|_| random.next(1 << 20) as f64 / 1e6 - 0.5)
            .collect();
        let builder = DynSignal::<u8, f64>::builder(real.clone());
        let kernel = builder.quantize(Quantize::new(bits).lossy()).build()?;
        let bound = kernel.facts().quantization_error();
        let (found, real) = (quantized(&kernel.kernel()), exact(&real.into()));
        let result = |taps: &[BigRational], x: &[u8]| -> BigRational {
            taps.iter()
                .zip(x)
                .map(|(tap, &x)| tap * BigInt::from(x))
                .sum()
        };
        let apart = |x: &[u8]| {
            (result(&found, x) - result(&real, x))
                .abs()
                .to_f64()
                .unwrap()
        };
        for _ in 0..50 {
            let x: Vec<u8> = (0..count).map(|_| random.next(256) as u8).collect();
            assert!(apart(&x) <= bound, "case {case}");
        }
        // All that a difference of one sign meets, and nothing else.
        let reached = [true, false].map(|up| {
            let worst: Vec<u8> = found
                .iter()
                .zip(&real)
                .map(|(a, b)| if (a > b) == up { 255 } else { 0 })
                .collect();
            apart(&worst)
        });
        let most = reached[0].max(reached[1]);
        assert!(
            most <= bound && bound <= most.next_up(),
            "case {case}: {most} {bound}"
        );
    }
    Ok(())
}

#[test]
fn outputs_of_u8_are_within_the_bound_and_half_a_unit_of_the_real_ones() -> Result<(), Error> {
    let mut random = Random(5);
    let bound = Blur::QUANTIZATION_ERROR;
    assert!(bound > 0.0 && bound < 4.0, "{bound}");
    let data: Vec<u8> = (0..40 * 30)
        .map(|_| {
            if random.next(3) == 0 {
                255
            } else {
                random.next(256) as u8
            }
        })
        .collect();
    let plane = Plane::new(&data, 40, 30)?;
    let (quantised, real) = (Blur.apply(plane)?, Real.apply(plane)?);
    let mut most = 0.0f64;
    for (&quantised, &real) in quantised.data().iter().zip(real.data()) {
        most = most.max((f64::from(quantised) - real).abs());
    }
    // The sums of the real ones are off by 25 roundings of doubles below 256.
    assert!(most <= bound + 0.5 + 1e-11, "{most} {bound}");
    assert_eq!(Blur::GAIN, 1.0);
    let white = vec![255; 40 * 30];
    assert!(
        Blur.apply(Plane::new(&white, 40, 30)?)?
            .data()
            .iter()
            .all(|&pixel| pixel == 255)
    );
    Ok(())
}

#[test]
fn quantised_kernels_are_integers_in_every_way() -> Result<(), Error> {
    verify(&Blur)?;
    verify(&Scaled)?;
    verify(&Luma)?;
    assert_eq!(Blur.kernel(), Blur.to_dyn().kernel());
    assert_eq!(Blur.facts().quantization_error(), Blur::QUANTIZATION_ERROR);
    let data: Vec<u8> = (0..=255).collect();
    let plane = Plane::new(&data, 16, 16)?;
    assert_eq!(
        Blur.apply(plane)?,
        reference::correlate(&Blur.kernel(), plane)?
    );
    Ok(())
}

#[test]
fn zeros_stay_zeros() {
    for (taps, bits) in [([0.2, 0.0, 0.2], 3), ([0.3333, 0.0, 0.3333], 8)] {
        let kernel = DynSignal::<u8, u8>::builder(taps).quantize(Quantize::new(bits));
        let kernel = kernel.build().unwrap().kernel();
        assert!(quantized(&kernel)[1].is_zero(), "{taps:?}");
    }
}

#[test]
fn the_scale_is_part_of_quantised_taps() {
    let kernel = Scaled.kernel();
    let real = exact(&[0.3, -0.7, 1.1].into());
    for (found, real) in quantized(&kernel).iter().zip(real) {
        let apart = (found * BigInt::from(4096) - real * BigInt::from(1024)).abs();
        assert!(apart < BigRational::one());
    }
    assert!((Scaled::GAIN - 0.175).abs() <= 0.5 / 4096.0);
}

#[test]
fn mixed_channels_count_in_the_error() {
    // Weights whose sum is 1: as of one channel.
    let one = DynKernel::<u8, u8>::builder(
        taps::library::smooth::gaussian([3, 3], Tap::ratio(4, 5).unwrap()).unwrap(),
    )
    .quantize(Quantize::new(7))
    .build()
    .unwrap();
    let bound = one.facts().quantization_error();
    assert_eq!(Luma::QUANTIZATION_ERROR, bound);
}

#[test]
fn the_plan_tells_the_error() {
    let words = Blur.explain().to_string();
    let told = format!(
        "quantised to 8 bits: results within {:.2e}",
        Blur::QUANTIZATION_ERROR
    );
    assert!(words.contains(&told), "{words}");
    assert!(!Real.explain().to_string().contains("quantised"));
}

fn fault<T>(built: Result<T, Error>) -> String {
    built
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default()
}

#[test]
fn a_lost_tap_is_an_error_with_what_to_write() {
    let taps = || Taps::from([[0.001, 0.5], [0.25, 0.249]]);
    let lost = fault(
        DynKernel::<u8, u8>::builder(taps())
            .quantize(Quantize::new(4))
            .build(),
    );
    assert_eq!(
        lost,
        "`.quantize(..)`: tap [0, 0] is 1.000e-3, which 4 bits round to 0: write \
         `.quantize(Quantize::new(4).lossy())` or `.quantize(Quantize::new(9))`"
    );
    for quantize in [Quantize::new(9), Quantize::new(4).lossy()] {
        assert_eq!(
            fault(
                DynKernel::<u8, u8>::builder(taps())
                    .quantize(quantize)
                    .build()
            ),
            ""
        );
    }
    let float = fault(
        DynSignal::<f32, f32>::builder([0.5])
            .quantize(Quantize::new(4))
            .build(),
    );
    assert!(float.contains("remove `.quantize(..)`"), "{float}");
    let nan = fault(
        DynSignal::<u8, f32>::builder([f32::NAN])
            .quantize(Quantize::new(4))
            .build(),
    );
    assert!(nan.starts_with("tap 0: a tap must be finite"), "{nan}");
}

#[test]
fn what_is_required_holds_or_is_told() {
    let thirds = || DynSignal::<u8, f32>::builder([1.0f32 / 3.0; 3]);
    assert_eq!(fault(thirds().require(Require::UnitGain).build()), "");
    let found = fault(thirds().require(Require::ZeroGain).build());
    assert!(
        found.starts_with("`.require(..)`: the gain is 1"),
        "{found}"
    );
    let nine = || DynKernel::<u8, u16>::builder([[1; 3]; 3]);
    assert_eq!(
        fault(nine().require(Require::UnitGain).build()),
        "`.require(..)`: the gain is 9, not 1: write `.scale(..)` of `Tap::ratio(1, 9)`"
    );
    let scaled = nine().scale(Tap::ratio(1, 9).unwrap());
    assert_eq!(
        fault(
            scaled
                .require(Require::UnitGain)
                .require(Require::Symmetric)
                .build()
        ),
        ""
    );
    // Each of several.
    let two = fault(
        nine()
            .require(Require::ZeroGain)
            .require(Require::Causal)
            .build(),
    );
    assert_eq!(two.matches("`.require(..)`").count(), 2, "{two}");
}

#[test]
fn gains_of_floats_may_be_off_by_two_roundings_and_no_more() {
    // 4 taps of 1/4 with singles: 2 u S is 2^-23.
    let gain = |last: f32| {
        DynSignal::<f32, f32>::builder([0.25, 0.25, 0.25, last])
            .require(Require::UnitGain)
            .build()
    };
    let unit = f32::EPSILON / 4.0;
    assert!(gain(0.25 + 5.0 * unit).is_err());
    assert!(gain(0.25 + 4.0 * unit).is_ok());
    // For sums in doubles the same taps are far off.
    let double = DynSignal::<f32, f64>::builder([0.25, 0.25, 0.25, 0.25 + 4.0 * unit]);
    assert!(double.require(Require::UnitGain).build().is_err());
}

#[test]
fn causal_is_about_taps_that_do_something() {
    let causal = |taps: [i32; 3], padding: Padding, mode: Mode| {
        DynSignal::<i8, i32>::builder(taps)
            .padding(padding)
            .mode(mode)
            .require(Require::Causal)
            .build()
            .is_ok()
    };
    use Mode::{Convolve, Correlate};
    assert!(causal([1, 2, 3], Padding::Causal, Correlate));
    assert!(!causal([1, 2, 3], Padding::Same, Correlate));
    assert!(causal([1, 2, 0], Padding::Same, Correlate));
    assert!(!causal([1, 2, 0], Padding::Same, Convolve));
    assert!(causal([0, 2, 1], Padding::Same, Convolve));
    assert!(causal([5, 0, 0], Padding::Valid, Correlate));
    assert!(!causal([5, 1, 0], Padding::Valid, Correlate));
    assert!(causal([1, 2, 3], Padding::Amounts(vec![2, 0]), Correlate));
    // With a stride the padding of `same` may be 0 before: 8 samples and a stride of 2.
    let strided = |taps: [i32; 3]| {
        let builder = DynSignal::<i8, i32>::builder(taps)
            .padding(Padding::Same)
            .stride(2);
        builder.require(Require::Causal).build().is_ok()
    };
    assert!(!strided([1, 2, 0]));
    assert!(strided([1, 0, 0]));
}

#[test]
fn separable_kernels_are_those_that_are_written_as_products() {
    let separable = |taps: Taps| {
        DynKernel::<f64, f64>::builder(taps)
            .require(Require::Separable)
            .build()
            .is_ok()
    };
    assert!(separable([[1, 2], [2, 4]].into()));
    assert!(!separable([[1, 2], [2, 5]].into()));
    assert!(separable([[0, 0], [0, 0]].into()));
    assert!(separable(
        taps::library::smooth::gaussian([5, 5], Tap::from(1.0)).unwrap()
    ));
    assert!(!separable(taps::library::disk(Tap::integer(2)).unwrap()));
    assert!(separable(Taps::outer(
        &[0.1, 0.7].into(),
        &[0.3, 0.9].into()
    )));
    assert!(!separable([[0, 1], [1, 0]].into()));
}
