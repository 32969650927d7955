//! The one derive that a kernel cannot have.

use crate::spec::{Form, Spec, possible_derives};
use conv_syntax::diag::Diagnostics;

/// Taps that come at run time are checked by `new`, and by nothing else: what is read into the
/// private field would not be.
pub(super) fn check(spec: &Spec, errors: &mut Diagnostics) {
    let kernel = matches!(spec.body.form(), Form::Plane | Form::Signal);
    if !kernel || spec.body.shape.written().is_none() {
        return;
    }
    let read = possible_derives(&spec.attrs)
        .into_iter()
        .find(|name| name == "Deserialize");
    if let Some(name) = read {
        errors.report(
            name.span(),
            "taps that are read would not be checked: remove `Deserialize`, read an array of taps, and give it to `new`",
        );
    }
}
