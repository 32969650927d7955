///
/// Takes signals of `u8`, and gives signals of `u8`:
///
/// ```text
/// use crate::ours::prelude::*;
///
/// let result: Vec<u8> = Blur.apply(&samples)?;
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
struct Blur;
const _: () = {
    use crate::ours::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 key::taps key::quantize key::verify verify::test
    }
    #[automatically_derived]
    impl __c::Generated for Blur {
        type In = __p::u8;
        type Out = __p::u8;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: true,
            runtime_taps: false,
            input: __c::ElementType::U8,
            output: __c::ElementType::U8,
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
            quantized: ::core::option::Option::Some(__c::Quantized {
                bits: 4u32,
                error: 6.375f64,
            }),
            separable_error: ::core::option::Option::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::Integer {
                taps: &[5, 6, 5],
                multiply: 1,
                divide: 16,
            }
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::u8, __p::u8>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                __job
                    .direct::<
                        __p::u16,
                    >(
                        &{
                            const EPILOGUE: __c::Epilogue = __c::Epilogue {
                                multiply: 1,
                                divide: 16,
                                division: __c::Division::Shift(4u32),
                                scale_f32: 0.0625f32,
                                scale_f64: 0.0625f64,
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
                                    const TAPS: &[__p::u16] = &[5, 6, 5];
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
                impl __c::Body<__p::u8, __p::u16, 1usize> for Direct {
                    const KIND: __p::u8 = __c::Epilogue::SHIFTED;
                    #[inline(always)]
                    fn epilogue(&self) -> &__c::Epilogue {
                        const EPILOGUE: __c::Epilogue = __c::Epilogue {
                            multiply: 1,
                            divide: 16,
                            division: __c::Division::Shift(4u32),
                            scale_f32: 0.0625f32,
                            scale_f64: 0.0625f64,
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
                            (0usize, 0usize, 5),
                            (0usize, 1usize, 6),
                            (0usize, 2usize, 5),
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
                    ) -> __c::Block<S, __p::u16, 1usize, { V }> {
                        let [mut __a0] = __c::empty::<S, __p::u16, 1usize, { V }>(__s);
                        let [mut __v] = __c::empty::<S, __p::u16, 1, { V }>(__s);
                        let __t0 = __c::splat::<S, __p::u16>(__s, 5);
                        let __t1 = __c::splat::<S, __p::u16>(__s, 6);
                        let __w0 = __c::View::window::<
                            S,
                            __p::u16,
                            { V },
                        >(&__view, 0usize, __x, 2usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t0);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w0, 1usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t1);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::u16,
                            { V },
                        >(__s, __w0, 2usize * N, &mut __v);
                        __c::sum_products::<
                            S,
                            __p::u16,
                            { V },
                            false,
                        >(&mut __a0, &__v, __t0);
                        [__a0]
                    }
                }
                <__p::u8 as __c::Usual<
                    __p::u8,
                >>::direct(
                    __job,
                    &__c::Tiles::<
                        _,
                        __p::u16,
                        1usize,
                        2usize,
                        2usize,
                        { N },
                    >::new(Direct),
                )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for Blur {
        type Kind = __c::Signals;
    }
    #[automatically_derived]
    impl Blur {
        /// The number of taps.
        pub const SHAPE: [__p::usize; 1] = [3usize];
        /// Inputs from one output to the next; zeros that `interpolate` inserts count.
        pub const STRIDE: __p::usize = 1usize;
        /// Inputs from one tap to the next.
        pub const DILATION: __p::usize = 1usize;
        /// The padding before and after the signal; an anchor has become `Explicit`.
        pub const PADDING: __c::AxisPadding = __c::AxisPadding::Valid;
        /// Inputs that an output may read before and after its own.
        pub const HALO: [__p::usize; 2] = [0usize, 2usize];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 3usize;
        /// What the inputs under the window are multiplied by, in the order of correlation
        /// (`mode: convolve` has flipped them): the taps times the scale, each rounded to `f64`,
        /// which holds those of floats exactly.
        pub const TAPS: [__p::f64; 3usize] = [0.3125f64, 0.375f64, 0.3125f64];
        /// How many taps are not 0.
        pub const NONZERO: __p::usize = 3usize;
        /// The rank of the taps as a matrix, exact: 1 if they are a column times a row.
        pub const RANK: __p::usize = 1usize;
        /// What a constant input is multiplied by, away from the border: the sum of the taps times
        /// the scale.
        pub const GAIN: __p::f64 = 1f64;
        /// The smallest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MIN_SUM: __p::f64 = 0f64;
        /// The largest result, before rounding and `overflow`: proven, and for integers reached.
        pub const MAX_SUM: __p::f64 = 255f64;
        /// The most that a result differs from that of the real taps, before both are rounded.
        pub const QUANTIZATION_ERROR: __p::f64 = 6.375f64;
    }
    #[automatically_derived]
    impl Blur {
        /// Filters an array of `N` elements, without an allocator.
        ///
        /// A wrong output length `M` fails the build.
        #[must_use]
        pub fn apply_array<const N: __p::usize, const M: __p::usize>(
            &self,
            src: &[__p::u8; N],
        ) -> [__p::u8; M] {
            const {
                __c::check_signal_array(
                    &<Self as __c::Generated>::DECLARATION,
                    "Blur",
                    N,
                    M,
                )
            }
            __c::apply_signal_array(self, src)
        }
        /// A state that takes a signal in blocks of any length, without an allocator.
        #[must_use]
        pub fn stream(&self) -> __c::Stream<'_, __p::u8, __p::u8, [__p::u8; 69usize]> {
            __c::stream(self)
        }
        /// A state that takes frames of `C` channels in blocks of any length, without an
        /// allocator.
        #[must_use]
        pub fn frame_stream<const C: __p::usize>(
            &self,
        ) -> __c::FrameStream<'_, Self, [[__p::u8; C]; 69usize], { C }> {
            __c::frame_stream(self)
        }
    }
    #[automatically_derived]
    impl __c::Streamed for Blur {
        type Stream<'k> = __c::Stream<'k, __p::u8, __p::u8, [__p::u8; 69usize]>;
    }
    #[automatically_derived]
    impl __c::FrameStreamed for Blur {
        type FrameStream<'k, const C: __p::usize> = __c::FrameStream<
            'k,
            Self,
            [[__p::u8; C]; 69usize],
            { C },
        >;
    }
    #[cfg(test)]
    #[automatically_derived]
    impl Blur {
        #[doc(hidden)]
        fn __verify(&self) -> ::core::result::Result<(), __c::Error> {
            crate::ours::verify(self)
        }
    }
};
#[cfg(test)]
mod blur_is_verified {
    #[test]
    fn every_way_gives_the_same_results() {
        if let ::core::result::Result::Err(error) = super::Blur::__verify(&super::Blur) {
            ::core::panic!("{error}");
        }
    }
}
