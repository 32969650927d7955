//! The inherent method `apply_array`.

use super::literal;
use conv_plan::rules::Dimensions;
use conv_plan::rules::Kernel;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(super) fn methods(ident: &Ident, kernel: &Kernel) -> TokenStream {
    let (input, output) = (
        literal::element(kernel.input),
        literal::element(kernel.output),
    );
    let method = match kernel.dimensions {
        Dimensions::Plane => quote! {
            /// Filters an array of `H` rows of `W` elements, without an allocator.
            ///
            /// A wrong output height `OH` or width `OW` fails the build.
            #[must_use]
            pub fn apply_array<const H: usize, const W: usize, const OH: usize, const OW: usize>(
                &self,
                src: &[[#input; W]; H],
            ) -> [[#output; OW]; OH] {
                __c::apply_array(self, src)
            }
        },
        Dimensions::Signal => quote! {
            /// Filters an array of `N` elements, without an allocator.
            ///
            /// A wrong output length `M` fails the build.
            #[must_use]
            pub fn apply_array<const N: usize, const M: usize>(
                &self,
                src: &[#input; N],
            ) -> [#output; M] {
                __c::apply_signal_array(self, src)
            }
        },
    };
    quote! {
        #[automatically_derived]
        impl #ident {
            #method
        }
    }
}
