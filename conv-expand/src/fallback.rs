//! What stands in for a struct whose declaration has a mistake.
//!
//! The name stays declared, so that its uses are not errors too: one mistake,
//! one message. The program does not compile, so nothing here ever runs.

mod bank;

use crate::spec::{Declared, Form};
use crate::{emit, paths};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// The struct under its name, with all that its uses may need.
pub(crate) fn declaration(declared: &Declared) -> TokenStream {
    let Declared {
        attrs,
        vis,
        ident,
        krate,
        ..
    } = declared;
    let constructor = constructor(declared);
    let traits = traits(declared);
    let words = paths::block(krate, ident, &[], &emit::words(declared));
    let cfgs = declared.cfgs();
    let derives = emit::derives(declared, true);
    quote! {
        #(#attrs)*
        #derives
        #vis struct #ident;
        #constructor
        #traits
        #(#cfgs)*
        const _: () = #words;
    }
}

/// `new`, for a kernel whose taps come at run time.
fn constructor(declared: &Declared) -> Option<TokenStream> {
    declared.shape.as_ref()?;
    let Declared { ident, krate, .. } = declared;
    let cfgs = declared.cfgs();
    let error = krate.error();
    let (generic, bias) = if declared.bias {
        (Some(quote!(, Bias)), Some(quote!(, _: Bias)))
    } else {
        (None, None)
    };
    Some(quote! {
        #(#cfgs)*
        #[automatically_derived]
        impl #ident {
            #[doc(hidden)]
            pub fn new<Taps #generic>(_: Taps #bias) -> ::core::result::Result<Self, #error> {
                ::core::result::Result::Ok(Self)
            }
        }
    })
}

/// The traits and methods, so that their uses resolve.
///
/// Without known element types there is nothing that would not be a second error.
fn traits(declared: &Declared) -> Option<TokenStream> {
    let (input, output) = declared.elements?;
    let (input, output) = (emit::element(input), emit::element(output));
    let ident = &declared.ident;
    let inside = &paths::inside(ident);
    let items = match declared.form {
        Form::Signal | Form::Plane if !declared.bank.is_empty() => {
            bank::bank(declared, inside, (&input, &output))
        }
        Form::Layer(axes) => layer(inside, axes, &input, &output),
        Form::Plane if declared.mixes => mixed(inside, &input, &output),
        form => kernel(inside, form == Form::Signal, &input, &output),
    };
    let cfgs = declared.cfgs();
    let levels = declared.lint_levels();
    let block = paths::block(&declared.krate, ident, &[], &items);
    Some(quote! {
        #(#cfgs)*
        #(#levels)*
        const _: () = #block;
    })
}

fn kernel(ident: &Ident, signal: bool, input: &TokenStream, output: &TokenStream) -> TokenStream {
    let facts = facts(signal);
    let (kind, methods) = if signal {
        (
            quote!(Signals),
            quote! {
                pub fn apply_array<const N: __p::usize, const M: __p::usize>(
                    &self,
                    _: &[#input; N],
                ) -> [#output; M] {
                    [<#output as ::core::default::Default>::default(); M]
                }
                pub fn stream(&self) -> <Self as __c::Streamed>::Stream<'_> {
                    loop {}
                }
                pub fn frame_stream<const C: __p::usize>(
                    &self,
                ) -> <Self as __c::FrameStreamed>::FrameStream<'_, C> {
                    loop {}
                }
            },
        )
    } else {
        (quote!(Planes), plane_arrays(input, output))
    };
    let generated = generated(ident, signal, input, output);
    let streams = signal.then(|| {
        quote! {
            impl __c::Streamed for #ident {
                type Stream<'k> = __c::Stream<'k, #input, #output, [#input; 1]>;
            }
            impl __c::FrameStreamed for #ident {
                type FrameStream<'k, const C: __p::usize> =
                    __c::FrameStream<'k, Self, [[#input; C]; 1], { C }>;
            }
        }
    });
    quote! {
        #generated
        impl __c::Declared for #ident {
            type Kind = __c::#kind;
        }
        impl #ident {
            #facts
            #methods
        }
        #streams
    }
}

