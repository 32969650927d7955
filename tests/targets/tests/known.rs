//! Layers of known weights have the bits of their run-time twins, and for integers those of the
//! definition, on every level; with the feature `small` no loop of the twin computes them.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use conv_kernel::{Level, Scalar, reference};
use conv_kernel_target_tests::{Bits, each_known, elements, known};

/// Compares all sizes from 1 on, of two images.
fn compare<L: Layer>(name: &str, layer: &L, channels: usize)
where
    L::In: Bits,
    L::Out: Bits,
{
    let (plan, twin) = (layer.explain(), layer.to_dyn().unwrap());
    let kernel = plan.kernel();
    let mut compared = 0;
    for height in 1..=if kernel.shape().axes == 1 { 1 } else { 8 } {
        for width in 1..=20 {
            let shape = match kernel.layout() {
                Layout::Nhwc => [2, height, width, channels],
                _ => [2, channels, height, width],
            };
            let Ok(output) = layer.output_shape(shape) else {
                assert!(twin.output_shape(shape).is_err(), "{name} {shape:?}");
                continue;
            };
            let x = elements::<L::In>(kernel.layout().elements(shape).unwrap());
            let zeros = vec![L::In::from_f64(-0.0); x.len()];
            let length = kernel.layout().elements(output).unwrap();
            for (level, x) in Level::available().flat_map(|level| [(level, &x), (level, &zeros)]) {
                let (mut y, mut expected) = (
                    vec![L::Out::draw(1); length],
                    vec![L::Out::default(); length],
                );
                layer.apply_into_at(level, x, shape, &mut y).unwrap();
                twin.apply_into_at(level, x, shape, &mut expected).unwrap();
                let bits = |of: &[L::Out]| -> Vec<u64> {
                    of.iter().map(|y| y.to_f64().to_bits()).collect()
                };
                assert_eq!(bits(&y), bits(&expected), "{name} {shape:?} on {level}");
                if !kernel.input().is_float() {
                    let defined: Vec<L::Out> = reference::layer(kernel, x, shape).unwrap();
                    assert_eq!(y, defined, "{name} {shape:?} on {level}");
                }
                compared += 1;
            }
            let (mut short, too_short) = (
                x.clone(),
                Err(Error::Length {
                    expected: x.len(),
                    found: x.len() - 1,
                }),
            );
            short.pop();
            assert_eq!(
                layer.apply_into(&short, shape, &mut vec![L::Out::default(); length]),
                too_short
            );
        }
    }
    assert!(compared > 0, "{name}");
}

macro_rules! compared {
    ($($name:ident($channels:literal) $float:literal,)*) => {
        #[test]
        fn known_layers_have_the_bits_of_run_time_ones() {
            $(compare(stringify!($name), &known::$name, $channels);)*
        }
    };
}

each_known! { compared }

conv_kernel! {
    struct Filtered: f32 {
        taps: [[[[0.1, 0.2, 0.3], [-0.4, 0.5, 0.6], [0.7, 0.8, -0.9]]]],
        padding: 1,
        winograd: always,
    }
    /// Whose products may all be -0.
    struct One: f32 { taps: [[[[0.5]]], [[[-0.25]]]] }
    /// With outputs that no tap meets.
    struct Apart: f64 { taps: [[[[0.5, -0.25]]]], transposed: true, stride: [1, 3], bias: [-0.0] }
    /// Six taps in each phase, whose order shows.
    struct Phases: f32 {
        taps: [[[
            [0.1, 0.2, 0.3, 0.7, 0.9],
            [-0.4, 0.5, 0.6, 1.1, 0.3],
            [0.7, 0.8, -0.9, 0.2, 0.6],
            [0.6, -1.3, 0.4, 0.1, 0.9],
        ]]],
        transposed: true,
        stride: 2,
        padding: 1,
    }
}

#[test]
fn taps_of_a_phase_are_summed_in_the_order_of_inputs() {
    compare("Phases", &Phases, 1);
}

#[test]
fn zeros_have_the_sign_that_they_have_elsewhere() {
    compare("One", &One, 1);
    compare("Apart", &Apart, 1);
}

/// Without it, Winograd's sums are those of its run-time twin too.
#[test]
fn an_algorithm_that_was_asked_for_is_left_out_of_little_code_only() {
    let direct = Filtered.explain().algorithm().matrices().is_none();
    assert_eq!(direct, cfg!(feature = "small"));
    compare("Filtered", &Filtered, 1);
    assert_eq!(conv_kernel::verify(&Filtered), Ok(()));
}
