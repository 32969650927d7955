use crate::{decay, gaussian, pulse};
use conv_kernel::continuous::{Function, Sampled, Signal, Violation, WeightedAverage, sample};
use conv_kernel::prelude::*;

#[test]
fn samples_are_values_times_the_step_at_its_multiples() {
    let ramp = Function::new(|a| a, -10.0..10.0).unwrap();
    let samples = sample(&ramp, 0.1, -0.25..=0.3).unwrap();
    assert_eq!(samples.first, -2);
    // 0.3 is 3 steps of 0.1, whatever the quotient rounds to.
    let exact = [-0.02, -0.01, 0.0, 0.01, 0.02, 0.03];
    assert_eq!(samples.values.len(), exact.len());
    for (found, exact) in samples.values.iter().zip(exact) {
        assert!((found - exact).abs() < 1e-17, "{found}, not {exact}");
    }
    assert_eq!(samples.taps(), Taps::from(samples.values.clone()));
}

#[test]
fn the_truncation_error_is_the_mass_outside_the_support() {
    for end in [1.0, 3.0, 8.0, 30.0] {
        let samples = sample(&decay(1.0), 0.125, 0.0..=end).unwrap();
        let off = (samples.truncation.value - (-end).exp()).abs();
        assert!(off <= samples.truncation.error, "to {end}: {samples:?}");
    }
    // The size counts, not the sum: the halves of this would cancel.
    let odd = Function::new(|a: f64| a * (-a * a).exp(), ..).unwrap();
    let samples = sample(&odd, 0.1, -1.0..=1.0).unwrap();
    assert!((samples.truncation.value - (-1f64).exp()).abs() <= samples.truncation.error);
    // Nothing is outside.
    let samples = sample(&pulse(0.0, 1.0), 0.1, -1.0..=2.0).unwrap();
    assert_eq!(samples.truncation.value, 0.0);
}

#[test]
fn the_sampling_error_is_that_of_a_constant() {
    let cases: [(&str, Box<dyn Signal>, f64); 4] = [
        ("coarse bell", Box::new(gaussian(0.4)), 1.0),
        ("fine bell", Box::new(gaussian(1.0)), 0.25),
        ("pulse", Box::new(pulse(0.0, 1.0)), 0.1),
        ("decay", Box::new(decay(1.0)), 0.5),
    ];
    for (name, kernel, step) in cases {
        let samples = sample(&kernel, step, -12.0..=12.0).unwrap();
        let sum: f64 = samples.values.iter().sum();
        let off = (sum - 1.0).abs();
        let bound = samples.sampling + samples.truncation.value + samples.truncation.error;
        assert!(off <= bound, "{name}: off by {off:e}, {bound:e} stated");
        assert!(
            samples.sampling <= off + 2.0 * samples.truncation.value + 1e-9,
            "{name}"
        );

        let filter = DynSignal::<f64, f64>::builder(samples.taps())
            .build()
            .unwrap();
        let ones = vec![1.0; samples.values.len()];
        assert!(
            (filter.apply(&ones).unwrap()[0] - sum).abs() < 1e-12,
            "{name}"
        );
    }
    let coarse = sample(&pulse(0.0, 1.0), 0.1, 0.0..=1.0).unwrap();
    assert!(
        (coarse.sampling - 0.1).abs() < 1e-9,
        "11 taps of 0.1: {coarse:?}"
    );
}

#[test]
fn densities_and_causal_kernels_are_told_from_others() {
    let table: [(&str, Box<dyn Signal>, bool, bool); 9] = [
        ("thermometer", Box::new(decay(0.2)), true, true),
        ("sensor noise", Box::new(gaussian(3.0)), true, false),
        ("past mean", Box::new(pulse(0.0, 1.0)), true, true),
        ("centred mean", Box::new(pulse(-0.5, 0.5)), true, false),
        ("future mean", Box::new(pulse(-1.0, 0.0)), true, false),
        ("integral 2", Box::new(pulse(0.0, 2.0)), false, true),
        (
            "integral 2, centred",
            Box::new(pulse(-1.0, 1.0)),
            false,
            false,
        ),
        (
            "samples with a negative one",
            Box::new(Sampled::new(0.0, 1.0, [0.75, 0.75, -0.125, 0.0]).unwrap()),
            false,
            true,
        ),
        (
            "damped wave",
            Box::new(Function::new(|a: f64| 2.0 * (-a).exp() * a.cos(), 0.0..).unwrap()),
            false,
            true,
        ),
    ];
    for (name, kernel, density, causal) in table {
        let found = WeightedAverage::check(&kernel).unwrap();
        assert_eq!(
            (found.is_density(), found.is_causal()),
            (density, causal),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn every_violation_is_named_with_its_place() {
    let kernel = Sampled::new(-1.0, 1.0, [0.25, 1.0, -0.5, 0.0]).unwrap();
    let found = WeightedAverage::check(&kernel).unwrap();
    let [
        Violation::Integral(integral),
        Violation::Negative { at, value },
        Violation::NotCausal {
            at: early,
            value: weight,
        },
    ] = found.violations[..]
    else {
        panic!("{found:?}");
    };
    assert!((integral.value - 0.625).abs() <= integral.error);
    assert_eq!((at, value), (1.0, -0.5));
    assert!(early < 0.0 && weight == kernel.at(early) && weight > 0.9);
    let sentence = found.violations[1].to_string();
    assert_eq!(sentence, "negative: -0.5 at 1");
}
