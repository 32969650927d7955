//! Integrals of known value.

use crate::assert_true;
use conv_kernel::continuous::{Error, Function, Sampled, Support, Tolerance, integrate};
use std::f64::consts::{E, LN_2, PI};

const EVERYWHERE: Support = Support::EVERYWHERE;

type Case = (&'static str, fn(f64) -> f64, Support, &'static [f64], f64);

/// Name, function, support, knots, value.
fn cases() -> Vec<Case> {
    vec![
        // Smooth, finite.
        ("constant", |_| 3.0, (-1.0..2.0).into(), &[], 9.0),
        ("line", |a| a, (0.0..4.0).into(), &[], 8.0),
        ("odd", |a| a * a * a, (-2.0..2.0).into(), &[], 0.0),
        (
            "degree 12",
            |a| a.powi(12),
            (0.0..1.0).into(),
            &[],
            1.0 / 13.0,
        ),
        (
            "degree 60",
            |a| a.powi(60),
            (0.0..1.0).into(),
            &[],
            1.0 / 61.0,
        ),
        ("sine", f64::sin, (0.0..PI).into(), &[], 2.0),
        (
            "fast cosine",
            |a| (100.0 * a).cos(),
            (0.0..1.0).into(),
            &[],
            100f64.sin() / 100.0,
        ),
        (
            "square of a fast sine",
            |a| (50.0 * a).sin().powi(2),
            (0.0..PI).into(),
            &[],
            PI / 2.0,
        ),
        ("exponential", f64::exp, (0.0..1.0).into(), &[], E - 1.0),
        (
            "reciprocal",
            |a| 1.0 / a,
            (1.0..1e6).into(),
            &[],
            6.0 * 10f64.ln(),
        ),
        (
            "Runge",
            |a| 1.0 / (1.0 + 25.0 * a * a),
            (-1.0..1.0).into(),
            &[],
            0.4 * 5f64.atan(),
        ),
        (
            "far from 0",
            |a| (a - 1e5).powi(2),
            (1e5..1e5 + 3.0).into(),
            &[],
            9.0,
        ),
        ("large", |a| 1e200 * a, (0.0..2.0).into(), &[], 2e200),
        ("small", |a| 1e-200 * a, (0.0..2.0).into(), &[], 2e-200),
        // Infinite where they end.
        ("1/sqrt", |a| 1.0 / a.sqrt(), (0.0..1.0).into(), &[], 2.0),
        ("logarithm", f64::ln, (0.0..1.0).into(), &[], -1.0),
        ("square root", f64::sqrt, (0.0..1.0).into(), &[], 2.0 / 3.0),
        // Bends and jumps, with knots and without.
        ("bend", |a| (a - 0.3).abs(), (0.0..1.0).into(), &[], 0.29),
        (
            "bend at a knot",
            |a| (a - 0.3).abs(),
            (0.0..1.0).into(),
            &[0.3],
            0.29,
        ),
        (
            "rectified sine",
            |a| a.sin().abs(),
            (0.0..20.0).into(),
            &[],
            12.0 + 1.0 - (20.0 - 6.0 * PI).cos(),
        ),
        (
            "jump",
            |a| f64::from(u8::from(a < 1.0 / 3.0)),
            (0.0..1.0).into(),
            &[],
            1.0 / 3.0,
        ),
        (
            "jump near an end",
            |a| f64::from(u8::from(a < 1e-7)),
            (0.0..1.0).into(),
            &[],
            1e-7,
        ),
        (
            "jump at a knot",
            |a| f64::from(u8::from(a < 0.7)),
            (0.0..1.0).into(),
            &[0.7],
            0.7,
        ),
        ("stairs", f64::floor, (0.0..10.0).into(), &[], 45.0),
        (
            "saw",
            |a| a - a.floor(),
            (0.0..7.5).into(),
            &[],
            3.5 + 0.125,
        ),
        (
            "cut bell",
            |a| if a.abs() < 1.0 { (-a * a).exp() } else { 0.0 },
            EVERYWHERE,
            &[],
            1.493_648_265_624_854,
        ),
        // One infinite end.
        ("decay", |a| (-a).exp(), (0.0..).into(), &[], 1.0),
        ("growth", f64::exp, (..0.0).into(), &[], 1.0),
        (
            "slow decay",
            |a| 1e-6 * (-1e-6 * a).exp(),
            (0.0..).into(),
            &[],
            1.0,
        ),
        (
            "fast decay",
            |a| 1e9 * (-1e9 * a).exp(),
            (0.0..).into(),
            &[],
            1.0,
        ),
        (
            "gamma",
            |a| a.powi(5) * (-a).exp(),
            (0.0..).into(),
            &[],
            120.0,
        ),
        (
            "decay on a support to 1e6",
            |a| (-a).exp(),
            (0.0..1e6).into(),
            &[],
            1.0,
        ),
        (
            "inverse square",
            |a| 1.0 / (a * a),
            (1.0..).into(),
            &[],
            1.0,
        ),
        ("heavy tail", |a| a.powf(-1.5), (1.0..).into(), &[], 2.0),
        (
            "Planck",
            |a| a.powi(3) / a.exp_m1(),
            (0.0..50.0).into(),
            &[],
            PI.powi(4) / 15.0,
        ),
        (
            "damped sine",
            |a| (-a).exp() * (10.0 * a).sin(),
            (0.0..).into(),
            &[],
            10.0 / 101.0,
        ),
        (
            "logarithm with decay",
            |a| -(-a).exp() * a.ln(),
            (0.0..).into(),
            &[],
            0.577_215_664_901_532_9,
        ),
        // Two.
        ("bell", |a| (-a * a).exp(), EVERYWHERE, &[], PI.sqrt()),
        (
            "shifted bell",
            |a| (-(a - 5.0).powi(2)).exp(),
            EVERYWHERE,
            &[],
            PI.sqrt(),
        ),
        (
            "far bell at a knot",
            |a| (-(a - 5e4).powi(2)).exp(),
            EVERYWHERE,
            &[5e4],
            PI.sqrt(),
        ),
        (
            "narrow bell",
            |a| (-1e12 * a * a).exp(),
            EVERYWHERE,
            &[],
            1e-6 * PI.sqrt(),
        ),
        (
            "wide bell",
            |a| (-1e-12 * a * a).exp(),
            EVERYWHERE,
            &[],
            1e6 * PI.sqrt(),
        ),
        ("Cauchy", |a| 1.0 / (1.0 + a * a), EVERYWHERE, &[], PI),
        (
            "hyperbolic secant",
            |a| 1.0 / a.cosh(),
            (-700.0..700.0).into(),
            &[0.0],
            PI,
        ),
        (
            "two-sided decay",
            |a| (-a.abs()).exp(),
            EVERYWHERE,
            &[],
            2.0,
        ),
        (
            "logistic",
            |a| 1.0 / ((1.0 + (-a).exp()) * (1.0 + a.exp())),
            EVERYWHERE,
            &[],
            1.0,
        ),
        (
            "bell with a wave",
            |a| (-a * a).exp() * (6.0 * a).cos(),
            EVERYWHERE,
            &[],
            PI.sqrt() * (-9f64).exp(),
        ),
        (
            "logarithm of 2",
            |a| 1.0 / (1.0 + a),
            (0.0..1.0).into(),
            &[],
            LN_2,
        ),
    ]
}

