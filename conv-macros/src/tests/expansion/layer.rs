#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::default::Default,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash
)]
pub struct Luma;
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
    impl __c::GeneratedLayer for Luma {
        type In = f32;
        type Out = f32;
        const DECLARATION: __c::LayerDeclaration = __c::LayerDeclaration {
            input: __c::ElementType::F32,
            output: __c::ElementType::F32,
            shape: __c::LayerShape {
                outputs: 1usize,
                group_inputs: 3usize,
                rows: 1usize,
                columns: 1usize,
                groups: 1usize,
                axes: 2usize,
            },
            geometry: __c::Geometry {
                rows: __c::Axis {
                    kernel: 1usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                columns: __c::Axis {
                    kernel: 1usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            layout: __c::Layout::Nhwc,
            bias: true,
            activation: __c::None,
            winograd: __c::Winograd::Never,
            mode: __c::Mode::Correlate,
        };
        fn prepared(&self) -> __c::Result<&__c::Prepared<f32, f32>, __c::Error> {
            static LAYER: __c::OnceLayer<f32, f32> = __c::OnceLayer::new();
            LAYER
                .get(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    b"\x87\x16\x99>\xA2E\x16?\xD5x\xE9=",
                    b"\0\0\x80\xC1",
                )
        }
    }
    #[automatically_derived]
    impl Luma {
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
        /// Applies the layer to one image in an array.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        ///
        /// # Errors
        ///
        /// `Error::OutOfMemory`, if there is none for the buffers.
        pub fn apply_array<
            const H: usize,
            const W: usize,
            const OH: usize,
            const OW: usize,
        >(
            &self,
            x: &[[[f32; 3usize]; W]; H],
        ) -> __c::Result<[[[f32; 1usize]; OW]; OH], __c::Error> {
            let mut y = [[[<f32 as ::core::default::Default>::default(); 1usize]; OW]; OH];
            __c::apply_layer_array::<
                Self,
                H,
                W,
                3usize,
                OH,
                OW,
                1usize,
            >(
                self,
                x.as_flattened().as_flattened(),
                y.as_flattened_mut().as_flattened_mut(),
            )?;
            __c::Result::Ok(y)
        }
    }
};
