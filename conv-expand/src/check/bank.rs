//! Kernels with names and no `combine`: a bank, which has an output for each.

use crate::spec::Spec;
use conv_syntax::diag::Diagnostics;
use proc_macro2::Ident;

/// The constants that every bank has.
const TAKEN: [&str; 7] = [
    "SHAPE",
    "STRIDE",
    "DILATION",
    "PADDING",
    "HALO",
    "OPS_PER_OUTPUT",
    "NAMES",
];

/// The constant that has the number of an output.
pub(crate) fn constant(name: &str) -> String {
    name.trim_start_matches("r#").to_uppercase()
}

/// Reports names that make no constant.
pub(super) fn check(spec: &Spec, errors: &mut Diagnostics) {
    let body = &spec.body;
    if !body.is_bank() {
        return;
    }
    let mut known: Vec<(String, &str)> = Vec::new();
    for (name, place) in &body.names {
        let constant = constant(name);
        if let Some(message) = wrong(name, &constant, &known) {
            errors.report(*place, message);
        }
        known.push((constant, name));
    }
}

/// What is wrong with a name.
fn wrong(name: &str, constant: &str, known: &[(String, &str)]) -> Option<String> {
    if syn::parse_str::<Ident>(constant).is_err() {
        return Some(
            "an output has a name, which is a constant too: write letters, such as `gx`".to_owned(),
        );
    }
    if TAKEN.contains(&constant) {
        return Some(format!(
            "the number of this output would be the constant `{constant}`, which is another fact of the bank: give it another name"
        ));
    }
    let before = known.iter().find(|(taken, _)| taken == constant);
    before.map(|(_, before)| {
        format!(
            "the numbers of `{before}` and `{name}` would be one constant, `{constant}`: give one another name"
        )
    })
}
