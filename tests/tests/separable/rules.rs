//! Which kernels are approximated, and what is said of it.

use super::tables::{BLUR5, BLUR11, Blur11, Dense};
use super::{is_two_passes, within};
use conv_kernel::prelude::*;
use conv_kernel::{DynBank, KernelError, PerAxis, Separable, Tap, Taps, taps};
use conv_kernel_tests::cases::kernel;
use conv_plan::rules::Require;

#[test]
fn nothing_is_approximated_unless_it_is_asked_for() {
    let dense = Dense.kernel();
    assert!(!is_two_passes(&dense) && dense.separable_error().is_none());
    let explained = Dense.explain().to_string();
    let hint = "of rank 1: `separable: approximate(1e-6)` allows two passes of 22 multiply-adds";
    assert!(explained.contains(hint), "{explained}");
    let explained = Blur11.explain().to_string();
    let error = "taps within 1.7e-8 of the largest, as a column times a row";
    assert!(
        explained.contains(error) && !explained.contains("allows"),
        "{explained}"
    );
    // What is hinted at is right.
    for allowed in [
        kernel::<f32, f32>(BLUR11, within(1e-6)),
        kernel::<f64, f64>(super::DOUBLES, within(1e-15)),
    ] {
        assert!(is_two_passes(&allowed.unwrap()));
    }
}

#[test]
fn kernels_that_gain_nothing_have_no_hint() {
    let hint = |taps: Taps, stride: usize| {
        let kernel =
            kernel::<f32, f32>(taps, |options| options.window.stride = PerAxis::All(stride));
        conv_kernel::Plan::new(&kernel.unwrap())
            .to_string()
            .contains("allows")
    };
    assert!(hint(BLUR5.into(), 1));
    let mut off = BLUR5;
    off[1][3] *= 1.0 + 16.0 * f32::EPSILON;
    for (why, taps, stride) in [
        ("two passes are dearer", BLUR5.into(), 4),
        ("one tap is off by 16 last places", off.into(), 1),
        (
            "it is a product",
            taps::library::smooth::gaussian([5, 5], 1).unwrap(),
            1,
        ),
        (
            "it is no product",
            taps::library::disk(Tap::integer(2)).unwrap(),
            1,
        ),
        ("zeros", [[0.0; 5]; 5].into(), 1),
    ] {
        assert!(!hint(taps, stride), "{why}");
    }
}

#[test]
fn products_stay_what_they_are() {
    let column = Taps::from([0.1, 0.7, 0.2, -0.3, 0.9]);
    let exact = [1.0, 4.0, 6.0, 4.0, 1.0];
    for taps in [
        taps::library::smooth::gaussian([9, 7], 1.5).unwrap(),
        Taps::outer(&column, &column),
        exact.map(|a| exact.map(|b| a * b / 256.0)).into(),
        taps::library::binomial(7),
        [[0.0; 4]; 4].into(),
    ] {
        let plain = kernel::<f32, f32>(taps.clone(), |_| ()).unwrap();
        let allowed = kernel::<f32, f32>(taps, within(1e-6)).unwrap();
        assert_eq!(plain, allowed);
        assert!(allowed.separable_error().is_none());
    }
}

#[test]
fn where_one_pass_is_cheaper_the_taps_are_products_all_the_same() {
    let table = [[0.1, 0.2, 0.1], [0.2, 0.401, 0.2], [0.1, 0.2, 0.1]];
    let small = kernel::<f32, f32>(table, within(1e-3)).unwrap();
    assert!(small.factors().is_none());
    let error = small.separable_error().unwrap();
    let taps: Vec<f64> = (0..9).map(|index| small.tap_f64(index)).collect();
    assert!(
        (taps[0] * taps[4] - taps[1] * taps[3]).abs() < 1e-8,
        "{taps:?}"
    );
    assert!(error > 1e-4 && error < 1e-3, "{error}");
}

