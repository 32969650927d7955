use crate::{decay, gaussian, pulse};
use conv_kernel::continuous::{
    Convolved, Form, Function, Sampled, Signal, Steps, Tolerance, integrate,
};

fn functions() -> Vec<(&'static str, Box<dyn Signal>)> {
    let ramp = Sampled::new(-1.0, 0.5, [0.0, 1.0, -2.0, 3.0, 0.5]).unwrap();
    let wave = Function::new(|a: f64| (3.0 * a).sin(), -2.0..4.0).unwrap();
    let bend = Function::new(|a: f64| 1.0 - a.abs(), -1.0..1.0).unwrap();
    let root = Function::new(|a: f64| 1.0 / a.sqrt(), 0.0..1.0).unwrap();
    vec![
        ("pulse", Box::new(pulse(-0.5, 1.5))),
        ("short pulse", Box::new(pulse(0.0, 1e-3))),
        ("decay", Box::new(decay(2.0))),
        ("bell", Box::new(gaussian(0.7))),
        ("samples", Box::new(ramp)),
        ("wave", Box::new(wave)),
        ("triangle", Box::new(bend.with_knots([0.0]).unwrap())),
        ("root", Box::new(root)),
    ]
}

#[test]
fn convolution_commutes_in_both_forms() {
    let functions = functions();
    for (x_name, x) in &functions {
        for (w_name, w) in &functions {
            for t in [-1.3, 0.0, 0.4, 1.0, 2.5, 40.0] {
                let name = format!("{x_name} with {w_name} at {t}");
                // Where a function is infinite, the spacing of numbers is the limit.
                let most = if name.contains("root") { 1e-5 } else { 1e-8 };
                let at = |form, x: &dyn Signal, w: &dyn Signal| {
                    let tolerance = Tolerance::new(most, 0.0).unwrap();
                    let convolved = Convolved::new(x, w).form(form).tolerance(tolerance);
                    convolved
                        .at(t)
                        .unwrap_or_else(|error| panic!("{name}: {error}"))
                };
                let first = at(Form::FoldKernel, x, w);
                let others = [
                    at(Form::FoldInput, x, w),
                    at(Form::FoldKernel, w, x),
                    at(Form::FoldInput, w, x),
                ];
                assert!(first.error <= most, "{name}: {first}");
                for other in others {
                    let off = (first.value - other.value).abs();
                    assert!(
                        off <= first.error + other.error,
                        "{name}: {first} and {other}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_four_steps_are_functions_and_their_area_is_the_convolution() {
    let (x, w) = (pulse(0.0, 2.0), decay(1.0));
    for t in [-1.0, 0.0, 0.5, 3.0] {
        let steps = Steps::new(&x, &w, t).unwrap();
        for a in [-2.0, -0.5, 0.0, 0.25, 0.5, 1.0, 2.0, 3.0] {
            assert_eq!(steps.fold().at(a), w.at(-a), "fold at {a}");
            assert_eq!(steps.shift().at(a), w.at(t - a), "shift to {t} at {a}");
            assert_eq!(
                steps.multiply().at(a),
                x.at(a) * w.at(t - a),
                "product for {t} at {a}"
            );
        }
        let area = steps.integrate(Tolerance::default()).unwrap();
        assert_eq!(area, Convolved::new(&x, &w).at(t).unwrap());
        assert_eq!(
            area,
            integrate(&steps.multiply(), Tolerance::default()).unwrap()
        );
    }
    assert_eq!(
        Steps::new(&x, &w, 1.0).unwrap().fold().support(),
        (..0.0).into()
    );
    assert_eq!(
        Steps::new(&x, &w, 1.0).unwrap().shift().support(),
        (..1.0).into()
    );
    assert_eq!(
        Steps::new(&x, &w, 1.0).unwrap().multiply().support(),
        (0.0..1.0).into()
    );
}

#[test]
fn a_shift_of_the_input_shifts_the_output() {
    let w = gaussian(0.4);
    for by in [0.5, -3.0, 100.0] {
        let (here, there) = (pulse(0.0, 1.0), pulse(by, by + 1.0));
        for t in [-0.5, 0.3, 1.2] {
            let here = Convolved::new(&here, &w).at(t).unwrap();
            let there = Convolved::new(&there, &w).at(t + by).unwrap();
            let off = (here.value - there.value).abs();
            assert!(
                off <= here.error + there.error + 1e-13,
                "{here} and {there} by {by}"
            );
        }
    }
}
