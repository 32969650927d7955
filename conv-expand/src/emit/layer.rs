//! Layers: a declaration, and the weights and the bias as bytes.

use super::driver::SMALL;
use super::literal;
use crate::check::Layer;
use crate::paths;
use crate::spec::Declared;
use conv_plan::number::ElementType;
use conv_plan::rules::layer::{Activation, LayerShape, LayerSpec, LayerValues, Layout, Winograd};
use conv_plan::window::Mode;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};

/// Whether layers of known weights are computed output by output, as far as the macro can know:
/// conv-runtime decides, by the features of the program.
const BY_OUTPUT: bool = SMALL || !cfg!(feature = "alloc");

/// The prepared layer, if its weights come at run time; else nothing.
pub(super) fn fields(declared: &Declared, layer: &Layer) -> TokenStream {
    if declared.shape.is_none() {
        return quote!(;);
    }
    let krate = &declared.krate;
    let (input, output) = (
        paths::primitive_anywhere(layer.kernel.input().name()),
        paths::primitive_anywhere(layer.kernel.output().name()),
    );
    quote! { { layer: #krate::__private::Prepared<#input, #output> } }
}

fn elements(kernel: &LayerSpec) -> (TokenStream, TokenStream) {
    (
        literal::element(kernel.input()),
        literal::element(kernel.output()),
    )
}

pub(super) fn items(declared: &Declared, layer: &Layer) -> TokenStream {
    let ident = &paths::inside(&declared.ident);
    let generated = generated(declared, layer);
    let constructor = declared.shape.as_ref().map(|_| constructor(layer));
    let figures = figures();
    let array = array(ident, &layer.kernel);
    let files = super::files(&layer.files);
    quote! {
        #files
        #generated
        #[automatically_derived]
        impl #ident {
            #constructor
            #figures
            #array
        }
    }
}

fn generated(declared: &Declared, layer: &Layer) -> TokenStream {
    let ident = &paths::inside(&declared.ident);
    let (input, output) = elements(&layer.kernel);
    let declaration = declaration(declared, layer);
    let (by_output, weights) = if declared.shape.is_some() {
        (
            quote!(::core::option::Option::None),
            quote!(__c::LayerWeights::Packed(&self.layer)),
        )
    } else {
        known(&layer.kernel)
    };
    quote! {
        #[automatically_derived]
        impl __c::Declared for #ident {
            type Kind = __c::Layers;
        }
        #[automatically_derived]
        impl __c::GeneratedLayer for #ident {
            type In = #input;
            type Out = #output;
            const DECLARATION: __c::LayerDeclaration = #declaration;
            const BY_OUTPUT: ::core::option::Option<__c::ByOutput<#input, #output>> = #by_output;
            fn weights(&self) -> __c::LayerWeights<'_, #input, #output> {
                #weights
            }
        }
    }
}

