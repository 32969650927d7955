//! The rules of transposed layers: what they have besides, and what they have not.

use crate::fault::{Faults, Subject, Voice};
use crate::rules::layer::{LayerOptions, Winograd};
use crate::window::{Noun, PerAxis, spread};
use alloc::format;

/// Of a transposed layer none but direct sums: so are the layers that it is made of.
pub(super) const fn algorithm(options: &LayerOptions) -> Winograd {
    match options.transposed {
        true => Winograd::Never,
        false => options.winograd,
    }
}

/// The output padding of a transposed layer, rows first; `None` if it is not transposed.
pub(super) fn check(options: &LayerOptions, faults: &mut Faults) -> Option<[usize; 2]> {
    let voice = faults.voice;
    if !options.transposed {
        if options.output_padding != PerAxis::All(0) {
            let key = voice.key(Subject::OutputPadding);
            let instead = match voice {
                Voice::Language => "add `transposed: true`",
                Voice::Builder => "begin with `DynLayer::transposed`",
            };
            faults.add_key(
                Subject::OutputPadding,
                format!("{key} is for transposed layers: {instead}, or remove {key}"),
            );
        }
        return None;
    }
    for (is_given, subject) in [
        (options.window.border.is_some(), Subject::Border),
        (options.window.anchor.is_some(), Subject::Anchor),
        (options.winograd == Winograd::Always, Subject::Winograd),
    ] {
        if is_given {
            let key = voice.key(subject);
            faults.add_key(
                subject,
                format!("{key} is not for transposed layers: remove {key}"),
            );
        }
    }
    let axes = options.shape.get(2..).map(<[usize]>::len);
    let subject = Subject::OutputPadding;
    let padding = spread(&options.output_padding, axes, subject, Noun::Layer, faults);
    match *padding.as_slice() {
        [columns] => Some([0, columns]),
        [rows, columns] => Some([rows, columns]),
        _ => None,
    }
}
