use crate::{assert_true, decay, gaussian, pulse};
use conv_kernel::continuous::{Convolved, Form, Function, Sampled, sample};
use conv_kernel::prelude::*;

const FORMS: [Form; 2] = [Form::FoldKernel, Form::FoldInput];

#[test]
fn the_pulse_on_0_to_1_with_itself_is_a_triangle() {
    let cases = [
        (-1.0, 0.0),
        (0.0, 0.0),
        (0.25, 0.25),
        (0.5, 0.5),
        (1.0, 1.0),
        (1.5, 0.5),
        (2.0, 0.0),
        (2.5, 0.0),
    ];
    let sampled = Sampled::new(0.0, 0.25, [1.0; 5]).unwrap();
    for form in FORMS {
        for (t, exact) in cases {
            let closures = Convolved::new(pulse(0.0, 1.0), pulse(0.0, 1.0)).form(form);
            let samples = Convolved::new(&sampled, &sampled).form(form);
            let mixed = Convolved::new(&sampled, pulse(0.0, 1.0)).form(form);
            let name = format!("t = {t}, {form:?}");
            assert_true(&name, closures.at(t).unwrap(), exact, 1e-12);
            assert_true(&name, samples.at(t).unwrap(), exact, 1e-12);
            assert_true(&name, mixed.at(t).unwrap(), exact, 1e-12);
            assert_eq!(closures.support(), (0.0..2.0).into());
        }
    }
}

#[test]
fn the_unit_step_with_a_causal_exponential_is_1_minus_e_to_the_minus_t() {
    let step = Function::new(|_| 1.0, 0.0..).unwrap();
    for form in FORMS {
        let charge = Convolved::new(&step, decay(1.0)).form(form);
        for t in [0.0, 1e-9, 0.001, 0.1, 0.5, 1.0, 2.0, 5.0, 20.0, 1000.0] {
            let exact = -f64::exp_m1(-t);
            assert_true(&format!("t = {t}"), charge.at(t).unwrap(), exact, 2e-10);
        }
        for t in [-1e-9, -0.5, -20.0] {
            assert_eq!(charge.at(t).unwrap().value, 0.0, "t = {t}");
        }
    }
}

const SIGMAS: [(f64, f64); 4] = [(1.0, 1.0), (3.0, 4.0), (0.5, 2.0), (1e-3, 1.0)];

#[test]
fn a_gaussian_with_a_gaussian_is_the_gaussian_of_both_variances() {
    for (a, b) in SIGMAS {
        let sum = a.hypot(b);
        let exact = gaussian(sum);
        for form in FORMS {
            let both = Convolved::new(gaussian(a), gaussian(b)).form(form);
            for t in [0.0, 0.1, 1.0, -2.0, 5.0, 12.0] {
                use conv_kernel::continuous::Signal as _;
                let name = format!("sigma {a} and {b} at {t}, {form:?}");
                assert_true(&name, both.at(t).unwrap(), exact.at(t), 2e-10);
            }
        }
    }
}

#[test]
fn a_finely_sampled_gaussian_with_another_is_the_gaussian_of_both_variances() {
    let step = 0.25;
    let taps = |sigma: f64| sample(&gaussian(sigma), step, -8.0 * sigma..=8.0 * sigma).unwrap();
    for (a, b) in [(1.0, 1.0), (3.0, 4.0), (0.5, 2.0)] {
        let (first, second) = (taps(a), taps(b));
        assert!(
            first.truncation.value < 1e-14 && first.sampling < 1e-8,
            "{first:?}"
        );
        let kernel = DynSignal::<f64, f64>::builder(second.taps())
            .mode(Mode::Convolve)
            .padding(Padding::Full)
            .build()
            .unwrap();
        let both = kernel.apply(&first.values).unwrap();
        let start = first.first + second.first;
        let exact = sample(
            &gaussian(a.hypot(b)),
            step,
            start as f64 * step..=-start as f64 * step,
        );
        let exact = exact.unwrap();
        assert_eq!((both.len(), start), (exact.values.len(), exact.first));
        for (k, (found, exact)) in both.iter().zip(&exact.values).enumerate() {
            let off = (found - exact).abs();
            assert!(
                off < 1e-8,
                "sigma {a} and {b}, tap {k}: {found}, not {exact}"
            );
        }
    }
}
