//! The pipeline: parse, evaluate, check, plan, emit.
//!
//! The mistakes of all structs in the call are collected before the errors are written out. A
//! struct with a mistake leaves its fallback; the others are emitted as if they stood alone.

use crate::check::Checked;
use crate::spec::{Declared, Spec, deprecations};
use crate::{check, emit, fallback, parse};
use conv_plan::plan::Plan;
use conv_syntax::diag::Diagnostics;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::path::Path;
use syn::Attribute;
use syn::ext::IdentExt;

/// What a declaration becomes.
#[derive(Debug)]
pub struct Expansion {
    /// The items, where a struct with a mistake leaves what stands in for it.
    pub code: TokenStream,
    /// Every mistake, at its tokens.
    pub mistakes: Diagnostics,
}

impl Expansion {
    /// The items, and a `compile_error!` for each mistake.
    #[must_use]
    pub fn into_tokens(self) -> TokenStream {
        let Self { mut code, mistakes } = self;
        code.extend(mistakes.into_compile_errors());
        code
    }
}

/// What a call of `conv_kernel!` becomes.
///
/// The same tokens give the same tokens, on every machine and in every run. Paths of files begin at
/// `directory`, which is that of `Cargo.toml` in a build; without one, files are mistakes.
#[must_use]
pub fn declarations(tokens: TokenStream, directory: Option<&Path>) -> Expansion {
    let mut mistakes = Diagnostics::default();
    let specs = parse::declarations(tokens, &mut mistakes);
    let code = declared(specs, directory, &mut mistakes);
    Expansion { code, mistakes }
}

/// What a constant of taps below `#[conv_filter(..)]` becomes: itself, and the filter that the
/// attribute declares.
///
/// ```
/// let attribute = "Smooth: f32, padding: same".parse()?;
/// let constant = "const TAPS: [f32; 3] = [0.25, 0.5, 0.25];".parse()?;
/// let code = conv_expand::filter(attribute, constant, None).code.to_string();
/// assert!(code.contains("const TAPS") && code.contains("struct Smooth"));
/// # Ok::<(), proc_macro2::LexError>(())
/// ```
#[must_use]
pub fn filter(arguments: TokenStream, item: TokenStream, directory: Option<&Path>) -> Expansion {
    let mut mistakes = Diagnostics::default();
    let mut code = item.clone();
    let filter = parse::filter(arguments, item, &mut mistakes);
    // The constant is used, whoever else names it.
    if let Some(parse::Filter { spec, constant }) = &filter
        && constant != "_"
    {
        let cfgs = spec.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        let levels = deprecations(&spec.attrs);
        code.extend(quote!(#(#cfgs)* #(#levels)* const _: () = { let _ = &#constant; };));
    }
    let spec = filter.map(|filter| filter.spec);
    code.extend(declared(spec, directory, &mut mistakes));
    Expansion { code, mistakes }
}

/// The structs of some declarations.
fn declared(
    specs: impl IntoIterator<Item = Spec>,
    directory: Option<&Path>,
    errors: &mut Diagnostics,
) -> TokenStream {
    let mut code = TokenStream::new();
    let mut names = Vec::new();
    for mut spec in specs {
        spec.body.files.directory = directory.map(Path::to_path_buf);
        check::evaluate(&mut spec, errors);
        let declared = spec.declared();
        let checked = check::declaration(&spec, errors);
        if checked.is_none() && errors.count() == 0 {
            // A fallback does nothing: no program may be built with it.
            errors.report(
                declared.ident.span(),
                "this was refused without a message, which is a bug of `conv-kernel`: please report it",
            );
        }
        if is_repeated(&declared, &mut names, errors) {
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
