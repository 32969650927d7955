///
/// Takes `u8` of shape `[n, 4, 1, length]`, and gives `i32` with 8 channels:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let layer = Stem::new(&weights, &bias)?; // 96 weights of `i32`
/// let y: Vec<i32> = layer.apply(&x, [n, 4, 1, length])?;
/// ```
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
struct Stem {
    layer: ::conv_kernel::__private::Prepared<
        ::core::primitive::u8,
        ::core::primitive::i32,
    >,
}
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn x() {}
    fn input() {}
    fn weights() {}
    fn bias() {}
    __c::words! {
        element::u8 element::i32 key::axes key::shape key::stride key::bias
        key::activation activation::clamp
    }
    #[automatically_derived]
    impl __c::Declared for Stem {
        type Kind = __c::Layers;
    }
    #[automatically_derived]
    impl __c::GeneratedLayer for Stem {
        type In = __p::u8;
        type Out = __p::i32;
        const DECLARATION: __c::LayerDeclaration = __c::LayerDeclaration {
            input: __c::ElementType::U8,
            output: __c::ElementType::I32,
            shape: __c::LayerShape {
                outputs: 8usize,
                group_inputs: 4usize,
                rows: 1usize,
                columns: 3usize,
                groups: 1usize,
                axes: 1usize,
                transposed: ::core::option::Option::None,
            },
            window: __c::Window {
                rows: __c::Axis {
                    kernel: 1usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                    interpolate: 1usize,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 2usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                    interpolate: 1usize,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            layout: __c::Layout::Nchw,
            bias: true,
            activation: ::core::option::Option::Some(
                __c::Activation::Clamp(-1f64, 1f64),
            ),
            winograd: __c::Winograd::Never,
            mode: __c::Mode::Correlate,
        };
        const BY_OUTPUT: ::core::option::Option<__c::ByOutput<__p::u8, __p::i32>> = ::core::option::Option::None;
        fn weights(&self) -> __c::LayerWeights<'_, __p::u8, __p::i32> {
            __c::LayerWeights::Packed(&self.layer)
        }
    }
    #[automatically_derived]
    impl Stem {
        /// The layer with these weights, `[out][in / groups][tap]`, and one bias for each output channel.
        ///
        /// Both are arrays, slices or `Vec`s.
        ///
        /// # Errors
        ///
        /// `Error::Kernel` for a wrong number of them, or if sums could overflow; `Error::OutOfMemory`.
        pub fn new(
            weights: impl __c::LayerNumbers<__p::i32>,
            bias: impl __c::LayerNumbers<__p::i32>,
        ) -> ::core::result::Result<Self, __c::Error> {
            ::core::result::Result::Ok(Self {
                layer: __c::prepare_layer(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    __c::layer_values::<__p::i32>(&weights)?,
                    ::core::option::Option::Some(__c::layer_values::<__p::i32>(&bias)?),
                )?,
            })
        }
        /// Parameters of the layer: its weights and bias.
        pub const PARAMETERS: __p::usize = __c::LayerDeclaration::parameters(
            &<Self as __c::GeneratedLayer>::DECLARATION,
        );
        /// Multiply-adds of one output pixel, in all of its channels: the most that one has.
        pub const MACS: __p::usize = __c::LayerDeclaration::pixel_macs(
            &<Self as __c::GeneratedLayer>::DECLARATION,
        );
        /// Rows and columns of the input that an output pixel sees.
        pub const RECEPTIVE_FIELD: [__p::usize; 2] = __c::LayerDeclaration::receptive_field(
            &<Self as __c::GeneratedLayer>::DECLARATION,
        );
        /// Multiply-adds for an input of this shape, in the order of the layout, padding
        /// included; `None` if the layer does not take it.
        #[must_use]
        pub const fn macs(input: [__p::usize; 4]) -> ::core::option::Option<__p::usize> {
            __c::LayerDeclaration::macs(
                &<Self as __c::GeneratedLayer>::DECLARATION,
                input,
            )
        }
        /// The shape of the output for an input of this shape, in the order of the layout; `None`
        /// if the layer does not take it.
        #[must_use]
        pub const fn output_shape_for(
            input: [__p::usize; 4],
        ) -> ::core::option::Option<[__p::usize; 4]> {
            __c::LayerDeclaration::output_shape(
                &<Self as __c::GeneratedLayer>::DECLARATION,
                input,
            )
        }
        /// Applies the layer to one signal in an array.
        ///
        /// A wrong output length `M` fails the build.
        ///
        /// # Errors
        ///
        /// `Error::OutOfMemory`, if there is none for the buffers.
        pub fn apply_array<const N: __p::usize, const M: __p::usize>(
            &self,
            x: &[[__p::u8; N]; 4usize],
        ) -> ::core::result::Result<[[__p::i32; M]; 8usize], __c::Error> {
            const {
                __c::check_layer_array(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    "Stem",
                    [4usize, 1, N],
                    [8usize, 1, M],
                )
            }
            let mut __y = [[<__p::i32 as ::core::default::Default>::default(); M]; 8usize];
            __c::apply_layer_array(
                self,
                <[_]>::as_flattened(x),
                [4usize, 1, N],
                <[_]>::as_flattened_mut(&mut __y),
            )?;
            ::core::result::Result::Ok(__y)
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Stem {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __c::debug_layer(__f, "Stem", &self.layer)
        }
    }
};
