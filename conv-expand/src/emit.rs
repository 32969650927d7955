//! Plan to tokens: the struct, its constants and its unrolled bodies.
//!
//! ```text
//! #[derive(..)] pub struct Name;
//! const _: () = {
//!     Generated     declaration, taps, run     (declaration)
//!       bodies      one for each pass          (body)
//!       value       what is made of sums       (combined)
//!     SHAPE, ..     the facts as constants     (facts)
//!     apply_array   the inherent method        (array)
//! };
//! ```
//!
//! A bank has a hidden struct for each of its kernels (bank); a layer has its weights and bias instead of bodies (layer).
//!
//! By now everything is checked, so nothing here can fail. Loops, borders and
//! levels are generic code of the run-time crate; what is written out is only
//! what differs from kernel to kernel.

mod array;
mod bank;
mod body;
mod combined;
mod declaration;
mod driver;
mod facts;
#[cfg(feature = "fft")]
mod fft;
#[cfg(feature = "layers")]
mod layer;
mod literal;
mod runtime_taps;
mod table;
mod usage;
mod verified;

#[cfg(feature = "layers")]
use crate::check::Layer;
use crate::paths;
use crate::spec::{Declared, Derive, Form, Word};
use conv_plan::number::{ElementType, Epilogue};
use conv_plan::plan::{self, Pass, Passes, Plan, Tile};
use conv_plan::rules::{Arithmetic, ConvSpec};
use conv_plan::taps::MAX_TAPS;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

pub(crate) use bank::{bank, kind_of_bank};
pub(crate) use literal::element;

