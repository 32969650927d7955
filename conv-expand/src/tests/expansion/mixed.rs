///
/// Takes pixels of 3 `u8`, mixed to one value, and gives planes of `i16`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let result: PlaneBuf<i16> = Luma.apply(Pixels::<u8, 3>::new(&pixels, width, height)?)?;
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
struct Luma;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 element::i16 key::taps key::channels
    }
    #[automatically_derived]
    impl __c::Generated for Luma {
        type In = __p::i32;
        type Out = __p::i16;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            runtime_taps: false,
            input: __c::ElementType::U8,
            output: __c::ElementType::I16,
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
            __c::WeightsRef::Integer {
                taps: &[-1, 0, 1],
                multiply: 1,
                divide: 1000,
            }
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::i32, __p::i16>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                __job
                    .direct::<
                        __p::i32,
                    >(
                        &{
                            const EPILOGUE: __c::Epilogue = __c::Epilogue {
                                multiply: 1,
                                divide: 1000,
                                division: __c::Division::F32,
                                scale_f32: 0.001f32,
                                scale_f64: 0.001f64,
                                overflow: ::core::option::Option::None,
                            };
                            const SEGMENTS: &[__c::Segment] = &[
                                __c::Segment {
                                    row: 0usize,
                                    offset: 0usize,
                                    first: 0usize,
                                    count: 1usize,
                                },
                                __c::Segment {
                                    row: 0usize,
                                    offset: 2usize,
                                    first: 1usize,
                                    count: 1usize,
                                },
                            ];
                            __c::TableBand::<'_, __p::i32, 8usize, false> {
                                segments: SEGMENTS,
                                step: 1usize,
                                block: __p::usize::MAX,
                                taps: {
                                    const TAPS: &[__p::i32] = &[-1, 1];
                                    TAPS
                                },
                                places: {
                                    const PLACES: &[(__p::usize, __p::usize)] = &[
                                        (0usize, 0usize),
                                        (0usize, 2usize),
                                    ];
                                    PLACES
                                },
                                epilogue: &EPILOGUE,
                                channels: N,
                            }
                        },
                    )
            }
            #[cfg(not(debug_assertions))]
            {
                struct Direct;
                impl __c::Body<__p::i32, __p::i32, 4usize> for Direct {
                    #[inline(always)]
                    fn epilogue(&self) -> &__c::Epilogue {
                        const EPILOGUE: __c::Epilogue = __c::Epilogue {
                            multiply: 1,
                            divide: 1000,
                            division: __c::Division::F32,
                            scale_f32: 0.001f32,
                            scale_f64: 0.001f64,
                            overflow: ::core::option::Option::None,
                        };
                        &EPILOGUE
                    }
                    fn visit(
                        &self,
                        __visit: &mut dyn ::core::ops::FnMut(
                            __p::usize,
                            __p::usize,
                            __p::i32,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::i32)] = &[
                            (0usize, 0usize, -1),
                            (0usize, 2usize, 1),
                        ];
                        for &(__row, __column, __tap) in TAPS {
                            __visit(__row, __column, __tap);
                        }
                    }
                    #[inline(always)]
                    fn tile<S: __c::Simd, const V: __p::usize, const N: __p::usize>(
                        &self,
                        __s: S,
                        __view: __c::View<'_, __p::i32>,
                        __x: __p::usize,
                    ) -> __c::Block<S, __p::i32, 4usize, { V }> {
                        let [mut __a0, mut __a1, mut __a2, mut __a3] = __c::empty::<
                            S,
                            __p::i32,
                            4usize,
                            { V },
                        >(__s);
                        let [mut __v] = __c::empty::<S, __p::i32, 1, { V }>(__s);
                        let __w0 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 0usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i32, { V }>(&mut __a0, &__v);
                        let __w1 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 1usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w1, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i32, { V }>(&mut __a1, &__v);
                        let __w2 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 2usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w2, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i32, { V }>(&mut __a2, &__v);
                        let __w3 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 3usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w3, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i32, { V }>(&mut __a3, &__v);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w0, 2usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w1, 2usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a1, &__v);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w2, 2usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a2, &__v);
                        __c::load::<
                            S,
                            __p::i32,
                            __p::i32,
                            { V },
                        >(__s, __w3, 2usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a3, &__v);
                        [__a0, __a1, __a2, __a3]
                    }
                }
                __job
                    .direct::<
                        __p::i32,
                    >(
                        &__c::Tiles::<
                            _,
                            __p::i32,
                            4usize,
                            1usize,
                            2usize,
                            { N },
                        >::new(Direct),
                    )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for Luma {
        type Kind = __c::Mixes;
    }
    #[automatically_derived]
    impl __c::GeneratedMix for Luma {
        type Pixel = __p::u8;
        const CHANNELS: __p::usize = 3usize;
        const MIX: __c::WeightsRef<'static> = __c::WeightsRef::Integer {
            taps: &[299, 587, 114],
            multiply: 1,
            divide: 1000,
        };
    }
    #[automatically_derived]
    impl __c::MixOf<3usize> for Luma {}
    #[automatically_derived]
    impl Luma {
        /// Rows and columns of taps.
        pub const SHAPE: [__p::usize; 2] = [1usize, 3usize];
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
        pub const HALO: [[__p::usize; 2]; 2] = [[0usize, 0usize], [0usize, 2usize]];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 2usize;
        /// What the inputs under the window are multiplied by, in the order of correlation
        /// (`mode: convolve` has flipped them): the taps times the scale, each rounded to `f64`,
        /// which holds those of floats exactly.
        pub const TAPS: [[__p::f64; 3usize]; 1usize] = [[-1f64, 0f64, 1f64]];
        /// How many taps are not 0.
        pub const NONZERO: __p::usize = 2usize;
        /// The rank of the taps as a matrix, exact: 1 if they are a column times a row.
        pub const RANK: __p::usize = 1usize;
        /// What a constant input is multiplied by, away from the border: the sum of the taps times
        /// the scale.
        pub const GAIN: __p::f64 = 0f64;
        /// The smallest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MIN_SUM: __p::f64 = -255f64;
        /// The largest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MAX_SUM: __p::f64 = 255f64;
    }
    #[automatically_derived]
    impl Luma {
        /// Filters an array of `H` rows of `W` pixels, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: __p::usize,
            const W: __p::usize,
            const OH: __p::usize,
            const OW: __p::usize,
        >(&self, src: &[[[__p::u8; 3usize]; W]; H]) -> [[__p::i16; OW]; OH] {
            const {
                __c::check_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Luma",
                    [H, W],
                    [OH, OW],
                )
            }
            __c::apply_mixed_array(self, src)
        }
    }
};
