use crate::{decay, gaussian, pulse};
use conv_kernel::continuous::{
    Convolved, Error, Function, Sampled, Steps, Support, Tolerance, WeightedAverage, integrate,
    sample,
};

const NAN: f64 = f64::NAN;
const INFINITY: f64 = f64::INFINITY;

#[test]
fn empty_supports_are_refused() {
    let supports = [
        (1.0, 1.0),
        (2.0, 1.0),
        (NAN, 1.0),
        (0.0, NAN),
        (INFINITY, INFINITY),
    ];
    for (start, end) in supports {
        let empty = |error: Option<Error>| matches!(error, Some(Error::EmptySupport { .. }));
        assert!(empty(Support::new(start, end).err()), "{start} to {end}");
        assert!(
            empty(Function::new(|a| a, start..end).err()),
            "{start} to {end}"
        );
        assert!(
            empty(sample(&pulse(0.0, 1.0), 0.1, start..end).err()),
            "{start} to {end}"
        );
    }
}

#[test]
fn knots_times_and_tolerances_are_finite() {
    for wrong in [NAN, INFINITY, -INFINITY] {
        let knots = pulse(0.0, 1.0).with_knots([0.5, wrong]);
        assert!(matches!(knots, Err(Error::Knot { .. })), "{wrong}");
        let at = Convolved::new(pulse(0.0, 1.0), decay(1.0)).at(wrong);
        assert!(matches!(at, Err(Error::Time { .. })), "{wrong}");
        let steps = Steps::new(pulse(0.0, 1.0), decay(1.0), wrong);
        assert!(matches!(steps, Err(Error::Time { .. })), "{wrong}");
    }
    for wrong in [NAN, INFINITY, -1.0] {
        for (absolute, relative) in [(wrong, 0.0), (0.0, wrong)] {
            let tolerance = Tolerance::new(absolute, relative);
            assert!(matches!(tolerance, Err(Error::Tolerance { .. })), "{wrong}");
        }
    }
}

#[test]
fn samples_are_finite_and_at_least_two_and_their_step_is_positive() {
    for found in [0, 1] {
        let sampled = Sampled::new(0.0, 1.0, vec![1.0; found]);
        assert_eq!(sampled, Err(Error::TooFewSamples { found }));
    }
    let times = [
        (0.0, 0.0),
        (0.0, -1.0),
        (0.0, NAN),
        (0.0, INFINITY),
        (NAN, 1.0),
        (INFINITY, 1.0),
        (1e300, 1.0),
        (0.0, 1e308),
    ];
    for (start, step) in times {
        let sampled = Sampled::new(start, step, [1.0; 4]);
        assert!(
            matches!(sampled, Err(Error::Step { .. })),
            "from {start} by {step}"
        );
    }
    for wrong in [NAN, INFINITY] {
        let sampled = Sampled::new(1.0, 0.5, [0.0, 1.0, wrong]);
        assert!(
            matches!(sampled, Err(Error::NotFinite { at: 2.0, .. })),
            "{wrong}"
        );
    }
}

#[test]
fn nan_and_infinities_of_a_function_are_errors_with_their_place() {
    for wrong in [NAN, INFINITY, -INFINITY] {
        let function = Function::new(|a| if a > 0.5 { wrong } else { 1.0 }, 0.0..1.0).unwrap();
        let errors = [
            integrate(&function, Tolerance::default()).err(),
            Convolved::new(&function, &decay(1.0)).at(2.0).err(),
            Convolved::new(&decay(1.0), &function).at(2.0).err(),
            WeightedAverage::check(&function).err(),
            sample(&function, 0.1, 0.0..1.0).err(),
        ];
        for error in errors {
            // The place is that of the product's argument, or of the function's own.
            assert!(
                matches!(error, Some(Error::NotFinite { .. })),
                "{wrong}: {error:?}"
            );
        }
    }
    let overflow = Function::new(|_| f64::MAX, 0.0..100.0).unwrap();
    let found = integrate(&overflow, Tolerance::default());
    assert!(matches!(found, Err(Error::NotFinite { .. })), "{found:?}");
}

#[test]
fn a_tolerance_below_rounding_does_not_converge_and_says_how_near_it_came() {
    let exact = Tolerance::new(0.0, 0.0).unwrap();
    let Err(Error::NotConverged { best, tolerance }) = integrate(&gaussian(1.0), exact) else {
        panic!("more exact than f64");
    };
    assert_eq!(tolerance, 0.0);
    assert!(
        (best.value - 1.0).abs() <= best.error && best.error < 1e-13,
        "{best}"
    );
}

#[test]
fn taps_need_a_finite_support_and_a_step_that_suits_it() {
    let kernel = decay(1.0);
    for step in [0.0, -1.0, NAN, INFINITY] {
        assert!(
            matches!(sample(&kernel, step, 0.0..1.0), Err(Error::Step { .. })),
            "{step}"
        );
    }
    let infinite = sample(&kernel, 0.1, 0.0..);
    assert!(matches!(infinite, Err(Error::InfiniteSupport { .. })));
    let between = sample(&kernel, 1.0, 0.25..0.75);
    assert!(matches!(between, Err(Error::NoTaps { .. })));
    for step in [1e-4, 1e-300, f64::MIN_POSITIVE / 4.0] {
        let many = sample(&kernel, step, 0.0..1.0);
        assert!(
            matches!(many, Err(Error::TooManyTaps { limit: 4096, .. })),
            "{step}: {many:?}"
        );
    }
}

#[test]
fn messages_say_what_to_write_instead() {
    let text = |error: Option<Error>| error.map(|error| error.to_string()).unwrap_or_default();
    let message = text(sample(&decay(1.0), 1e-4, 0.0..1.0).err());
    assert!(message.ends_with("use a longer step"), "{message}");
    let message = text(Sampled::new(0.0, 1.0, [1.0]).err());
    assert!(message.ends_with("give at least 2"), "{message}");
    let endless = Function::new(|_| 1.0, 0.0..).unwrap();
    let message = text(integrate(&endless, Tolerance::default()).err());
    assert!(message.contains("did not converge"), "{message}");
}

#[test]
fn an_integral_beyond_all_numbers_is_an_error() {
    let large = Function::new(|_| 1e306, 0.0..=200.0).unwrap();
    let error = integrate(&large, Tolerance::default()).unwrap_err();
    assert!(
        matches!(error, Error::NotFinite { value, .. } if value == INFINITY),
        "{error}"
    );
}

#[test]
fn samples_at_the_ends_of_a_support_are_inside() {
    for end in 1..=40 {
        let end = f64::from(end) / 10.0;
        let ones = Function::new(|_| 1.0, -end..=end).unwrap();
        let samples = sample(&ones, 0.1, -end..=end).unwrap().values;
        assert!(
            samples.iter().all(|&value| value == 0.1),
            "{end}: {samples:?}"
        );
    }
}
