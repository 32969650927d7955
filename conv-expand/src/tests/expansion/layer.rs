///
/// Takes `f32` of shape `[n, h, w, 3]`, and gives `f32` with 1 channel:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let y: Vec<f32> = Luma.apply(&x, [n, h, w, 3])?;
/// ```
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
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn x() {}
    fn input() {}
    __c::words! {
        element::f32 key::taps key::bias key::layout layout::nhwc
    }
    #[automatically_derived]
    impl __c::Declared for Luma {
        type Kind = __c::Layers;
    }
    #[automatically_derived]
    impl __c::GeneratedLayer for Luma {
        type In = __p::f32;
        type Out = __p::f32;
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
                    kernel: 1usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                    interpolate: 1usize,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            layout: __c::Layout::Nhwc,
            bias: true,
            activation: ::core::option::Option::None,
            winograd: __c::Winograd::Never,
            mode: __c::Mode::Correlate,
        };
        const BY_OUTPUT: ::core::option::Option<__c::ByOutput<__p::f32, __p::f32>> = ::core::option::Option::Some(
            __c::by_output::<__p::f32, __p::f32, 4usize, 4usize>,
        );
        fn weights(&self) -> __c::LayerWeights<'_, __p::f32, __p::f32> {
            static LAYER: __c::OnceLayer<__p::f32, __p::f32> = __c::OnceLayer::new();
            __c::LayerWeights::Known {
                packed: &LAYER,
                weights: b"\x87\x16\x99>\xA2E\x16?\xD5x\xE9=",
                bias: b"\0\0\x80\xC1",
            }
        }
    }
    #[automatically_derived]
    impl Luma {
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
        /// Applies the layer to one image in an array.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        ///
        /// # Errors
        ///
        /// `Error::OutOfMemory`, if there is none for the buffers.
        pub fn apply_array<
            const H: __p::usize,
            const W: __p::usize,
            const OH: __p::usize,
            const OW: __p::usize,
        >(
            &self,
            x: &[[[__p::f32; 3usize]; W]; H],
        ) -> ::core::result::Result<[[[__p::f32; 1usize]; OW]; OH], __c::Error> {
            const {
                __c::check_layer_array(
                    &<Self as __c::GeneratedLayer>::DECLARATION,
                    "Luma",
                    [H, W, 3usize],
                    [OH, OW, 1usize],
                )
            }
            let mut __y = [[[<__p::f32 as ::core::default::Default>::default(); 1usize]; OW]; OH];
            __c::apply_layer_array(
                self,
                <[_]>::as_flattened(<[_]>::as_flattened(x)),
                [H, W, 3usize],
                <[_]>::as_flattened_mut(<[_]>::as_flattened_mut(&mut __y)),
            )?;
            ::core::result::Result::Ok(__y)
        }
    }
};
