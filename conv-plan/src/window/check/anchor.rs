//! The rules of the anchor.

use super::super::{Mode, Padding, WindowOptions};
use super::{Noun, has_values};
use crate::fault::{Faults, Subject};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The anchor in correlation order.
pub(super) fn anchor(
    window: &WindowOptions,
    sizes: Option<&[usize]>,
    stride: &[usize],
    dilation: &[usize],
    noun: Noun,
    faults: &mut Faults,
) -> Option<Vec<usize>> {
    let anchor = window.anchor.as_ref()?;
    let key = faults.voice.key(Subject::Anchor);
    if window.padding != Padding::Same {
        let same = faults.voice.set(Subject::Padding, "same");
        let verb = match window.padding {
            Padding::Valid => "add",
            _ => "write",
        };
        faults.add_key(
            Subject::Anchor,
            format!("{key} is for {same}: {verb} {same}, or remove {key}"),
        );
    } else if stride.iter().any(|&stride| stride > 1) {
        let one = faults.voice.set(Subject::Stride, "1");
        let instead = sizes
            .and_then(|sizes| around(anchor, window.mode, sizes, dilation))
            .map_or_else(String::new, |sides| {
                format!(" and write {}", faults.voice.set(Subject::Padding, &sides))
            });
        faults.add_key(
            Subject::Anchor,
            format!("{key} needs stride 1: write {one}, or remove {key}{instead}"),
        );
    }
    let sizes = sizes?;
    if anchor.len() != sizes.len() {
        let instead = match (sizes, anchor.as_slice()) {
            ([_], _) => String::from("write one value"),
            ([rows, columns], [only]) if only < rows && only < columns => {
                format!("write `[{only}, {only}]`")
            }
            _ => String::from("write `[row, column]`"),
        };
        faults.add(
            Subject::Anchor,
            format!(
                "{}, and {}: {instead}",
                has_values(&key, anchor.len()),
                noun.has(sizes.len())
            ),
        );
        return None;
    }
    let mut inside = true;
    for (axis, (&at, &size)) in anchor.iter().zip(sizes).enumerate() {
        if at >= size {
            inside = false;
            faults.add(
                Subject::AnchorAxis(axis),
                match size {
                    1 => format!("{at} is outside the kernel, whose size on this axis is 1: write 0"),
                    _ => format!(
                        "{at} is outside the kernel, whose size on this axis is {size}: write a number from 0 to {}",
                        size - 1
                    ),
                },
            );
        }
    }
    inside.then(|| {
        anchor
            .iter()
            .zip(sizes)
            .map(|(&at, &size)| match window.mode {
                Mode::Correlate => at,
                Mode::Convolve => size - 1 - at,
            })
            .collect()
    })
}

/// The padding that this anchor stands for: `[1, 1]`, or `[[1, 1], [1, 1]]`.
fn around(anchor: &[usize], mode: Mode, sizes: &[usize], dilation: &[usize]) -> Option<String> {
    let pairs: Option<Vec<[usize; 2]>> = anchor
        .iter()
        .zip(sizes)
        .zip(dilation)
        .map(|((&at, &size), &dilation)| {
            let after = size.checked_sub(1)?.checked_sub(at)?;
            let [before, after] = match mode {
                Mode::Correlate => [at, after],
                Mode::Convolve => [after, at],
            };
            Some([dilation.checked_mul(before)?, dilation.checked_mul(after)?])
        })
        .collect();
    match pairs?.as_slice() {
        [pair] if sizes.len() == 1 => Some(format!("{pair:?}")),
        pairs if pairs.len() == sizes.len() => Some(format!("{pairs:?}")),
        _ => None,
    }
}