/// The struct of a kernel and its impls.
pub(crate) fn kernel(declared: &Declared, kernel: &ConvSpec, plan: &Plan) -> TokenStream {
    let ident = &paths::inside(&declared.ident);
    let (fields, items, generated) = generated(declared, ident, kernel, plan);
    let has_bodies = kernel.tap_count() <= MAX_TAPS;
    let array = has_bodies.then(|| array::methods(ident, kernel));
    let facts = facts::constants(ident, kernel, plan);
    let files = files(&declared.files);
    let parameters = match declared.shape {
        Some(_) => &["src", "taps"][..],
        None => &["src"],
    };
    item(
        declared,
        &fields,
        parameters,
        &usage::kernel(declared, kernel),
        &quote!(#files #generated #facts #array #items),
    )
}

/// The fields of a kernel's struct, its other items, and the impls that run it.
fn generated(declared: &Declared, ident: &Ident, kernel: &ConvSpec, plan: &Plan) -> Parts {
    let (fields, items, run) = match plan.passes() {
        Passes::One(_) | Passes::Polyphase(_) if declared.shape.is_some() => {
            runtime_taps::parts(declared, kernel, plan)
        }
        _ => match kernel.combination() {
            Some(combination) => (
                quote!(;),
                TokenStream::new(),
                combined::run(kernel, plan, combination),
            ),
            None => fixed(kernel, plan, driver::output(kernel, plan)),
        },
    };
    let weights = declaration::weights(declared, kernel);
    let has_bodies = kernel.tap_count() <= MAX_TAPS;
    let lane = paths::primitive(plan.accumulator().name());
    let run = has_bodies.then(|| declaration::run(kernel, &lane, &run));
    #[cfg(feature = "fft")]
    let run = [run, fft::by_fft(plan)].into_iter().flatten();
    let combination = kernel.combination().map(combined::items);
    let dynamic = declaration::dynamic(kernel);
    let methods = run.into_iter().chain(combination).chain(dynamic).collect();
    let generated = declaration::generated(ident, kernel, &weights, methods);
    (fields, items, generated)
}

/// What makes the compiler build the crate again when one of these files changes.
fn files(files: &[String]) -> TokenStream {
    quote!(#(const _: &[__p::u8] = ::core::include_bytes!(#files);)*)
}

/// The struct of a layer and its impls.
#[cfg(feature = "layers")]
pub(crate) fn layer(declared: &Declared, layer: &Layer) -> TokenStream {
    let fields = layer::fields(declared, layer);
    let parameters = match declared.shape {
        Some(_) => &["x", "input", "weights", "bias"][..],
        None => &["x", "input"],
    };
    item(
        declared,
        &fields,
        parameters,
        &usage::layer(declared, layer),
        &layer::items(declared, layer),
    )
}

/// A struct with these fields, the `usage` at the end of its documentation, and items whose public
/// methods have these parameters.
fn item(
    declared: &Declared,
    fields: &TokenStream,
    parameters: &[&str],
    usage: &TokenStream,
    items: &TokenStream,
) -> TokenStream {
    let Declared {
        attrs,
        vis,
        ident,
        krate,
        ..
    } = declared;
    let cfgs = declared.cfgs();
    let levels = declared.lint_levels();
    let debug = declared.shape.as_ref().and_then(|_| debug(declared));
    let derives = derives(declared, debug.is_none());
    let (verify, test) = declared.verify.then(|| verified::parts(declared)).unzip();
    let words = words(declared);
    let block = paths::block(
        krate,
        ident,
        parameters,
        &quote!(#words #items #debug #verify),
    );
    quote! {
        #(#attrs)*
        #usage
        #derives
        #vis struct #ident #fields

        #(#cfgs)*
        #(#levels)*
        const _: () = #block;

        #test
    }
}

/// The words of the language, inside the block that has the imports: editors show what they mean.
pub(crate) fn words(declared: &Declared) -> TokenStream {
    let words = declared.words.iter().map(|Word { key, word }| {
        let key = format_ident!("{key}");
        quote!(#key::#word)
    });
    quote!(__c::words! { #(#words)* })
}

/// A `Debug` in one line, unless the user derives it: that one prints every tap or weight.
fn debug(declared: &Declared) -> Option<TokenStream> {
    let unless = match given(declared, "Debug") {
        Given::Always => return None,
        Given::Never => None,
        Given::If(conditions) => Some(quote!(#[cfg(not(any(#(#conditions),*)))])),
    };
    let ident = paths::inside(&declared.ident);
    let name = declared.ident.unraw().to_string();
    let shown = match declared.form {
        Form::Layer(_) => quote!(__c::debug_layer(__f, #name, &self.layer)),
        Form::Signal | Form::Plane => quote!(__c::debug_taps(__f, #name, &self.taps)),
    };
    Some(quote! {
        #unless
        #[automatically_derived]
        impl ::core::fmt::Debug for #ident {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #shown
            }
        }
    })
}

/// Struct fields, other items, and the block that runs its bodies on `__job`, or impls with it.
type Parts = (TokenStream, TokenStream, TokenStream);

/// The parts of a kernel whose taps are known, whose jobs have this output.
fn fixed(kernel: &ConvSpec, plan: &Plan, output: ElementType) -> Parts {
    let run = in_both_builds(plan, &|plan| run(kernel, plan, output));
    (quote!(;), TokenStream::new(), run)
}

/// What runs a plan: in a build with debug assertions, which seldom is an optimised one, as tables,
/// whose loops the run-time crate has. They give the same bits, and where that crate is optimised
/// and the user's is not they take a hundredth of the time of unrolled bodies.
///
/// Where little code counts, there is nothing else in any build.
fn in_both_builds(plan: &Plan, run: &dyn Fn(&Plan) -> TokenStream) -> TokenStream {
    if driver::SMALL {
        return run(&plan.clone().interpreted());
    }
    let written = run(plan);
    let is_table = |pass: &Pass| pass.lowering.form == plan::Form::Table;
    let tables = match plan.passes() {
        Passes::One(pass) => is_table(pass),
        Passes::Polyphase(_) => true,
        Passes::Two {
            vertical,
            horizontal,
        } => vertical.iter().chain([horizontal]).all(is_table),
    };
    if tables {
        return written;
    }
    let tables = run(&plan.clone().interpreted());
    quote! {
        #[cfg(debug_assertions)]
        { #tables }
        #[cfg(not(debug_assertions))]
        { #written }
    }
}

/// The block that runs the bodies of a kernel whose taps are known, on a job with this output.
fn run(kernel: &ConvSpec, plan: &Plan, output: ElementType) -> TokenStream {
    let types = (kernel.staged(), output);
    let epilogue = plan.epilogue();
    match plan.passes() {
        Passes::One(pass) => {
            let name = format_ident!("Direct");
            let held = paths::primitive(driver::held(pass, types.0.name()));
            let band = body::band(&name, pass, epilogue);
            let body = body::body(&name, pass, &held, epilogue);
            let run = driver::one_pass(types, pass, &band);
            quote!(#body #run)
        }
        Passes::Polyphase(passes) => {
            let lane = paths::primitive(plan.accumulator().name());
            let one = quote!(1);
            let strict = kernel.arithmetic() == Arithmetic::Strict;
            let bands = passes
                .iter()
                .map(|pass| table::table(pass, &literal::epilogue(epilogue), &one));
            quote! {
                const BRANCHES: &[__c::TableBand<'_, #lane, 1, #strict>] = &[#(#bands),*];
                __job.polyphase::<#lane, #strict>(&|__branch: __p::usize| __c::TableBand {
                    channels: N,
                    ..BRANCHES[__branch]
                })
            }
        }
        Passes::Two {
            vertical,
            horizontal,
        } => {
            let across = format_ident!("Horizontal");
            let (row, line) = driver::rows_and_lines(types.0, vertical, horizontal);
            let (held, line) = (paths::primitive(row), paths::primitive(line));
            let down = vertical.iter().enumerate().map(|(product, pass)| {
                let name = match product {
                    0 => format_ident!("Vertical"),
                    product => format_ident!("Vertical{product}"),
                };
                let body = body::body(&name, pass, &held, &Epilogue::IDENTITY);
                (body, body::band(&name, pass, &Epilogue::IDENTITY))
            });
            let (bodies, down): (Vec<_>, Vec<_>) = down.unzip();
            let body = body::body(&across, horizontal, &line, epilogue);
            let across = body::band(&across, horizontal, epilogue);
            let run = driver::two_passes(types, (vertical, horizontal), (&down, &across));
            quote!(#(#bodies)* #body #run)
        }
    }
}

/// The vectors of a pass's tile, as two arguments.
fn tile(pass: &Pass) -> TokenStream {
    let Tile { vectors, wide, .. } = pass.lowering.tile;
    quote!(#vectors, #wide)
}

/// The type of a pass's sums.
fn lane(pass: &Pass) -> TokenStream {
    paths::primitive(pass.accumulator.name())
}

/// The derives that every kernel has, except those the user wrote; `Debug` only if it is asked for.
pub(crate) fn derives(declared: &Declared, debug: bool) -> TokenStream {
    let usual: &[&str] = if declared.shape.is_some() {
        &["Clone", "Debug", "PartialEq"]
    } else {
        &[
            "Clone",
            "Copy",
            "Debug",
            "Default",
            "PartialEq",
            "Eq",
            "Hash",
        ]
    };
    let mut missing = Vec::new();
    let mut attributes = Vec::new();
    for name in usual.iter().filter(|name| debug || **name != "Debug") {
        let path = path(name);
        match given(declared, name) {
            Given::Always => {}
            Given::Never => missing.push(path),
            Given::If(conditions) => {
                attributes.push(quote!(#[cfg_attr(not(any(#(#conditions),*)), derive(#path))]))
            }
        }
    }
    if !missing.is_empty() {
        attributes.insert(0, quote!(#[derive(#(#missing),*)]));
    }
    attributes.into_iter().collect()
}

/// The path of a trait that every kernel has.
fn path(name: &str) -> TokenStream {
    let module = match name {
        "Clone" => "clone",
        "Copy" => "marker",
        "Debug" => "fmt",
        "Default" => "default",
        "Hash" => "hash",
        _ => "cmp",
    };
    let (module, name) = (format_ident!("{module}"), format_ident!("{name}"));
    quote!(::core::#module::#name)
}

/// Where the user derives a trait.
enum Given {
    Always,
    Never,
    /// Where one of these holds.
    If(Vec<TokenStream>),
}

fn given(declared: &Declared, name: &str) -> Given {
    let mut any = Vec::new();
    for Derive { conditions, .. } in declared.derives.iter().filter(|one| one.name == name) {
        match conditions.as_slice() {
            [] => return Given::Always,
            [only] => any.push(only.clone()),
            all => any.push(quote!(all(#(#all),*))),
        }
    }
    if any.is_empty() {
        return Given::Never;
    }
    Given::If(any)
}
