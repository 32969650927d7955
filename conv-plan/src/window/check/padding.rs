//! The rules of padding.

use super::super::{AxisPadding, Padding};
use super::{Noun, has_values};
use crate::fault::{Faults, Subject};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The padding of each axis.
pub(super) fn padding(
    padding: &Padding,
    sizes: Option<&[usize]>,
    dilation: &[usize],
    noun: Noun,
    faults: &mut Faults,
) -> Vec<AxisPadding> {
    let axes = sizes.map(<[usize]>::len);
    let even = |amount: usize| AxisPadding::Explicit {
        before: amount,
        after: amount,
    };
    let key = faults.voice.key(Subject::Padding);
    let mut fault = |message: String| faults.add(Subject::Padding, message);
    match (padding, axes) {
        (Padding::Causal, Some(2)) => {
            let voice = faults.voice;
            let [word, same, full] =
                ["causal", "same", "full"].map(|word| voice.value(Subject::Padding, word));
            let only = match noun {
                Noun::Kernel => "signal kernels, which have one axis",
                Noun::Layer => "layers with one axis",
            };
            let sides = one_sided(sizes.unwrap_or_default(), dilation);
            faults.add(
                Subject::Padding,
                format!("{word} is for {only}: write {same}, {full} or `{sides}`"),
            );
            Vec::new()
        }
        (&Padding::Amount(amount), axes) => alloc::vec![even(amount); axes.unwrap_or(2)],
        (Padding::Amounts(amounts), Some(1)) => match amounts.as_slice() {
            &[before, after] => alloc::vec![AxisPadding::Explicit { before, after }],
            amounts => {
                let instead = match amounts {
                    [only] => format!("write `{only}` or `[{only}, {only}]`"),
                    _ => String::from("write one value or `[before, after]`"),
                };
                let has = has_values(&key, amounts.len());
                fault(format!("{has}, and {}: {instead}", noun.has(1)));
                Vec::new()
            }
        },
        (Padding::Amounts(amounts), Some(_)) => {
            if amounts.len() != 2 {
                let instead = match amounts.as_slice() {
                    [first, rest @ ..] if rest.iter().all(|amount| amount == first) => {
                        format!("write `{first}`")
                    }
                    _ => String::from(
                        "write one value, `[vertical, horizontal]` or `[[top, bottom], [left, right]]`",
                    ),
                };
                let has = has_values(&key, amounts.len());
                fault(format!("{has}, and {}: {instead}", noun.has(2)));
            }
            amounts.iter().map(|&amount| even(amount)).collect()
        }
        (Padding::Sides(sides), Some(axes)) => {
            if sides.len() != axes || axes == 1 {
                let s = if sides.len() == 1 { "" } else { "s" };
                let instead = match (axes, sides.as_slice()) {
                    (1, [sides]) => format!("write `{sides:?}`"),
                    (1, _) => String::from("write one value or `[before, after]`"),
                    _ => String::from("write `[[top, bottom], [left, right]]`"),
                };
                fault(format!(
                    "{key} has {} pair{s} of sides, and {}: {instead}",
                    sides.len(),
                    noun.has(axes)
                ));
            }
            sides
                .iter()
                .map(|&[before, after]| AxisPadding::Explicit { before, after })
                .collect()
        }
        (Padding::Amounts(_) | Padding::Sides(_), None) => Vec::new(),
        (named, axes) => {
            alloc::vec![named.named().unwrap_or(AxisPadding::Valid); axes.unwrap_or(2)]
        }
    }
}

/// The padding of which all is before, as a list of pairs.
fn one_sided(sizes: &[usize], dilation: &[usize]) -> String {
    let pairs: Vec<[usize; 2]> = sizes
        .iter()
        .zip(dilation)
        .map(|(size, dilation)| [dilation.saturating_mul(size.saturating_sub(1)), 0])
        .collect();
    format!("{pairs:?}")
}
