///
/// Takes signals of `f64`, and gives signals of `f32`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let result: Vec<f32> = Mean.apply(&samples)?;
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
struct Mean;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::f64 element::f32 key::taps key::padding padding::same key::border
        border::constant border::nan key::missing missing::renormalize
    }
    #[automatically_derived]
    impl __c::Generated for Mean {
        type In = __p::f64;
        type Out = __p::f32;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: true,
            runtime_taps: false,
            input: __c::ElementType::F64,
            output: __c::ElementType::F32,
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
                    padding: __c::AxisPadding::Same,
                    interpolate: 1usize,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Constant(__p::f64::NAN),
            },
            overflow: ::core::option::Option::None,
            method: __c::Method::Direct,
            arithmetic: __c::Arithmetic::Fused,
            missing: __c::Missing::Renormalize,
            quantized: ::core::option::Option::None,
            separable_error: ::core::option::Option::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::F64(&[0.25f64, 0.5f64, 0.25f64])
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::f64, __p::f32>,
        ) -> ::core::result::Result<(), __c::Error> {
            __job
                .renormalized::<
                    __p::f64,
                >(
                    &|__job| {
                        #[cfg(debug_assertions)]
                        {
                            __job
                                .direct::<
                                    __p::f64,
                                >(
                                    &{
                                        const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                                        const SEGMENTS: &[__c::Segment] = &[
                                            __c::Segment {
                                                row: 0usize,
                                                offset: 0usize,
                                                first: 0usize,
                                                count: 3usize,
                                            },
                                        ];
                                        __c::TableBand::<'_, __p::f64, 1usize, false> {
                                            segments: SEGMENTS,
                                            step: 1usize,
                                            block: __p::usize::MAX,
                                            taps: {
                                                const TAPS: &[__p::f64] = &[0.25f64, 0.5f64, 0.25f64];
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
                            struct Direct;
                            impl __c::Body<__p::f64, __p::f64, 1usize> for Direct {
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
                                        __p::f64,
                                    ),
                                ) {
                                    const TAPS: &[(__p::usize, __p::usize, __p::f64)] = &[
                                        (0usize, 0usize, 0.25f64),
                                        (0usize, 1usize, 0.5f64),
                                        (0usize, 2usize, 0.25f64),
                                    ];
                                    for &(__row, __column, __tap) in TAPS {
                                        __visit(__row, __column, __tap);
                                    }
                                }
                                #[inline(always)]
                                fn tile<
                                    S: __c::Simd,
                                    const V: __p::usize,
                                    const N: __p::usize,
                                >(
                                    &self,
                                    __s: S,
                                    __view: __c::View<'_, __p::f64>,
                                    __x: __p::usize,
                                ) -> __c::Block<S, __p::f64, 1usize, { V }> {
                                    let [mut __a0] = __c::empty::<
                                        S,
                                        __p::f64,
                                        1usize,
                                        { V },
                                    >(__s);
                                    let [mut __v] = __c::empty::<S, __p::f64, 1, { V }>(__s);
                                    let __t0 = __c::splat::<S, __p::f64>(__s, 0.25f64);
                                    let __t1 = __c::splat::<S, __p::f64>(__s, 0.5f64);
                                    let __w0 = __c::View::window::<
                                        S,
                                        __p::f64,
                                        { V },
                                    >(&__view, 0usize, __x, 2usize * N);
                                    __c::load::<
                                        S,
                                        __p::f64,
                                        __p::f64,
                                        { V },
                                    >(__s, __w0, 0usize * N, &mut __v);
                                    __c::sum_products::<
                                        S,
                                        __p::f64,
                                        { V },
                                        false,
                                    >(&mut __a0, &__v, __t0);
                                    __c::load::<
                                        S,
                                        __p::f64,
                                        __p::f64,
                                        { V },
                                    >(__s, __w0, 1usize * N, &mut __v);
                                    __c::sum_products::<
                                        S,
                                        __p::f64,
                                        { V },
                                        false,
                                    >(&mut __a0, &__v, __t1);
                                    __c::load::<
                                        S,
                                        __p::f64,
                                        __p::f64,
                                        { V },
                                    >(__s, __w0, 2usize * N, &mut __v);
                                    __c::sum_products::<
                                        S,
                                        __p::f64,
                                        { V },
                                        false,
                                    >(&mut __a0, &__v, __t0);
                                    [__a0]
                                }
                            }
                            __job
                                .direct::<
                                    __p::f64,
                                >(
                                    &__c::Tiles::<
                                        _,
                                        __p::f64,
                                        1usize,
                                        4usize,
                                        4usize,
                                        { N },
                                    >::new(Direct),
                                )
                        }
                    },
                )
        }
    }
    #[automatically_derived]
    impl __c::Declared for Mean {
        type Kind = __c::Signals;
    }
    #[automatically_derived]
    impl Mean {
        /// The number of taps.
        pub const SHAPE: [__p::usize; 1] = [3usize];
        /// Inputs from one output to the next; zeros that `interpolate` inserts count.
        pub const STRIDE: __p::usize = 1usize;
        /// Inputs from one tap to the next.
        pub const DILATION: __p::usize = 1usize;
        /// The padding before and after the signal; an anchor has become `Explicit`.
        pub const PADDING: __c::AxisPadding = __c::AxisPadding::Same;
        /// Inputs that an output may read before and after its own.
        pub const HALO: [__p::usize; 2] = [1usize, 1usize];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 3usize;
        /// What the inputs under the window are multiplied by, in the order of correlation
        /// (`mode: convolve` has flipped them): the taps times the scale, each rounded to `f64`,
        /// which holds those of floats exactly.
        pub const TAPS: [__p::f64; 3usize] = [0.25f64, 0.5f64, 0.25f64];
        /// How many taps are not 0.
        pub const NONZERO: __p::usize = 3usize;
        /// The rank of the taps as a matrix, exact: 1 if they are a column times a row.
        pub const RANK: __p::usize = 1usize;
        /// What a constant input is multiplied by, away from the border: the sum of the taps times
        /// the scale.
        pub const GAIN: __p::f64 = 1f64;
        /// The smallest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MIN_SUM: __p::f64 = __p::f64::NEG_INFINITY;
        /// The largest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MAX_SUM: __p::f64 = __p::f64::INFINITY;
    }
    #[automatically_derived]
    impl Mean {
        /// Filters an array of `N` elements, without an allocator.
        ///
        /// A wrong output length `M` fails the build.
        #[must_use]
        pub fn apply_array<const N: __p::usize, const M: __p::usize>(
            &self,
            src: &[__p::f64; N],
        ) -> [__p::f32; M] {
            const {
                __c::check_signal_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Mean",
                    N,
                    M,
                )
            }
            __c::apply_signal_array(self, src)
        }
        /// A state that takes a signal in blocks of any length, without an allocator.
        #[must_use]
        pub fn stream(
            &self,
        ) -> __c::Stream<'_, __p::f64, __p::f32, [__p::f64; 69usize]> {
            __c::stream(self)
        }
        /// A state that takes frames of `C` channels in blocks of any length, without an
        /// allocator.
        #[must_use]
        pub fn frame_stream<const C: __p::usize>(
            &self,
        ) -> __c::FrameStream<'_, Self, [[__p::f64; C]; 69usize], { C }> {
            __c::frame_stream(self)
        }
    }
    #[automatically_derived]
    impl __c::Streamed for Mean {
        type Stream<'k> = __c::Stream<'k, __p::f64, __p::f32, [__p::f64; 69usize]>;
    }
    #[automatically_derived]
    impl __c::FrameStreamed for Mean {
        type FrameStream<'k, const C: __p::usize> = __c::FrameStream<
            'k,
            Self,
            [[__p::f64; C]; 69usize],
            { C },
        >;
    }
};
