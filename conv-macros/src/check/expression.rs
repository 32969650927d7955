//! Expressions of taps to taps: conv-plan evaluates them, and each mistake goes to its tokens.

use crate::diag::Diagnostics;
use crate::spec::{Entry, Expression, File, Spanned, Spec};
use conv_plan::taps::{Taps, expression};

/// Evaluates the expression under `taps`, if there is one: the taps that it makes are then as if
/// they were written.
pub(crate) fn evaluate(spec: &mut Spec, errors: &mut Diagnostics) {
    let Entry::Written(written) = &spec.body.expression else {
        return;
    };
    let Expression {
        tree,
        places,
        files,
        place,
    } = written;
    let mut read = Vec::new();
    let evaluated = expression::evaluate(tree, &mut |index| match files.get(index) {
        Some(file) => of_file(file, &mut read),
        None => Err("this file was not read".to_owned()),
    });
    match evaluated {
        Ok(taps) => {
            spec.body.made = Some(Spanned {
                value: taps,
                place: *place,
            });
            spec.body.files = read;
        }
        Err(mistakes) => {
            for mistake in mistakes {
                let place = places.get(mistake.at).copied().unwrap_or(*place);
                errors.report(place, mistake.message);
            }
            spec.body.meant_axes = expression::axes(tree);
            spec.body.expression = Entry::Broken;
            spec.sound = false;
        }
    }
}

/// The taps in a file, with one axis or two.
#[cfg(feature = "layers")]
fn of_file(file: &File, read: &mut Vec<String>) -> Result<Taps, String> {
    use conv_plan::rules::layer::LayerValues;
    use conv_plan::taps::Tap;

    let tensor = super::layer::open(file, read)?;
    if !matches!(tensor.shape.len(), 1 | 2) {
        return Err(format!(
            "this has the shape {:?}, and taps have one axis or two: write a file or a tensor of such a shape",
            tensor.shape
        ));
    }
    let values: Vec<Tap> = match tensor.values {
        LayerValues::F32(values) => values.into_iter().map(Tap::from).collect(),
        LayerValues::F64(values) => values.into_iter().map(Tap::from).collect(),
        LayerValues::Integer(values) => values.into_iter().map(Tap::from).collect(),
    };
    Ok(Taps::new(tensor.shape, values))
}

#[cfg(not(feature = "layers"))]
fn of_file(_: &File, _: &mut Vec<String>) -> Result<Taps, String> {
    Err("files need the feature `npy` or `safetensors`: add `features = [\"npy\"]` to `conv-kernel` in `Cargo.toml`".to_owned())
}
