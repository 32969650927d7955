//! The rules of activations: finite parameters, and for integer sums integers.

use super::super::{Activation, LayerOptions};
use crate::fault::{Faults, Subject, Voice};
use crate::window::Short;
use alloc::format;
use alloc::string::{String, ToString};

pub(super) fn check(options: &LayerOptions, faults: &mut Faults) {
    let voice = faults.voice;
    let mut fault = |message: String| faults.add(Subject::Activation, message);
    let name = |activation: Activation| {
        let shown = activation.to_string();
        let word = shown.split('(').next().unwrap_or_default();
        voice.value(Subject::Activation, word)
    };
    let whole = |value: f64| value % 1.0 == 0.0 && value.abs() <= f64::from(i32::MAX);
    match options.activation {
        Some(Activation::Leaky(slope)) if !slope.is_finite() => {
            fault(format!(
                "the slope must be finite, and this is {slope}: write a finite number"
            ));
        }
        Some(Activation::Clamp(low, high)) if !(low.is_finite() && high.is_finite()) => {
            fault(format!(
                "the bounds must be finite, and these are {low} and {high}: write finite numbers"
            ));
        }
        Some(Activation::Clamp(low, high)) if low > high => {
            let swapped = written(Activation::Clamp(high, low), voice);
            fault(format!(
                "the lower bound {} is above the upper bound {}: write {swapped}",
                Short(low),
                Short(high)
            ));
        }
        _ => {}
    }
    if options.input.is_float() {
        return;
    }
    match options.activation {
        Some(
            activation @ (Activation::Leaky(_)
            | Activation::Sigmoid
            | Activation::Tanh
            | Activation::HardSwish),
        ) => {
            let [relu, relu6, clamp] = [
                Activation::Relu,
                Activation::Relu6,
                Activation::Clamp(0.0, 255.0),
            ]
            .map(|activation| written(activation, voice));
            fault(format!(
                "{} is for float sums, and these are integers: write {relu}, {relu6} or {clamp}, or `f32` as the type",
                name(activation)
            ));
        }
        Some(Activation::Clamp(low, high)) if options.quantization.is_none() => {
            for (index, bound) in [low, high].into_iter().enumerate() {
                if bound.is_finite() && !whole(bound) {
                    faults.add(Subject::ActivationArgument(index), unfit(bound, voice));
                }
            }
        }
        _ => {}
    }
}

/// The message for a bound that is not a sum of integers.
fn unfit(bound: f64, voice: Voice) -> String {
    let most = f64::from(i32::MAX);
    let shown = |value: f64| match voice {
        Voice::Language => format!("{value}"),
        Voice::Builder => format!("{value:?}"),
    };
    let instead = if bound.abs() > most {
        format!("a number from {} to {}", shown(-most), shown(most))
    } else {
        // `rem_euclid` needs `std`.
        let rest = bound % 1.0;
        let below = bound - if rest < 0.0 { rest + 1.0 } else { rest };
        format!("{} or {}", shown(below), shown(below + 1.0))
    };
    let bound = Short(bound);
    format!("the sums are `i32`, which cannot hold the bound {bound}: write {instead}")
}

/// An activation: `leaky(0.5)`, or `Activation::Leaky(0.5)`.
fn written(activation: Activation, voice: Voice) -> String {
    match (voice, activation) {
        (Voice::Language, _) => format!("`{activation}`"),
        (Voice::Builder, Activation::Leaky(slope)) => format!("`Activation::Leaky({slope:?})`"),
        (Voice::Builder, Activation::Clamp(low, high)) => {
            format!("`Activation::Clamp({low:?}, {high:?})`")
        }
        (Voice::Builder, named) => format!("`Activation::{named:?}`"),
    }
}
