//! The axes of a layer: what the key says, and what the brackets or the sizes do.

use crate::spec::{Key, Node, Spec};
use conv_syntax::diag::{Diagnostics, Place, counted};

/// Checks that there are one or two axes, if their number was given.
#[cfg(feature = "layers")]
pub(super) fn axes(spec: &Spec, errors: &mut Diagnostics) -> Option<()> {
    let body = &spec.body;
    let Some(axes) = body
        .axes
        .written()
        .filter(|axes| !matches!(axes.value, 1 | 2))
    else {
        return Some(());
    };
    const FORM: &str = "a layer has 1 or 2 axes";
    match body.levels() {
        Some(3) => errors.report(axes.place, format!("{FORM}, and this has 1: write `1`")),
        Some(4) => errors.report(
            body.key(Key::Axes).unwrap_or(axes.place),
            format!("{FORM}, and this has 2: remove `axes`"),
        ),
        _ => errors.report(axes.place, format!("{FORM}: write `1` or `2`")),
    }
    None
}

/// Whether the levels of brackets, or the sizes, say that this is a layer and not which.
pub(super) fn are_unclear(spec: &Spec) -> bool {
    let body = &spec.body;
    let levels = body.levels().is_some_and(|levels| levels != 4);
    levels
        && !body.axes.is_broken()
        && body.axes.written().is_none()
        && body.key(Key::Weights).is_none()
}

/// Checks that the levels of brackets, or the sizes, are those of a layer with these axes.
pub(super) fn levels(spec: &Spec, axes: usize, errors: &mut Diagnostics) -> Option<()> {
    let body = &spec.body;
    let found = body.levels()?;
    let said = body.axes.written().is_some();
    if found == axes + 2 && (said || found == 4) {
        return Some(());
    }
    // What `axes` was meant to be is not known.
    if body.axes.is_broken() {
        return None;
    }
    let transposed = body.transposed.written().is_some_and(|given| given.value);
    let words = match (body.first.taps.written(), body.shape.written()) {
        (None, Some(sizes)) => Words {
            place: sizes.place,
            counted: format!("`shape` has {}", counted(found, "size")),
            signal: "[taps]",
            plane: "[rows, columns]",
            layer: if transposed {
                "[in, out, rows, columns]"
            } else {
                "[out, in, rows, columns]"
            },
            line: if transposed {
                "[in, out, taps]"
            } else {
                "[out, in, taps]"
            },
        },
        (taps, _) => Words {
            place: taps.map_or_else(Place::call, Node::place),
            counted: format!("`taps` has {} of brackets", counted(found, "level")),
            signal: "[tap]",
            plane: "[row][column]",
            layer: if transposed {
                "[in][out][row][column]"
            } else {
                "[out][in][row][column]"
            },
            line: if transposed {
                "[in][out][tap]"
            } else {
                "[out][in][tap]"
            },
        },
    };
    let Words {
        place,
        counted,
        signal,
        plane,
        layer,
        line,
    } = words;
    if said {
        let form = if axes == 1 { line } else { layer };
        let mismatch = format!("{counted}, but `axes: {axes}` needs {}", axes + 2);
        let key = body.key(Key::Axes).unwrap_or(place);
        match (axes, found) {
            // Without the key, the levels say what this is.
            (1, 1 | 2 | 4) | (2, 1 | 2) => {
                errors.report(key, format!("{mismatch}: remove `axes`, or write `{form}`"))
            }
            (2, 3) => errors.report(
                body.entry(Key::Axes).unwrap_or(place),
                format!("{mismatch}: write `axes: 1`, or write `{form}`"),
            ),
            _ => errors.report(place, format!("{mismatch}: write `{form}`")),
        }
    } else {
        let one = match found {
            3 => format!(", or add `axes: 1` for `{line}`"),
            _ => String::new(),
        };
        errors.report(
            place,
            format!(
                "{counted}: write `{signal}` for a signal, `{plane}` for a plane, `{layer}` for a layer{one}"
            ),
        );
    }
    None
}

/// The levels of brackets, or the sizes, in words.
struct Words {
    place: Place,
    counted: String,
    signal: &'static str,
    plane: &'static str,
    layer: &'static str,
    /// A layer with one axis.
    line: &'static str,
}