#[test]
fn what_is_required_holds_of_the_product() {
    let required = |allowed: Separable| {
        kernel::<f32, f32>(BLUR11, |options| {
            options.separable = allowed;
            options.require = vec![Require::Separable, Require::UnitGain, Require::Symmetric];
        })
    };
    assert!(required(Separable::Approximate(1e-6)).is_ok());
    assert!(
        required(Separable::Exact)
            .unwrap_err()
            .to_string()
            .contains("a column times a row through")
    );
    // The product that is nearest to these has another gain.
    let mut taps = BLUR5;
    taps[0][0] = 0.01;
    let message = kernel::<f32, f32>(taps, |options| {
        options.separable = Separable::Approximate(0.5);
        options.require = vec![Require::UnitGain];
    })
    .unwrap_err()
    .to_string();
    let remedy = "of the product that stands for the taps: write an `outer` of gain 1, or remove";
    assert!(message.contains(remedy), "{message}");
}

#[test]
fn what_has_one_axis_or_no_size_is_left_alone() {
    let wide: [[f64; 3]; 1] = [[1e-30, 0.7, 0.3]];
    let left = kernel::<f64, f64>(wide, within(1e-15)).unwrap();
    assert_eq!(left.separable_error(), None);
    let tiny = kernel::<f32, f32>([[1e-60_f64; 5]; 5], within(1e-6)).unwrap();
    assert_eq!(tiny.separable_error(), None);
}

fn message<T: core::fmt::Debug>(built: Result<T, Error>) -> String {
    built.unwrap_err().to_string()
}

#[test]
fn builders_say_what_is_wrong_in_their_words() {
    let rough = [
        [0.1, 0.2, 0.3, 0.1],
        [0.2, 0.41, 0.6, 0.2],
        [0.1, 0.2, 0.3, 0.1],
        [0.2, 0.4, 0.6, 0.2],
    ];
    let with = |bound| {
        DynKernel::<f32, f32>::builder(rough)
            .separable(Separable::Approximate(bound))
            .build()
    };
    assert_eq!(
        message(with(1e-6)),
        "`.separable(..)`: a tap is 7.3e-3 of the largest from the nearest column times a row: \
         write `.separable(Separable::Approximate(7.3e-3))`, or remove `.separable(..)`"
    );
    assert!(with(7.3e-3).is_ok());
    for bound in [0.0, -1e-6, 1.0, f64::NAN, f64::INFINITY] {
        let text = message(with(bound));
        let such = "above 0 and below 1, such as `.separable(Separable::Approximate(1e-6))`";
        assert!(text.contains(such), "{text}");
    }
    let signal =
        DynSignal::<f32, f32>::builder([0.25, 0.5]).separable(Separable::Approximate(1e-6));
    assert_eq!(
        message(signal.build()),
        "`.separable(..)`: a signal has one axis, and one pass: remove `.separable(..)`"
    );
    let integers =
        DynKernel::<u8, i32>::builder([[1, 2], [3, 4]]).separable(Separable::Approximate(1e-6));
    assert_eq!(
        message(integers.build()),
        "`.separable(..)`: these taps are integers, which are a product exactly or not at all: remove `.separable(..)`"
    );
    let bank = DynBank::<f32, f32, 2>::builder([BLUR5.into(), Taps::from(rough)])
        .separable(Separable::Approximate(1e-6));
    let text = message(bank.build());
    assert!(
        text.starts_with("`.separable(..)`: in kernel 1, a tap is 7.3e-3 of the largest"),
        "{text}"
    );
    let combined =
        DynKernel::<f32, f32>::combine([BLUR5.into(), Taps::from(rough)], |[a, b]| a + b)
            .separable(Separable::Approximate(1e-6));
    let text = message(combined.build());
    assert!(
        text.starts_with("`.separable(..)`: in kernel 1, a tap is"),
        "{text}"
    );
}

#[test]
fn taps_far_from_a_product_have_no_bound_that_helps() {
    let error: KernelError =
        kernel::<f32, f32>(taps::library::disk(Tap::integer(3)).unwrap(), within(1e-3))
            .unwrap_err();
    let text = error.to_string();
    assert!(
        text.ends_with("of the largest from the nearest column times a row: remove `separable`"),
        "{text}"
    );
}

/// Its column sums to 1.0000000125, and its tails are subnormal.
#[test]
fn a_gaussian_with_tails_takes_two_passes() {
    for (size, sigma) in [(15, 0.52), (9, 0.28), (13, 0.45), (15, 1.5)] {
        let taps = taps::library::smooth::gaussian([size, size], sigma).unwrap();
        let built = kernel::<f32, f32>(taps, |_| {}).unwrap();
        assert!(is_two_passes(&built), "{size} {sigma}");
    }
}
