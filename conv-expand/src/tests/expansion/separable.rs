///
/// Takes planes of `u8`, and gives planes of `u8`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let result: PlaneBuf<u8> = Smooth.apply(Plane::new(&pixels, width, height)?)?;
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
struct Smooth;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 key::taps key::scale key::padding padding::same key::border
        border::replicate
    }
    #[automatically_derived]
    impl __c::Generated for Smooth {
        type In = __p::u8;
        type Out = __p::u8;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            runtime_taps: false,
            input: __c::ElementType::U8,
            output: __c::ElementType::U8,
            window: __c::Window {
                rows: __c::Axis {
                    kernel: 5usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                    interpolate: 1usize,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                    interpolate: 1usize,
                },
                row_border: __c::Border::Replicate,
                column_border: __c::Border::Replicate,
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
                taps: &[1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1],
                multiply: 1,
                divide: 24,
            }
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::u8, __p::u8>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                <__p::u8 as __c::UsualInTwo<
                    __p::u16,
                    __p::u8,
                >>::separable(
                    __job,
                    &[
                        &{
                            const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                            const SEGMENTS: &[__c::Segment] = &[
                                __c::Segment {
                                    row: 0usize,
                                    offset: 0usize,
                                    first: 0usize,
                                    count: 5usize,
                                },
                            ];
                            __c::TableBand::<'_, __p::u16, 8usize, false> {
                                segments: SEGMENTS,
                                step: 1usize,
                                block: __p::usize::MAX,
                                taps: {
                                    const TAPS: &[__p::u16] = &[1, 2, 2, 2, 1];
                                    TAPS
                                },
                                places: {
                                    const PLACES: &[(__p::usize, __p::usize)] = &[
                                        (0usize, 0usize),
                                        (1usize, 0usize),
                                        (2usize, 0usize),
                                        (3usize, 0usize),
                                        (4usize, 0usize),
                                    ];
                                    PLACES
                                },
                                epilogue: &EPILOGUE,
                                channels: N,
                            }
                        },
                    ],
                    &{
                        const EPILOGUE: __c::Epilogue = __c::Epilogue {
                            multiply: 1,
                            divide: 24,
                            division: __c::Division::F32,
                            scale_f32: 0.041666668f32,
                            scale_f64: 0.041666666666666664f64,
                            overflow: ::core::option::Option::None,
                        };
                        const SEGMENTS: &[__c::Segment] = &[
                            __c::Segment {
                                row: 0usize,
                                offset: 0usize,
                                first: 0usize,
                                count: 3usize,
                            },
                        ];
                        __c::TableBand::<'_, __p::u16, 1usize, false> {
                            segments: SEGMENTS,
                            step: 1usize,
                            block: __p::usize::MAX,
                            taps: {
                                const TAPS: &[__p::u16] = &[1, 1, 1];
                                TAPS
                            },
                            places: {
                                const PLACES: &[(__p::usize, __p::usize)] = &[
                                    (0usize, 0usize),
                                    (0usize, 1usize),
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
                struct Vertical;
                impl __c::Body<__p::u8, __p::u16, 4usize> for Vertical {
                    const KIND: __p::u8 = __c::Epilogue::NARROWED;
                    #[inline(always)]
                    fn epilogue(&self) -> &__c::Epilogue {
                        const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                        &EPILOGUE
                    }
                    fn visit(
                        &self,
                        __visit: &mut dyn ::core::ops::FnMut(
                            __p::usize,
                            __p::usize,
                            __p::u16,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::u16)] = &[
                            (0usize, 0usize, 1),
                            (1usize, 0usize, 2),
                            (2usize, 0usize, 2),
                            (3usize, 0usize, 2),
                            (4usize, 0usize, 1),
                        ];
                        for &(__row, __column, __tap) in TAPS {
                            __visit(__row, __column, __tap);
                        }
                    }
                    #[inline(always)]
                    fn tile<S: __c::Simd, const V: __p::usize, const N: __p::usize>(
                        &self,
                        __s: S,
                        __view: __c::View<'_, __p::u8>,
                        __x: __p::usize,
                    ) -> __c::Block<S, __p::u16, 4usize, { V }> {
                        let [mut __a0, mut __a1, mut __a2, mut __a3] = __c::empty::<
                            S,
                            __p::u16,
                            4usize,
                            { V },
                        >(__s);
                        let [mut __v] = __c::empty::<S, __p::u16, 1, { V }>(__s);
                        let __t1 = __c::splat::<S, __p::u16>(__s, 2);
                        let __w0 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 0usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a0, &__v);
                        let __w1 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 1usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w1, 0usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t1);
                        __c::add::<S, __p::u16, { V }>(&mut __a1, &__v);
                        let __w2 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 2usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w2, 0usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a1, &__v, __t1);
                        __c::add::<S, __p::u16, { V }>(&mut __a2, &__v);
                        let __w3 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 3usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w3, 0usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a1, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a2, &__v, __t1);
                        __c::add::<S, __p::u16, { V }>(&mut __a3, &__v);
                        let __w4 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 4usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w4, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a0, &__v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a1, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a2, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a3, &__v, __t1);
                        let __w5 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 5usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w5, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a1, &__v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a2, &__v, __t1);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a3, &__v, __t1);
                        let __w6 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 6usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w6, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a2, &__v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a3, &__v, __t1);
                        let __w7 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 7usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w7, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a3, &__v);
                        [__a0, __a1, __a2, __a3]
                    }
                }
                struct Horizontal;
                impl __c::Body<__p::u16, __p::u16, 1usize> for Horizontal {
                    #[inline(always)]
                    fn epilogue(&self) -> &__c::Epilogue {
                        const EPILOGUE: __c::Epilogue = __c::Epilogue {
                            multiply: 1,
                            divide: 24,
                            division: __c::Division::F32,
                            scale_f32: 0.041666668f32,
                            scale_f64: 0.041666666666666664f64,
                            overflow: ::core::option::Option::None,
                        };
                        &EPILOGUE
                    }
                    fn visit(
                        &self,
                        __visit: &mut dyn ::core::ops::FnMut(
                            __p::usize,
                            __p::usize,
                            __p::u16,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::u16)] = &[
                            (0usize, 0usize, 1),
                            (0usize, 1usize, 1),
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
                        __view: __c::View<'_, __p::u16>,
                        __x: __p::usize,
                    ) -> __c::Block<S, __p::u16, 1usize, { V }> {
                        let [mut __a0] = __c::empty::<S, __p::u16, 1usize, { V }>(__s);
                        let [mut __v] = __c::empty::<S, __p::u16, 1, { V }>(__s);
                        let __w0 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 0usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::u16,
                            __p::u16,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::u16,
                            __p::u16,
                            { V },
                        >(__s, __w0, 1usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::u16,
                            __p::u16,
                            { V },
                        >(__s, __w0, 2usize * N, &mut __v);
                        __c::add::<S, __p::u16, { V }>(&mut __a0, &__v);
                        [__a0]
                    }
                }
                <__p::u8 as __c::UsualInTwo<
                    __p::u16,
                    __p::u8,
                >>::separable(
                    __job,
                    &[
                        &__c::Tiles::<
                            _,
                            __p::u16,
                            4usize,
                            2usize,
                            2usize,
                            { N },
                        >::new(Vertical),
                    ],
                    &__c::Tiles::<
                        _,
                        __p::u16,
                        1usize,
                        2usize,
                        2usize,
                        { N },
                    >::new(Horizontal),
                )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for Smooth {
        type Kind = __c::Planes;
    }
    #[automatically_derived]
    impl Smooth {
        /// Rows and columns of taps.
        pub const SHAPE: [__p::usize; 2] = [5usize, 3usize];
        /// Input rows and columns from one output to the next.
        pub const STRIDE: [__p::usize; 2] = [1usize, 1usize];
        /// Input rows and columns from one tap to the next.
        pub const DILATION: [__p::usize; 2] = [1usize, 1usize];
        /// The padding above and below, and left and right; an anchor has become `Explicit`.
        pub const PADDING: [__c::AxisPadding; 2] = [
            __c::AxisPadding::Same,
            __c::AxisPadding::Same,
        ];
        /// Input rows that an output may read above and below its own, and columns left and
        /// right of it.
        pub const HALO: [[__p::usize; 2]; 2] = [[2usize, 2usize], [1usize, 1usize]];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 8usize;
        /// What the inputs under the window are multiplied by, in the order of correlation
        /// (`mode: convolve` has flipped them): the taps times the scale, each rounded to `f64`,
        /// which holds those of floats exactly.
        pub const TAPS: [[__p::f64; 3usize]; 5usize] = [
            [0.041666666666666664f64, 0.041666666666666664f64, 0.041666666666666664f64],
            [0.08333333333333333f64, 0.08333333333333333f64, 0.08333333333333333f64],
            [0.08333333333333333f64, 0.08333333333333333f64, 0.08333333333333333f64],
            [0.08333333333333333f64, 0.08333333333333333f64, 0.08333333333333333f64],
            [0.041666666666666664f64, 0.041666666666666664f64, 0.041666666666666664f64],
        ];
        /// How many taps are not 0.
        pub const NONZERO: __p::usize = 15usize;
        /// The rank of the taps as a matrix, exact: 1 if they are a column times a row.
        pub const RANK: __p::usize = 1usize;
        /// What a constant input is multiplied by, away from the border: the sum of the taps times
        /// the scale.
        pub const GAIN: __p::f64 = 1f64;
        /// The smallest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MIN_SUM: __p::f64 = 0f64;
        /// The largest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MAX_SUM: __p::f64 = 255f64;
    }
    #[automatically_derived]
    impl Smooth {
        /// Filters an array of `H` rows of `W` elements, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: __p::usize,
            const W: __p::usize,
            const OH: __p::usize,
            const OW: __p::usize,
        >(&self, src: &[[__p::u8; W]; H]) -> [[__p::u8; OW]; OH] {
            const {
                __c::check_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Smooth",
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
        >(&self, src: &[[[__p::u8; N]; W]; H]) -> [[[__p::u8; N]; OW]; OH] {
            const {
                __c::check_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Smooth",
                    [H, W],
                    [OH, OW],
                )
            }
            __c::apply_pixels_array(self, src)
        }
    }
};
