///
/// Takes planes of `f32`, and gives planes of `f32`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let kernel = Learned::new(taps)?; // such as `[[f32; 3]; 3]`
/// let result: PlaneBuf<f32> = kernel.apply(Plane::new(&pixels, width, height)?)?;
/// ```
#[derive(::core::clone::Clone, ::core::cmp::PartialEq)]
struct Learned {
    taps: [[::core::primitive::f32; 3usize]; 3usize],
}
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    fn taps() {}
    __c::words! {
        element::f32 key::shape key::scale key::mode mode::convolve
    }
    #[automatically_derived]
    impl __c::Generated for Learned {
        type In = __p::f32;
        type Out = __p::f32;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            runtime_taps: true,
            input: __c::ElementType::F32,
            output: __c::ElementType::F32,
            window: __c::Window {
                rows: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                    interpolate: 1usize,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                    interpolate: 1usize,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            overflow: ::core::option::Option::None,
            method: __c::Method::Direct,
            arithmetic: __c::Arithmetic::Fused,
            missing: __c::Missing::Propagate,
            quantized: ::core::option::Option::None,
            separable_error: ::core::option::Option::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::F32(<[_]>::as_flattened(&self.taps))
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::f32, __p::f32>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                const PLACES: &[(__p::usize, __p::usize)] = &[
                    (0usize, 0usize),
                    (1usize, 0usize),
                    (2usize, 0usize),
                    (0usize, 1usize),
                    (1usize, 1usize),
                    (2usize, 1usize),
                    (0usize, 2usize),
                    (1usize, 2usize),
                    (2usize, 2usize),
                ];
                let __taps = __c::in_order::<
                    __p::f32,
                    3usize,
                    3usize,
                    9usize,
                >(&self.taps, PLACES);
                <__p::f32 as __c::Usual<
                    __p::f32,
                >>::direct(
                    __job,
                    &{
                        const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                        const SEGMENTS: &[__c::Segment] = &[
                            __c::Segment {
                                row: 0usize,
                                offset: 0usize,
                                first: 0usize,
                                count: 3usize,
                            },
                            __c::Segment {
                                row: 0usize,
                                offset: 1usize,
                                first: 3usize,
                                count: 3usize,
                            },
                            __c::Segment {
                                row: 0usize,
                                offset: 2usize,
                                first: 6usize,
                                count: 3usize,
                            },
                        ];
                        __c::TableBand::<'_, __p::f32, 8usize, false> {
                            segments: SEGMENTS,
                            step: 1usize,
                            block: __p::usize::MAX,
                            taps: &__taps,
                            places: PLACES,
                            epilogue: &EPILOGUE,
                            channels: N,
                        }
                    },
                )
            }
            #[cfg(not(debug_assertions))]
            {
                const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                <__p::f32 as __c::Usual<
                    __p::f32,
                >>::direct(
                    __job,
                    &__c::Tiles::<
                        _,
                        __p::f32,
                        4usize,
                        2usize,
                        2usize,
                        { N },
                    >::new(
                        __c::RuntimeTaps::<
                            '_,
                            __p::f32,
                            3usize,
                            3usize,
                            1usize,
                            1usize,
                            1usize,
                            1usize,
                            false,
                        >::new(&self.taps, EPILOGUE),
                    ),
                )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for Learned {
        type Kind = __c::Planes;
    }
    #[automatically_derived]
    impl Learned {
        /// Rows and columns of taps.
        pub const SHAPE: [__p::usize; 2] = [3usize, 3usize];
        /// Input rows and columns from one output to the next.
        pub const STRIDE: [__p::usize; 2] = [1usize, 1usize];
        /// Input rows and columns from one tap to the next.
        pub const DILATION: [__p::usize; 2] = [1usize, 1usize];
        /// The padding above and below, and left and right; an anchor has become `Explicit`.
        pub const PADDING: [__c::AxisPadding; 2] = [
            __c::AxisPadding::Valid,
            __c::AxisPadding::Valid,
        ];
        /// Input rows that an output may read above and below its own, and columns left and
        /// right of it.
        pub const HALO: [[__p::usize; 2]; 2] = [[0usize, 2usize], [0usize, 2usize]];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 9usize;
    }
    #[automatically_derived]
    impl Learned {
        /// Filters an array of `H` rows of `W` elements, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: __p::usize,
            const W: __p::usize,
            const OH: __p::usize,
            const OW: __p::usize,
        >(&self, src: &[[__p::f32; W]; H]) -> [[__p::f32; OW]; OH] {
            const {
                __c::check_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Learned",
                    [H, W],
                    [OH, OW],
                )
            }
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
        >(&self, src: &[[[__p::f32; N]; W]; H]) -> [[[__p::f32; N]; OW]; OH] {
            const {
                __c::check_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Learned",
                    [H, W],
                    [OH, OW],
                )
            }
            __c::apply_pixels_array(self, src)
        }
    }
    #[automatically_derived]
    impl Learned {
        /// The kernel with these 3 rows of 3 taps.
        ///
        /// They are an array of rows, or an array, a slice or a `Vec` of rows or of all taps, row by row.
        ///
        /// # Errors
        ///
        /// `Error::TapCount`, `Error::TapRows` or `Error::TapColumns` for a wrong number of them;
        /// `Error::NotFinite` for a tap that is NaN, infinite, or becomes so when it is scaled.
        pub fn new(
            taps: impl __c::PlaneTaps<__p::f32, 3usize, 3usize>,
        ) -> ::core::result::Result<Self, __c::Error> {
            ::core::result::Result::Ok(Self {
                taps: __c::singles(
                    __c::PlaneTaps::<__p::f32, 3usize, 3usize>::taps(&taps)?,
                    __c::Scale {
                        multiply: 1,
                        divide: 1,
                        exponent: -1,
                    },
                    true,
                )?,
            })
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for Learned {
        fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            __c::debug_taps(__f, "Learned", &self.taps)
        }
    }
};
