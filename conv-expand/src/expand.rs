//! The pipeline: parse, evaluate, check, plan, emit.
//!
//! The mistakes of all structs in the call are collected before the errors are written out. A
//! struct with a mistake leaves its fallback; the others are emitted as if they stood alone.

use crate::check::Checked;
use crate::spec::{Declared, Spec};
use crate::{check, emit, fallback, parse};
use conv_plan::plan::Plan;
use conv_syntax::diag::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::Attribute;
use syn::ext::IdentExt;

/// What a call of `conv_kernel!` becomes: its structs, and a `compile_error!` for each mistake.
///
/// The same tokens give the same tokens, on every machine and in every run; files of weights are
/// read from the directory that the environment variable `CARGO_MANIFEST_DIR` names.
#[must_use]
pub fn declarations(tokens: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let specs = parse::declarations(tokens, &mut errors);
    declared(specs, errors)
}

/// What a constant of taps below `#[conv_filter(..)]` becomes: itself, and the filter that the
/// attribute declares.
///
/// ```
/// let attribute = "Smooth: f32, padding: same".parse()?;
/// let constant = "const TAPS: [f32; 3] = [0.25, 0.5, 0.25];".parse()?;
/// let code = conv_expand::filter(attribute, constant).to_string();
/// assert!(code.contains("const TAPS") && code.contains("struct Smooth"));
/// # Ok::<(), proc_macro2::LexError>(())
/// ```
#[must_use]
pub fn filter(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut errors = Diagnostics::default();
    let mut code = item.clone();
    let filter = parse::filter(arguments, item, &mut errors);
    // The constant is used, whoever else names it.
    if let Some(parse::Filter { spec, constant }) = &filter
        && constant != "_"
    {
        let cfgs = spec.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        code.extend(quote!(#(#cfgs)* const _: () = { let _ = &#constant; };));
    }
    code.extend(declared(filter.map(|filter| filter.spec), errors));
    code
}

/// The structs of some declarations, and every mistake.
fn declared(specs: impl IntoIterator<Item = Spec>, mut errors: Diagnostics) -> TokenStream {
    let mut code = TokenStream::new();
    let mut names = Vec::new();
    for mut spec in specs {
        check::evaluate(&mut spec, &mut errors);
        let declared = spec.declared();
        let checked = check::declaration(&spec, &mut errors);
        if checked.is_none() && errors.count() == 0 {
            // A fallback does nothing: no program may be built with it.
            errors.report(
                declared.ident.span(),
                "this was refused without a message, which is a bug of `conv-kernel`: please report it",
            );
        }
        if is_repeated(&declared, &mut names, &mut errors) {
            continue;
        }
        code.extend(match checked {
            Some(Checked::Kernel(kernel)) => {
                let plan = Plan::new(&kernel);
                emit::kernel(&declared, &kernel, &plan)
            }
            Some(Checked::Bank(kernels)) => {
                let plans: Vec<Plan> = kernels.iter().map(Plan::new).collect();
                emit::bank(&declared, &plans)
            }
            #[cfg(feature = "layers")]
            Some(Checked::Layer(layer)) => emit::layer(&declared, &layer),
            None => fallback::declaration(&declared),
        });
    }
    code.extend(errors.into_compile_errors());
    code
}

/// Reports a struct that has the name of one before it.
///
/// Structs under a `cfg` do not count: only one of them may exist.
fn is_repeated(declared: &Declared, names: &mut Vec<Ident>, errors: &mut Diagnostics) -> bool {
    let conditional = |attr: &Attribute| {
        let path = attr.path();
        path.is_ident("cfg") || path.is_ident("cfg_attr")
    };
    if declared.attrs.iter().any(conditional) {
        return false;
    }
    let name = declared.ident.unraw();
    let repeated = names.contains(&name);
    if repeated {
        errors.report(
            declared.ident.span(),
            format!("two structs are named `{name}`: give this one another name"),
        );
    } else {
        names.push(name);
    }
    repeated
}
