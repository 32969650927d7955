//! What a shift rounds: arguments, knots and supports.

use conv_kernel::continuous::{Convolved, Error, Function, Integral, Sampled};

#[test]
fn slow_decays_converge_at_every_time() {
    let x = Function::new(|a: f64| (1.0 + a.abs()).powf(-1.5), ..).unwrap();
    let one = Function::new(|_| 1.0, ..).unwrap();
    for t in [0.0, 1.0, -7.5, 1e2, -1e4] {
        let found = Convolved::new(&x, &one).at(t).unwrap();
        let error = (found.value - 4.0).abs();
        assert!(error <= found.error && found.error < 1e-9, "{t}: {found:?}");
    }
}

#[test]
fn knots_that_a_shift_rounds_apart_are_one() {
    let x = Function::new(|a: f64| -(a - 1.0).abs().ln(), 0.0..3.0).unwrap();
    let x = x.with_knots([1.0]).unwrap();
    for (width, t) in [(0.9, 1.9), (0.5, 1.5), (0.8, 1.9), (0.3, 1.3), (0.7, 1.7)] {
        let pulse = Function::new(|_| 1.0, 0.0..=width).unwrap();
        let found = Convolved::new(&x, &pulse).at(t).unwrap();
        // From `t - width` to `t`: the integral of `-ln |u|` is `u - u ln |u|`.
        let primitive = |u: f64| if u == 0.0 { 0.0 } else { u - u * u.abs().ln() };
        let expected = primitive(t - 1.0) - primitive(t - width - 1.0);
        let error = (found.value - expected).abs();
        assert!(
            error <= found.error,
            "{width} {t}: {found:?}, not {expected}"
        );
    }
}

#[test]
fn a_kernel_that_is_rounded_away_is_no_0() {
    let one = Function::new(|_| 1.0, ..).unwrap();
    let pulse = Function::new(|_| 1e9, 0.0..=1e-9).unwrap();
    let lost = Convolved::new(&one, &pulse).at(1e8);
    assert!(matches!(lost, Err(Error::NotConverged { .. })), "{lost:?}");
    let near = Convolved::new(&one, &pulse).at(0.0).unwrap();
    assert!((near.value - 1.0).abs() <= near.error);
    // Where they do not meet, it is 0.
    let after = Function::new(|_| 1.0, 2e8..).unwrap();
    assert_eq!(Convolved::new(&after, &pulse).at(1e8).unwrap().value, 0.0);
}

/// The error is within its estimate, which may be above the tolerance.
#[track_caller]
fn assert_honest(found: Result<Integral, Error>, exact: f64) {
    let (Ok(best) | Err(Error::NotConverged { best, .. })) = found else {
        panic!("{found:?}, not {exact}");
    };
    let off = (best.value - exact).abs();
    assert!(off <= best.error, "{best}, not {exact}");
}

#[test]
fn knots_of_one_function_are_no_one_knot() {
    // A recording whose times are seconds since 1970.
    let start = 1.7e9;
    let recorded = Sampled::new(start, 1e-6, vec![1.0; 1000]).unwrap();
    let echo = Function::new(|a: f64| (-a).exp(), 0.0..).unwrap();
    let lasts = 999.0 * 1e-6;
    let exact = (-0.5f64).exp() * f64::exp_m1(lasts);
    assert_honest(Convolved::new(&recorded, &echo).at(start + 0.5), exact);

    let triangle = |a: f64| (1.0 - (a / 4e-10).abs()) / 4e-10;
    let narrow = Function::new(triangle, -4e-10..=4e-10).unwrap();
    let narrow = narrow.with_knots([0.0]).unwrap();
    let one = Function::new(|_| 1.0, ..).unwrap();
    assert_honest(Convolved::new(&one, &narrow).at(1e6), 1.0);

    let spike = |a: f64| (1.0 - ((a - 1.0) / 1e-9).abs()) / 1e-9;
    let spike = Function::new(spike, 1.0 - 1e-9..=1.0 + 1e-9).unwrap();
    let spike = spike.with_knots([1.0]).unwrap();
    assert_honest(Convolved::new(&spike, &one).at(1e7), 1.0);
}

#[test]
fn knots_that_a_shift_rounds_apart_are_one_on_infinite_supports_too() {
    let x = |a: f64| -(a - 1.0).abs().ln() * (-a.abs()).exp();
    let x = Function::new(x, ..).unwrap().with_knots([1.0]).unwrap();
    let bell = Function::new(|a: f64| (-a * a).exp(), ..).unwrap();
    let plain = Convolved::new(&x, &bell).at(1.9).unwrap();
    let cut = bell.with_knots([0.9]).unwrap();
    let found = Convolved::new(&x, &cut).at(1.9).unwrap();
    let off = (found.value - plain.value).abs();
    assert!(off <= found.error + plain.error, "{found}, not {plain}");
}