/// What computes a layer of known weights output by output, and its weights.
fn known(kernel: &LayerSpec) -> (TokenStream, TokenStream) {
    let (input, output) = elements(kernel);
    // One literal: thousands would take the compiler minutes.
    let bytes = |values: &LayerValues| Literal::byte_string(&values.to_bytes());
    let weights = bytes(kernel.weights());
    let (bias, bias_width) = match kernel.bias() {
        Some(bias) => (bytes(bias), bias.width()),
        None => (Literal::byte_string(&[]), 1),
    };
    let weights = quote! {
        static LAYER: __c::OnceLayer<#input, #output> = __c::OnceLayer::new();
        __c::LayerWeights::Known { packed: &LAYER, weights: #weights, bias: #bias }
    };
    let width = kernel.weights().width();
    let by_output = quote! {
        ::core::option::Option::Some(__c::by_output::<#input, #output, #width, #bias_width>)
    };
    (by_output, weights)
}

fn declaration(declared: &Declared, layer: &Layer) -> TokenStream {
    let kernel = &layer.kernel;
    let (input, output) = (
        literal::element_type(kernel.input()),
        literal::element_type(kernel.output()),
    );
    let LayerShape {
        outputs,
        group_inputs,
        rows,
        columns,
        groups,
        axes,
        transposed,
    } = kernel.shape();
    let transposed = match transposed {
        None => quote!(::core::option::Option::None),
        Some([rows, columns]) => quote!(::core::option::Option::Some([#rows, #columns])),
    };
    let window = literal::window(&kernel.window());
    let layout = match kernel.layout() {
        Layout::Nchw => quote!(Nchw),
        Layout::Nhwc => quote!(Nhwc),
        Layout::Nchw16 => quote!(Nchw16),
    };
    let bias = layer.bias;
    let activation = activation(kernel.activation());
    // What is computed output by output has the algorithm of its run-time twin.
    let winograd = match kernel.winograd() {
        _ if BY_OUTPUT && declared.shape.is_none() => quote!(Never),
        Winograd::Never => quote!(Never),
        Winograd::Auto => quote!(Auto),
        Winograd::Always => quote!(Always),
    };
    let mode = match kernel.mode() {
        Mode::Correlate => quote!(Correlate),
        Mode::Convolve => quote!(Convolve),
    };
    quote! {
        __c::LayerDeclaration {
            input: #input,
            output: #output,
            shape: __c::LayerShape {
                outputs: #outputs,
                group_inputs: #group_inputs,
                rows: #rows,
                columns: #columns,
                groups: #groups,
                axes: #axes,
                transposed: #transposed,
            },
            window: #window,
            layout: __c::Layout::#layout,
            bias: #bias,
            activation: #activation,
            winograd: __c::Winograd::#winograd,
            mode: __c::Mode::#mode,
        }
    }
}

fn activation(activation: Option<Activation>) -> TokenStream {
    let Some(activation) = activation else {
        return quote!(::core::option::Option::None);
    };
    let variant = match activation {
        Activation::Relu => quote!(Relu),
        Activation::Relu6 => quote!(Relu6),
        Activation::Leaky(slope) => {
            let slope = literal::double(slope);
            quote!(Leaky(#slope))
        }
        Activation::Clamp(low, high) => {
            let (low, high) = (literal::double(low), literal::double(high));
            quote!(Clamp(#low, #high))
        }
        Activation::Sigmoid => quote!(Sigmoid),
        Activation::Tanh => quote!(Tanh),
        Activation::HardSwish => quote!(HardSwish),
    };
    quote!(::core::option::Option::Some(__c::Activation::#variant))
}

/// `new`, which checks and packs the weights and the bias.
fn constructor(layer: &Layer) -> TokenStream {
    let kernel = &layer.kernel;
    let number = match kernel.input() {
        ElementType::F32 | ElementType::F64 => literal::element(kernel.input()),
        _ => quote!(__p::i32),
    };
    let (parameter, argument) = if layer.bias {
        (
            Some(quote!(, bias: impl __c::LayerNumbers<#number>)),
            quote!(::core::option::Option::Some(__c::layer_values::<#number>(&bias)?)),
        )
    } else {
        (None, quote!(::core::option::Option::None))
    };
    let channels = match kernel.shape().transposed {
        None => "[out][in / groups]",
        Some(_) => "[in][out / groups]",
    };
    let taps = match kernel.shape().axes {
        1 => "[tap]",
        _ => "[row][column]",
    };
    let bias = match layer.bias {
        true => ", and one bias for each output channel",
        false => "",
    };
    let what = format!(" The layer with these weights, `{channels}{taps}`{bias}.");
    let how = if layer.bias {
        " Both are arrays, slices or `Vec`s."
    } else {
        " They are an array, a slice or a `Vec`."
    };
    let errors = match kernel.input() {
        ElementType::F32 | ElementType::F64 => {
            " `Error::Kernel` for a wrong number of them, or one that is not finite; `Error::OutOfMemory`."
        }
        _ => {
            " `Error::Kernel` for a wrong number of them, or if sums could overflow; `Error::OutOfMemory`."
        }
    };
    quote! {
        #[doc = #what]
        ///
        #[doc = #how]
        ///
        /// # Errors
        ///
        #[doc = #errors]
        pub fn new(
            weights: impl __c::LayerNumbers<#number> #parameter
        ) -> ::core::result::Result<Self, __c::Error> {
            ::core::result::Result::Ok(Self {
                layer: __c::prepare_layer(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    __c::layer_values::<#number>(&weights)?,
                    #argument,
                )?,
            })
        }
    }
}

/// What is known of the layer without an input.
fn figures() -> TokenStream {
    quote! {
        /// Parameters of the layer: its weights and bias.
        pub const PARAMETERS: __p::usize =
            __c::LayerDeclaration::parameters(&<Self as __c::GeneratedLayer>::DECLARATION);
        /// Multiply-adds of one output pixel, in all of its channels: the most that one has.
        pub const MACS: __p::usize =
            __c::LayerDeclaration::pixel_macs(&<Self as __c::GeneratedLayer>::DECLARATION);
        /// Rows and columns of the input that an output pixel sees.
        pub const RECEPTIVE_FIELD: [__p::usize; 2] =
            __c::LayerDeclaration::receptive_field(&<Self as __c::GeneratedLayer>::DECLARATION);

        /// Multiply-adds for an input of this shape, in the order of the layout, padding
        /// included; `None` if the layer does not take it.
        #[must_use]
        pub const fn macs(input: [__p::usize; 4]) -> ::core::option::Option<__p::usize> {
            __c::LayerDeclaration::macs(&<Self as __c::GeneratedLayer>::DECLARATION, input)
        }

        /// The shape of the output for an input of this shape, in the order of the layout; `None`
        /// if the layer does not take it.
        #[must_use]
        pub const fn output_shape_for(input: [__p::usize; 4]) -> ::core::option::Option<[__p::usize; 4]> {
            __c::LayerDeclaration::output_shape(&<Self as __c::GeneratedLayer>::DECLARATION, input)
        }
    }
}

/// `apply_array`, whose arrays have the axes of the layout.
fn array(ident: &Ident, kernel: &LayerSpec) -> TokenStream {
    let (input, output) = elements(kernel);
    let (all_inputs, all_outputs) = (kernel.shape().inputs(), kernel.shape().outputs);
    let (inputs, outputs) = (quote!(#all_inputs), quote!(#all_outputs));
    let axes =
        |channels: TokenStream, rows: TokenStream, columns: TokenStream| match kernel.layout() {
            Layout::Nchw | Layout::Nchw16 => [channels, rows, columns],
            Layout::Nhwc => [rows, columns, channels],
        };
    let one_axis = kernel.shape().axes == 1;
    let (from, to) = if one_axis {
        (
            axes(inputs, quote!(1), quote!(N)),
            axes(outputs, quote!(1), quote!(M)),
        )
    } else {
        (
            axes(inputs, quote!(H), quote!(W)),
            axes(outputs, quote!(OH), quote!(OW)),
        )
    };
    // Brackets around an element, from the innermost axis on; a layer with one axis has no rows.
    let row = match kernel.layout() {
        Layout::Nchw | Layout::Nchw16 => 1,
        Layout::Nhwc => 0,
    };
    let blocks = kernel.layout() == Layout::Nchw16;
    let nested = |element: TokenStream, sizes: &[TokenStream; 3], channels: usize| {
        let mut sizes = sizes.to_vec();
        if one_axis {
            sizes.remove(row);
        }
        if blocks {
            let (count, block) = (channels.div_ceil(Layout::BLOCK), Layout::BLOCK);
            sizes[0] = quote!(#count);
            sizes.push(quote!(#block));
        }
        let sizes = sizes.iter().rev();
        sizes.fold(element, |inner, size| quote!([#inner; #size]))
    };
    let x = nested(input, &from, all_inputs);
    let y = nested(output.clone(), &to, all_outputs);
    let zero = quote!(<#output as ::core::default::Default>::default());
    let zeros = nested(zero, &to, all_outputs);
    let (generics, flatten, what, wrong) = if one_axis {
        (
            quote!(const N: __p::usize, const M: __p::usize),
            1,
            " Applies the layer to one signal in an array.",
            " A wrong output length `M` fails the build.",
        )
    } else {
        (
            quote!(
                const H: __p::usize, const W: __p::usize,
                const OH: __p::usize, const OW: __p::usize
            ),
            2,
            " Applies the layer to one image in an array.",
            " A wrong output height `OH` or width `OW` fails the build.",
        )
    };
    let name = ident.to_string();
    let check = quote_spanned!(super::array::place(ident)=> const {
        __c::check_layer_array(
            &<Self as __c::GeneratedLayer>::DECLARATION,
            #name,
            [#(#from),*],
            [#(#to),*],
        )
    });
    let flattened = |array, method: TokenStream| {
        (0..flatten + usize::from(blocks)).fold(array, |inner, _| quote!(<[_]>::#method(#inner)))
    };
    let flat = flattened(quote!(x), quote!(as_flattened));
    let flat_mut = flattened(quote!(&mut __y), quote!(as_flattened_mut));
    quote! {
        #[doc = #what]
        ///
        #[doc = #wrong]
        ///
        /// # Errors
        ///
        /// `Error::OutOfMemory`, if there is none for the buffers.
        pub fn apply_array<#generics>(&self, x: &#x) -> ::core::result::Result<#y, __c::Error> {
            #check
            let mut __y = #zeros;
            __c::apply_layer_array(self, #flat, [#(#from),*], #flat_mut)?;
            ::core::result::Result::Ok(__y)
        }
    }
}
