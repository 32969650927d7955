//! The messages that depend on the whole body.

use crate::spec::{Body, Entry, Form, Key, Late, LateMistake, Node};
use conv_syntax::diag::all_of;

pub(super) fn message(late: &Late, body: &Body) -> String {
    match &late.what {
        LateMistake::UnknownKey(word, off) => unknown_key(word, *off, body.form()),
        LateMistake::Depthwise => {
            let outputs = match (&body.first.taps, &body.shape) {
                (Entry::Written(Node::Row(channels)), _) => Some(channels.value.len()),
                (_, Entry::Written(sizes)) => sizes.value.first().map(|size| size.value),
                _ => None,
            };
            format!(
                "`groups` is a number: write the number of input channels, such as `{}`",
                outputs.unwrap_or(32)
            )
        }
    }
}

/// The message for a word that is near to no key.
fn unknown_key(word: &str, off: bool, form: Form) -> String {
    let (kind, is_layer) = match form {
        Form::Signal => ("a signal kernel", false),
        Form::Plane => ("a plane kernel", false),
        Form::Layer(_) => ("a layer", true),
    };
    if !is_layer && matches!(word, "delta" | "offset" | "beta") {
        return format!(
            "unknown key `{word}`: write what is added in `map`, as in `map: |v| v + 1`"
        );
    }
    match word {
        "relu" | "relu6" | "sigmoid" | "tanh" if off => {
            return format!(
                "unknown key `{word}`: remove it, since nothing is activated by default"
            );
        }
        "relu" | "relu6" | "sigmoid" | "tanh" if is_layer => {
            return format!("unknown key `{word}`: write `activation: {word}`");
        }
        "relu" => return "unknown key `relu`: write `map: |v| v.max(0)`".to_owned(),
        "in_channels" | "out_channels" if is_layer => {
            return format!(
                "unknown key `{word}`: remove it, since the sizes of the weights say it"
            );
        }
        "in_channels" | "out_channels" => {
            return format!(
                "unknown key `{word}`: write the four sizes of a layer as `shape: [out, in, rows, columns]`"
            );
        }
        _ => {}
    }
    let has = |key: &Key| {
        if is_layer {
            !key.is_of_kernels()
        } else {
            let form_fits = match key {
                Key::Interpolate => form == Form::Signal,
                Key::Channels | Key::Separable => form == Form::Plane,
                _ => true,
            };
            !key.is_of_layers() && form_fits
        }
    };
    let names: Vec<&str> = Key::ALL.into_iter().filter(has).map(Key::name).collect();
    format!(
        "unknown key `{word}`: remove it (the keys of {kind} are {})",
        all_of(&names)
    )
}
