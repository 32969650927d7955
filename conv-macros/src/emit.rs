//! Plan to tokens: the struct, its constants and its unrolled bodies.
//!
//! ```text
//! #[derive(..)] pub struct Name;
//! const _: () = {
//!     bodies        one for each pass          (body)
//!     Generated     declaration, taps, run     (declaration)
//!     apply_array   the inherent method        (array)
//! };
//! ```
//!
//! By now everything is checked, so nothing here can fail. Loops, borders and
//! levels are generic code of the run-time crate; what is written out is only
//! what differs from kernel to kernel.

mod array;
mod body;
mod declaration;
mod given;
mod literal;

use crate::spec::Declared;
use conv_runtime::plan::{Algorithm, Pass};
use conv_runtime::{Kernel, Plan};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

pub(crate) use literal::element;

/// The struct and its impls.
pub(crate) fn emit(declared: &Declared, kernel: &Kernel, plan: &Plan) -> TokenStream {
    let Declared {
        attrs,
        vis,
        ident,
        krate,
        ..
    } = declared;
    let cfgs = declared.cfgs();
    let (fields, bodies, items, run) = match &declared.shape {
        Some(_) => given::parts(declared, kernel, plan),
        None => fixed(declared, plan),
    };
    let derives = derives(declared);
    let weights = declaration::weights(declared, kernel);
    let generated = declaration::generated(ident, kernel, &weights, &run);
    let array = array::methods(ident, kernel);
    quote! {
        #(#attrs)*
        #derives
        #vis struct #ident #fields

        #(#cfgs)*
        #[allow(
            clippy::all, clippy::pedantic, clippy::nursery, deprecated, unreachable_pub,
            unused_qualifications
        )]
        const _: () = {
            use #krate::__private as __c;
            #bodies
            #generated
            #array
            #items
        };
    }
}

/// Struct fields, bodies, other items, and the expression that runs the bodies on `job`.
type Parts = (TokenStream, TokenStream, TokenStream, TokenStream);

/// The parts of a kernel whose taps are known.
fn fixed(declared: &Declared, plan: &Plan) -> Parts {
    let (bodies, run) = match &plan.algorithm {
        Algorithm::Direct(pass) => {
            let name = format_ident!("__{}Direct", declared.ident);
            let body = body::body(&name, pass, &literal::finish(&plan.finish));
            let (lane, tile, make) = use_of(&name, pass);
            (body, quote!(job.direct::<#lane, _, #tile>(#make)))
        }
        Algorithm::Separable {
            vertical,
            horizontal,
        } => {
            let down = format_ident!("__{}Vertical", declared.ident);
            let across = format_ident!("__{}Horizontal", declared.ident);
            let first = body::body(&down, vertical, &quote!(__c::Finish::IDENTITY));
            let second = body::body(&across, horizontal, &literal::finish(&plan.finish));
            let (lane, tile, make) = use_of(&down, vertical);
            let (line, _, make_second) = use_of(&across, horizontal);
            let vectors = horizontal.tile.vectors;
            (
                quote!(#first #second),
                quote!(job.separable::<#lane, #line, _, _, #tile, #vectors>(#make, #make_second)),
            )
        }
    };
    (quote!(;), bodies, TokenStream::new(), run)
}

/// A body's lane type, its tile as two arguments, and the expression that makes it.
fn use_of(name: &Ident, pass: &Pass) -> (Ident, TokenStream, TokenStream) {
    let (rows, vectors) = (pass.tile.rows, pass.tile.vectors);
    (
        format_ident!("{}", pass.accumulator.name()),
        quote!(#rows, #vectors),
        body::make(name, pass),
    )
}

/// The derives that every kernel has, but for those the user wrote.
pub(crate) fn derives(declared: &Declared) -> Option<TokenStream> {
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
    let missing: Vec<Ident> = usual
        .iter()
        .filter(|name| !declared.derives.iter().any(|derive| derive == *name))
        .map(|name| format_ident!("{name}"))
        .collect();
    (!missing.is_empty()).then(|| {
        let paths = missing.iter().map(|name| match name.to_string().as_str() {
            "Clone" => quote!(::core::clone::Clone),
            "Copy" => quote!(::core::marker::Copy),
            "Debug" => quote!(::core::fmt::Debug),
            "Default" => quote!(::core::default::Default),
            "Hash" => quote!(::core::hash::Hash),
            other => {
                let name = format_ident!("{other}");
                quote!(::core::cmp::#name)
            }
        });
        quote!(#[derive(#(#paths),*)])
    })
}
