//! Expressions of taps to taps: conv-plan evaluates them, and each mistake goes to its tokens.

use crate::spec::{Entry, Expression, File, Files, KernelTaps, Spanned, Spec};
use conv_plan::rules::Method;
use conv_plan::taps::{Taps, expression};
use conv_syntax::diag::Diagnostics;

/// Evaluates the expression under `taps`, if there is one: the taps that it makes are then as if
/// they were written.
pub(crate) fn evaluate(spec: &mut Spec, errors: &mut Diagnostics) {
    let body = &mut spec.body;
    let mut files = std::mem::take(&mut body.files);
    // A method that is broken may be meant to allow them.
    let many = match &body.method {
        Entry::Absent => false,
        Entry::Broken => true,
        Entry::Written(method) => method.value != Method::Direct,
    };
    for kernel in std::iter::once(&mut body.first).chain(&mut body.others) {
        if let Err(axes) = made(kernel, &mut files, many, errors) {
            body.meant_axes = axes;
            kernel.expression = Entry::Broken;
            spec.sound = false;
        }
    }
    body.files = files;
}

/// Evaluates the expression of one kernel; the axes that it seems to have, if there is a mistake.
fn made(
    kernel: &mut KernelTaps,
    found: &mut Files,
    many: bool,
    errors: &mut Diagnostics,
) -> Result<(), Option<usize>> {
    let Entry::Written(written) = &kernel.expression else {
        return Ok(());
    };
    let Expression {
        tree,
        places,
        files,
        place,
    } = written;
    let evaluated = expression::evaluate(tree, &mut |index| match files.get(index) {
        Some(file) => of_file(file, found, many),
        None => Err("this file was not read".to_owned()),
    });
    match evaluated {
        Ok(taps) => {
            kernel.made = Some(Spanned {
                value: taps,
                place: *place,
            });
            Ok(())
        }
        Err(mistakes) => {
            for mistake in mistakes {
                let place = places.get(mistake.at).copied().unwrap_or(*place);
                errors.report(place, mistake.message);
            }
            Err(expression::axes(tree))
        }
    }
}

/// The taps in a file.
#[cfg(feature = "layers")]
fn of_file(file: &File, files: &mut Files, many: bool) -> Result<Taps, String> {
    let tensor = super::layer::open(file, files)?;
    tensor
        .into_taps(many)
        .map_err(|fault| format!("this {fault}"))
}

#[cfg(not(feature = "layers"))]
fn of_file(_: &File, _: &mut Files, _: bool) -> Result<Taps, String> {
    Err("files need the feature `npy` or `safetensors`: add `features = [\"npy\"]` to `conv-kernel` in `Cargo.toml`".to_owned())
}
