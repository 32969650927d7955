//! What stands in for a struct whose declaration has a mistake.
//!
//! The name stays declared, so that its uses are not errors too: one mistake,
//! one message. The program does not compile, so nothing here ever runs.

use crate::emit;
use crate::spec::Declared;
use proc_macro2::TokenStream;
use quote::quote;

/// The struct under its name, with all that its uses may need.
pub(crate) fn declaration(declared: &Declared) -> TokenStream {
    let Declared {
        attrs, vis, ident, ..
    } = declared;
    let constructor = constructor(declared);
    let traits = traits(declared);
    let derives = emit::derives(declared);
    quote! {
        #(#attrs)*
        #derives
        #vis struct #ident;
        #constructor
        #traits
    }
}

/// `new`, for a kernel whose taps come at run time.
fn constructor(declared: &Declared) -> Option<TokenStream> {
    declared.shape.as_ref()?;
    let Declared { ident, krate, .. } = declared;
    let cfgs = declared.cfgs();
    let error = krate.error();
    Some(quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #ident {
            #[doc(hidden)]
            pub fn new<Taps>(_: Taps) -> ::core::result::Result<Self, #error> {
                ::core::result::Result::Ok(Self)
            }
        }
    })
}

/// The traits of a kernel, so that calls of their methods resolve.
///
/// Without known element types there is nothing that would not be a second error.
fn traits(declared: &Declared) -> Option<TokenStream> {
    let (input, output) = declared.elements?;
    let (input, output) = (emit::element(input), emit::element(output));
    let Declared {
        ident,
        krate,
        signal,
        ..
    } = declared;
    let cfgs = declared.cfgs();
    let (marker, array) = if *signal {
        (
            quote!(GeneratedSignal),
            quote! {
                pub fn apply_array<const N: usize, const M: usize>(
                    &self,
                    _: &[#input; N],
                ) -> [#output; M] {
                    [<#output as ::core::default::Default>::default(); M]
                }
            },
        )
    } else {
        (
            quote!(GeneratedPlane),
            quote! {
                pub fn apply_array<const H: usize, const W: usize, const OH: usize, const OW: usize>(
                    &self,
                    _: &[[#input; W]; H],
                ) -> [[#output; OW]; OH] {
                    [[<#output as ::core::default::Default>::default(); OW]; OH]
                }
            },
        )
    };
    Some(quote! {
        #(#cfgs)*
        #[allow(clippy::all, clippy::pedantic, clippy::nursery, deprecated, missing_docs, unreachable_pub)]
        const _: () = {
            use #krate::__private as __c;
            impl __c::Generated for #ident {
                type In = #input;
                type Out = #output;
                const DECLARATION: __c::Declaration = __c::Declaration {
                    signal: #signal,
                    given: false,
                    input: __c::ElementType::U8,
                    output: __c::ElementType::U8,
                    geometry: __c::Geometry {
                        rows: __c::Axis::TRIVIAL,
                        columns: __c::Axis::TRIVIAL,
                        row_border: __c::Border::Zero,
                        column_border: __c::Border::Zero,
                    },
                    overflow: __c::None,
                };
                fn weights(&self) -> __c::WeightsRef<'_> {
                    __c::WeightsRef::Double(&[])
                }
                fn run(&self, _: __c::Job<'_, #input, #output>) -> __c::Result<(), __c::Error> {
                    __c::Result::Ok(())
                }
            }
            impl __c::#marker for #ident {}
            impl #ident {
                #array
            }
        };
    })
}
