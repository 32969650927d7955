//! The inherent methods: `apply_array`, `apply_pixels_array`, `stream` and `frame_stream`, which
//! need no allocator.

use super::literal;
use conv_plan::rules::{ConvSpec, Dimensions};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// Where the compiler reports arrays of wrong sizes: the struct's name, and then the user's call.
pub(super) fn place(ident: &Ident) -> Span {
    ident.span().resolved_at(Span::call_site())
}

pub(super) fn methods(ident: &Ident, kernel: &ConvSpec) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    );
    let name = ident.to_string();
    let place = place(ident);
    let check = match kernel.dimensions() {
        Dimensions::Plane => quote_spanned!(place=> const {
            __c::check_array(&<Self as __c::Generated>::DECLARATION, #name, [H, W], [OH, OW])
        }),
        Dimensions::Signal => quote_spanned!(place=> const {
            __c::check_signal_array(&<Self as __c::Generated>::DECLARATION, #name, N, M)
        }),
    };
    let method = match (kernel.dimensions(), kernel.mix()) {
        (Dimensions::Plane, Some(mix)) => {
            let n = mix.channels();
            quote! {
                /// Filters an array of `H` rows of `W` pixels, without an allocator.
                ///
                /// A wrong output height `OH` or width `OW` fails the build.
                #[must_use]
                pub fn apply_array<const H: __p::usize,
                    const W: __p::usize,
                    const OH: __p::usize,
                    const OW: __p::usize,
                >(
                    &self,
                    src: &[[[#input; #n]; W]; H],
                ) -> [[#output; OW]; OH] {
                    #check
                    __c::apply_mixed_array(self, src)
                }
            }
        }
        (Dimensions::Plane, None) => quote! {
            /// Filters an array of `H` rows of `W` elements, without an allocator.
            ///
            /// A wrong output height `OH` or width `OW` fails the build.
            #[must_use]
            pub fn apply_array<const H: __p::usize,
                const W: __p::usize,
                const OH: __p::usize,
                const OW: __p::usize,
            >(
                &self,
                src: &[[#input; W]; H],
            ) -> [[#output; OW]; OH] {
                #check
                __c::apply_array(self, src)
            }

            /// Filters an array of `H` rows of `W` pixels of `N` elements, each channel on its own,
            /// without an allocator.
            ///
            /// A wrong output height `OH` or width `OW` fails the build.
            #[must_use]
            pub fn apply_pixels_array<
                const N: __p::usize,
                const H: __p::usize,
                const W: __p::usize,
                const OH: __p::usize,
                const OW: __p::usize,
            >(
                &self,
                src: &[[[#input; N]; W]; H],
            ) -> [[[#output; N]; OW]; OH] {
                #check
                __c::apply_pixels_array(self, src)
            }
        },
        (Dimensions::Signal, _) => quote! {
            /// Filters an array of `N` elements, without an allocator.
            ///
            /// A wrong output length `M` fails the build.
            #[must_use]
            pub fn apply_array<const N: __p::usize, const M: __p::usize>(
                &self,
                src: &[#input; N],
            ) -> [#output; M] {
                #check
                __c::apply_signal_array(self, src)
            }
        },
    };
    let buffer = stream_buffer(kernel);
    let stream = buffer.map(|buffer| stream(&input, &output, buffer));
    let kept = buffer.map(|buffer| kept(ident, &input, &output, buffer));
    quote! {
        #[automatically_derived]
        impl #ident {
            #method
            #stream
        }
        #kept
    }
}

/// Elements of a buffer that may be part of a value; a larger one is allocated by the trait's
/// method of this name.
const STREAM: usize = 1 << 14;

/// The elements of a stream's buffer, for signals that may come in blocks.
pub(super) fn stream_buffer(kernel: &ConvSpec) -> Option<usize> {
    if kernel.dimensions() != Dimensions::Signal {
        return None;
    }
    let buffer = kernel.window().streamed().ok()?.buffer();
    (buffer <= STREAM).then_some(buffer)
}

/// The methods `stream` and `frame_stream`.
fn stream(input: &TokenStream, output: &TokenStream, buffer: usize) -> TokenStream {
    quote! {
        /// A state that takes a signal in blocks of any length, without an allocator.
        #[must_use]
        pub fn stream(&self) -> __c::Stream<'_, #input, #output, [#input; #buffer]> {
            __c::stream(self)
        }

        /// A state that takes frames of `C` channels in blocks of any length, without an
        /// allocator.
        #[must_use]
        pub fn frame_stream<const C: __p::usize>(
            &self,
        ) -> __c::FrameStream<'_, Self, [[#input; C]; #buffer], { C }> {
            __c::frame_stream(self)
        }
    }
}

/// The names of what these methods return.
fn kept(ident: &Ident, input: &TokenStream, output: &TokenStream, buffer: usize) -> TokenStream {
    quote! {
        #[automatically_derived]
        impl __c::Streamed for #ident {
            type Stream<'k> = __c::Stream<'k, #input, #output, [#input; #buffer]>;
        }
        #[automatically_derived]
        impl __c::FrameStreamed for #ident {
            type FrameStream<'k, const C: __p::usize> =
                __c::FrameStream<'k, Self, [[#input; C]; #buffer], { C }>;
        }
    }
}