#[test]
fn errors_are_within_their_estimates() {
    let cases = cases();
    assert!(cases.len() >= 30);
    for tolerance in [1e-4, 1e-7, 1e-10] {
        for &(name, formula, support, knots, exact) in &cases {
            let function = Function::new(formula, support).unwrap();
            let function = function.with_knots(knots.iter().copied()).unwrap();
            let asked = Tolerance::new(tolerance, tolerance).unwrap();
            let found = integrate(&function, asked);
            let found = found.unwrap_or_else(|error| panic!("{name} to {tolerance:e}: {error}"));
            assert_true(name, found, exact, tolerance * exact.abs().max(1.0) * 1.01);
        }
    }
}

#[test]
fn a_singularity_away_from_0_is_within_the_estimate_as_far_as_numbers_reach() {
    // The numbers next to 1 are 1e-16 apart, which is 1e-8 of these integrals.
    let arc_sine = Function::new(|a: f64| 1.0 / (1.0 - a * a).sqrt(), -1.0..1.0).unwrap();
    let inside = Function::new(|a: f64| 1.0 / (a - 0.3).abs().sqrt(), 0.0..1.0).unwrap();
    let inside = inside.with_knots([0.3]).unwrap();
    let exact = 2.0 * (0.3f64.sqrt() + 0.7f64.sqrt());
    let within = |most| Tolerance::new(most, 0.0).unwrap();
    for most in [1e-3, 1e-5] {
        assert_true(
            "arc sine",
            integrate(&arc_sine, within(most)).unwrap(),
            PI,
            most,
        );
        assert_true(
            "at a knot",
            integrate(&inside, within(most)).unwrap(),
            exact,
            most,
        );
    }
    for found in [
        integrate(&arc_sine, within(1e-10)),
        integrate(&inside, within(1e-10)),
    ] {
        assert!(
            matches!(found, Err(Error::NotConverged { best, .. }) if best.error < 1e-5),
            "{found:?}"
        );
    }
}

#[test]
fn a_jump_is_within_the_estimate_wherever_it_is() {
    let tolerance = Tolerance::new(1e-6, 0.0).unwrap();
    let mut random = 0u64;
    for _ in 0..3000 {
        // Weyl's sequence: every stretch of (0, 1) has its share.
        random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let at = (random >> 11) as f64 / (1u64 << 53) as f64;
        let jump = Function::new(|a| f64::from(u8::from(a < at)), 0.0..1.0).unwrap();
        let found = integrate(&jump, tolerance).unwrap();
        assert_true(&format!("jump at {at}"), found, at, 1e-6);
    }
}

#[test]
fn samples_are_integrated_exactly() {
    // The trapezoidal rule is exact for straight lines.
    let values: Vec<f64> = (0..1000).map(|i| f64::from(i * i % 97) - 40.0).collect();
    let exact = 0.1 * (values.iter().sum::<f64>() - 0.5 * (values[0] + values[999]));
    let sampled = Sampled::new(-3.0, 0.1, values).unwrap();
    let found = integrate(&sampled, Tolerance::default()).unwrap();
    assert_true("samples", found, exact, 1e-7);
}

#[test]
fn what_has_no_integral_does_not_converge() {
    let cases: Vec<Case> = vec![
        ("reciprocal", |a| 1.0 / a, (0.0..1.0).into(), &[], f64::NAN),
        ("constant", |_| 1.0, (0.0..).into(), &[], f64::NAN),
        (
            "slow tail",
            |a| 1.0 / (1.0 + a),
            (0.0..).into(),
            &[],
            f64::NAN,
        ),
        ("sine", f64::sin, (0.0..).into(), &[], f64::NAN),
        ("Dirichlet", |a| a.sin() / a, (1.0..).into(), &[], f64::NAN),
    ];
    for (name, formula, support, ..) in cases {
        let function = Function::new(formula, support).unwrap();
        let found = integrate(&function, Tolerance::default());
        assert!(
            matches!(
                found,
                Err(Error::NotConverged { .. } | Error::NotFinite { .. })
            ),
            "{name}: {found:?}"
        );
    }
}