/// The constants of kernels.
fn facts(signal: bool) -> TokenStream {
    let of_window = of_window(signal);
    let (taps, all) = match signal {
        true => (quote!([__p::f64; 1]), quote!([0.0])),
        false => (quote!([[__p::f64; 1]; 1]), quote!([[0.0]])),
    };
    quote! {
        #(#of_window)*
        pub const TAPS: #taps = #all;
        pub const NONZERO: __p::usize = 0;
        pub const RANK: __p::usize = 0;
        pub const GAIN: __p::f64 = 0.0;
        pub const MIN_SUM: __p::f64 = 0.0;
        pub const MAX_SUM: __p::f64 = 0.0;
        pub const QUANTIZATION_ERROR: __p::f64 = 0.0;
    }
}

/// Those that banks have too.
fn of_window(signal: bool) -> Vec<Constant> {
    let count = quote!(__p::usize);
    let valid = quote!(__c::AxisPadding::Valid);
    let (shape, number, padding, halo) = match signal {
        true => (
            (quote!([#count; 1]), quote!([1])),
            (quote!(#count), quote!(1)),
            (quote!(__c::AxisPadding), valid),
            (quote!([#count; 2]), quote!([0, 0])),
        ),
        false => (
            (quote!([#count; 2]), quote!([1, 1])),
            (quote!([#count; 2]), quote!([1, 1])),
            (quote!([__c::AxisPadding; 2]), quote!([#valid, #valid])),
            (quote!([[#count; 2]; 2]), quote!([[0, 0], [0, 0]])),
        ),
    };
    [
        ("SHAPE", shape),
        ("STRIDE", number.clone()),
        ("DILATION", number),
        ("PADDING", padding),
        ("HALO", halo),
        ("OPS_PER_OUTPUT", (count, quote!(1))),
    ]
    .map(|(name, (ty, value))| Constant { name, ty, value })
    .into()
}

/// A public constant of the struct.
struct Constant {
    name: &'static str,
    ty: TokenStream,
    value: TokenStream,
}

impl ToTokens for Constant {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { name, ty, value } = self;
        let name = format_ident!("{name}");
        tokens.extend(quote!(pub const #name: #ty = #value;));
    }
}

/// `apply_array` of rows of these, and the same of pixels of them.
fn plane_arrays(input: &TokenStream, output: &TokenStream) -> TokenStream {
    quote! {
        pub fn apply_array<const H: __p::usize, const W: __p::usize, const OH: __p::usize, const OW: __p::usize>(
            &self,
            _: &[[#input; W]; H],
        ) -> [[#output; OW]; OH] {
            [[<#output as ::core::default::Default>::default(); OW]; OH]
        }
        pub fn apply_pixels_array<const N: __p::usize, const H: __p::usize, const W: __p::usize, const OH: __p::usize, const OW: __p::usize>(
            &self,
            _: &[[[#input; N]; W]; H],
        ) -> [[[#output; N]; OW]; OH] {
            [[[<#output as ::core::default::Default>::default(); N]; OW]; OH]
        }
    }
}

/// A kernel that mixes any number of channels.
fn mixed(ident: &Ident, input: &TokenStream, output: &TokenStream) -> TokenStream {
    let generated = generated(ident, false, &quote!(__p::i32), output);
    let facts = facts(false);
    quote! {
        #generated
        impl __c::Declared for #ident {
            type Kind = __c::Mixes;
        }
        impl __c::GeneratedMix for #ident {
            type Pixel = #input;
            const CHANNELS: __p::usize = 1;
            const MIX: __c::WeightsRef<'static> = __c::WeightsRef::F64(&[]);
        }
        impl<const N: __p::usize> __c::MixOf<N> for #ident {}
        impl #ident {
            #facts
            pub fn apply_array<const N: __p::usize, const H: __p::usize, const W: __p::usize, const OH: __p::usize, const OW: __p::usize>(
                &self,
                _: &[[[#input; N]; W]; H],
            ) -> [[#output; OW]; OH] {
                [[<#output as ::core::default::Default>::default(); OW]; OH]
            }
        }
    }
}

fn generated(
    ident: &Ident,
    signal: bool,
    input: &TokenStream,
    output: &TokenStream,
) -> TokenStream {
    quote! {
        impl __c::Generated for #ident {
            type In = #input;
            type Out = #output;
            const DECLARATION: __c::Declaration = __c::Declaration {
                signal: #signal,
                runtime_taps: false,
                input: __c::ElementType::U8,
                output: __c::ElementType::U8,
                window: __c::Window::TRIVIAL,
                overflow: ::core::option::Option::None,
                method: __c::Method::Direct,
                arithmetic: __c::Arithmetic::Fused,
                missing: __c::Missing::Propagate,
                quantized: ::core::option::Option::None,
                separable_error: ::core::option::Option::None,
            };
            fn weights(&self) -> __c::WeightsRef<'_> {
                __c::WeightsRef::F64(&[])
            }
            fn run<const N: __p::usize>(&self, _: __c::Job<'_, #input, #output>) -> ::core::result::Result<(), __c::Error> {
                ::core::result::Result::Ok(())
            }
        }
    }
}

fn layer(ident: &Ident, axes: usize, input: &TokenStream, output: &TokenStream) -> TokenStream {
    let array = if axes == 1 {
        quote! {
            pub fn apply_array<const A: __p::usize, const B: __p::usize, const C: __p::usize, const D: __p::usize>(
                &self,
                _: &[[#input; B]; A],
            ) -> ::core::result::Result<[[#output; D]; C], __c::Error> {
                ::core::result::Result::Err(__c::Error::Empty)
            }
        }
    } else {
        quote! {
            pub fn apply_array<
                const A: __p::usize,
                const B: __p::usize,
                const C: __p::usize,
                const D: __p::usize,
                const E: __p::usize,
                const F: __p::usize,
            >(
                &self,
                _: &[[[#input; C]; B]; A],
            ) -> ::core::result::Result<[[[#output; F]; E]; D], __c::Error> {
                ::core::result::Result::Err(__c::Error::Empty)
            }
        }
    };
    let methods = if cfg!(feature = "layers") {
        quote! {
            impl __c::Declared for #ident {
                type Kind = __c::Layers;
            }
            impl __c::GeneratedLayer for #ident {
                type In = #input;
                type Out = #output;
                const DECLARATION: __c::LayerDeclaration = __c::LayerDeclaration::TRIVIAL;
                const BY_OUTPUT: ::core::option::Option<__c::ByOutput<#input, #output>> = ::core::option::Option::None;
                fn weights(&self) -> __c::LayerWeights<'_, #input, #output> {
                    static LAYER: __c::OnceLayer<#input, #output> = __c::OnceLayer::new();
                    __c::LayerWeights::Known { packed: &LAYER, weights: &[], bias: &[] }
                }
            }
        }
    } else {
        // Then there is no trait for layers, and perhaps no `Vec`.
        quote! {
            impl #ident {
                pub fn output_shape(&self, _: [__p::usize; 4]) -> ::core::result::Result<[__p::usize; 4], __c::Error> {
                    ::core::result::Result::Err(__c::Error::Empty)
                }
                pub fn apply(&self, _: &[#input], _: [__p::usize; 4]) -> ::core::result::Result<&'static [#output], __c::Error> {
                    ::core::result::Result::Err(__c::Error::Empty)
                }
                pub fn apply_into(&self, _: &[#input], _: [__p::usize; 4], _: &mut [#output]) -> ::core::result::Result<(), __c::Error> {
                    ::core::result::Result::Err(__c::Error::Empty)
                }
            }
        }
    };
    quote! {
        #methods
        impl #ident {
            pub const PARAMETERS: __p::usize = 0;
            pub const MACS: __p::usize = 0;
            pub const RECEPTIVE_FIELD: [__p::usize; 2] = [0, 0];
            pub const fn macs(_: [__p::usize; 4]) -> ::core::option::Option<__p::usize> {
                ::core::option::Option::None
            }
            pub const fn output_shape_for(_: [__p::usize; 4]) -> ::core::option::Option<[__p::usize; 4]> {
                ::core::option::Option::None
            }
            #array
        }
    }
}
