#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
struct Stem {
    layer: ::conv_kernel::__private::Prepared<u8, i32>,
}
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    deprecated,
    unreachable_pub,
    unused_qualifications
)]
const _: () = {
    use ::conv_kernel::__private as __c;
    #[automatically_derived]
    impl __c::GeneratedLayer for Stem {
        type In = u8;
        type Out = i32;
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
            },
            geometry: __c::Geometry {
                rows: __c::Axis {
                    kernel: 1usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 2usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            layout: __c::Layout::Nchw,
            bias: true,
            activation: __c::Some(__c::Activation::Clamp(-1f64, 1f64)),
            winograd: __c::Winograd::Never,
            mode: __c::Mode::Correlate,
        };
        fn prepared(&self) -> __c::Result<&__c::Prepared<u8, i32>, __c::Error> {
            __c::Result::Ok(&self.layer)
        }
    }
    #[automatically_derived]
    impl Stem {
        /// The layer with these weights, `[out][in / groups][tap]`, and one number of bias for each output channel.
        ///
        /// # Errors
        ///
        /// `Error::Kernel` for another number of them, or if sums could overflow; `Error::OutOfMemory`.
        pub fn new<W: ::core::marker::Copy + ::core::convert::Into<i32>>(
            weights: &[W],
            bias: &[i32],
        ) -> __c::Result<Self, __c::Error> {
            __c::Result::Ok(Self {
                layer: __c::prepare_layer(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    __c::layer_integers(weights),
                    __c::Some(__c::layer_integers(bias)),
                )?,
            })
        }
        /// Numbers that the layer learns: weights and bias.
        pub const PARAMETERS: usize = <Self as __c::GeneratedLayer>::DECLARATION
            .parameters();
        /// Multiply-adds of one output pixel, in all of its channels.
        pub const MACS: usize = <Self as __c::GeneratedLayer>::DECLARATION
            .shape
            .weights();
        /// Rows and columns of the input that an output pixel sees.
        pub const RECEPTIVE_FIELD: [usize; 2] = <Self as __c::GeneratedLayer>::DECLARATION
            .receptive_field();
        /// Multiply-adds for an input of this shape, in the order of the layout, padding
        /// included; `None` if the layer does not take it.
        #[must_use]
        pub const fn macs(input: [usize; 4]) -> __c::Option<usize> {
            <Self as __c::GeneratedLayer>::DECLARATION.macs(input)
        }
        /// The shape of the output for an input of this shape, in the order of the layout; `None`
        /// if the layer does not take it.
        #[must_use]
        pub const fn output_shape_for(input: [usize; 4]) -> __c::Option<[usize; 4]> {
            <Self as __c::GeneratedLayer>::DECLARATION.output_shape(input)
        }
        /// Applies the layer to one signal in an array.
        ///
        /// A wrong output length `M` fails the build.
        ///
        /// # Errors
        ///
        /// `Error::OutOfMemory`, if there is none for the buffers.
        pub fn apply_array<const N: usize, const M: usize>(
            &self,
            x: &[[u8; N]; 4usize],
        ) -> __c::Result<[[i32; M]; 8usize], __c::Error> {
            let mut y = [[<i32 as ::core::default::Default>::default(); M]; 8usize];
            __c::apply_layer_array::<
                Self,
                4usize,
                1,
                N,
                8usize,
                1,
                M,
            >(self, x.as_flattened(), y.as_flattened_mut())?;
            __c::Result::Ok(y)
        }
    }
};
