///
/// Takes signals of `u8`, and gives signals of `u8`:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let result: Vec<u8> = Edge.apply(&samples)?;
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
struct Edge;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 element::u8 key::taps key::combine value::abs
    }
    #[automatically_derived]
    impl __c::Generated for Edge {
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
                    kernel: 2usize,
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
                taps: &[-1, 1],
                multiply: 1,
                divide: 1,
            }
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::u8, __p::u8>,
        ) -> ::core::result::Result<(), __c::Error> {
            struct Value;
            impl __c::Formula<2usize> for Value {
                type Sum = __p::i16;
                type Lane = __p::i16;
                type Result = __p::i16;
                const EPILOGUE: __c::Epilogue = __c::Epilogue {
                    multiply: 1,
                    divide: 3,
                    division: __c::Division::F32,
                    scale_f32: 0.33333334f32,
                    scale_f64: 0.3333333333333333f64,
                    overflow: ::core::option::Option::None,
                };
                #[inline(always)]
                fn value<S: __c::Simd>(
                    __s: S,
                    [__v0,
                    __v1,
                    ]: [__c::Vector<S, __p::i16>; 2usize],
                ) -> __c::Vector<S, __p::i16> {
                    let _ = (__v0, __v1);
                    let __s0 = __v1;
                    let __s1 = __v0;
                    let __s2 = __c::steps::magnitude::<S, _>(__s1);
                    let __s3 = __c::splat::<S, __p::i16>(__s, 9);
                    let __s4 = __c::splat::<S, __p::i16>(__s, 255);
                    let __s5 = __c::splat::<S, __p::i16>(__s, 3);
                    let __s6 = __c::steps::times::<S, _>(__s4, __s5);
                    let __s7 = __c::steps::if_less::<S, _, _>(__s0, __s3, __s2, __s6);
                    __s7
                }
            }
            #[cfg(debug_assertions)]
            {
                __job
                    .combined(
                        Value,
                        [
                            &|__job: __c::Job<'_, __p::u8, __p::i16>| {
                                __job
                                    .direct::<
                                        __p::i16,
                                    >(
                                        &{
                                            const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                                            const SEGMENTS: &[__c::Segment] = &[
                                                __c::Segment {
                                                    row: 0usize,
                                                    offset: 0usize,
                                                    first: 0usize,
                                                    count: 2usize,
                                                },
                                            ];
                                            __c::TableBand::<'_, __p::i16, 1usize, false> {
                                                segments: SEGMENTS,
                                                step: 1usize,
                                                block: __p::usize::MAX,
                                                taps: {
                                                    const TAPS: &[__p::i16] = &[-1, 1];
                                                    TAPS
                                                },
                                                places: {
                                                    const PLACES: &[(__p::usize, __p::usize)] = &[
                                                        (0usize, 0usize),
                                                        (0usize, 1usize),
                                                    ];
                                                    PLACES
                                                },
                                                epilogue: &EPILOGUE,
                                                channels: N,
                                            }
                                        },
                                    )
                            },
                            &|__job: __c::Job<'_, __p::u8, __p::i16>| {
                                __job
                                    .direct::<
                                        __p::u16,
                                    >(
                                        &{
                                            const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                                            const SEGMENTS: &[__c::Segment] = &[
                                                __c::Segment {
                                                    row: 0usize,
                                                    offset: 0usize,
                                                    first: 0usize,
                                                    count: 2usize,
                                                },
                                            ];
                                            __c::TableBand::<'_, __p::u16, 1usize, false> {
                                                segments: SEGMENTS,
                                                step: 1usize,
                                                block: __p::usize::MAX,
                                                taps: {
                                                    const TAPS: &[__p::u16] = &[1, 1];
                                                    TAPS
                                                },
                                                places: {
                                                    const PLACES: &[(__p::usize, __p::usize)] = &[
                                                        (0usize, 0usize),
                                                        (0usize, 1usize),
                                                    ];
                                                    PLACES
                                                },
                                                epilogue: &EPILOGUE,
                                                channels: N,
                                            }
                                        },
                                    )
                            },
                        ],
                    )
            }
            #[cfg(not(debug_assertions))]
            {
                struct Sums0;
                impl __c::Body<__p::u8, __p::i16, 1usize> for Sums0 {
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
                            __p::i16,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::i16)] = &[
                            (0usize, 0usize, -1),
                            (0usize, 1usize, 1),
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
                    ) -> __c::Block<S, __p::i16, 1usize, { V }> {
                        let [mut __a0] = __c::empty::<S, __p::i16, 1usize, { V }>(__s);
                        let [mut __v] = __c::empty::<S, __p::i16, 1, { V }>(__s);
                        let __w0 = __c::View::window::<
                            S,
                            __p::i16,
                            { V },
                        >(&__view, 0usize, __x, 1usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i16, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w0, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a0, &__v);
                        [__a0]
                    }
                }
                struct Sums1;
                impl __c::Body<__p::u8, __p::i16, 1usize> for Sums1 {
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
                            __p::i16,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::i16)] = &[
                            (0usize, 0usize, 1),
                            (0usize, 1usize, 1),
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
                    ) -> __c::Block<S, __p::i16, 1usize, { V }> {
                        let [mut __a0] = __c::empty::<S, __p::i16, 1usize, { V }>(__s);
                        let [mut __v] = __c::empty::<S, __p::i16, 1, { V }>(__s);
                        let __w0 = __c::View::window::<
                            S,
                            __p::i16,
                            { V },
                        >(&__view, 0usize, __x, 1usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w0, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a0, &__v);
                        [__a0]
                    }
                }
                <__p::u8 as __c::Usual<
                    __p::u8,
                >>::direct(
                    __job,
                    &__c::Fused::<
                        Value,
                        _,
                        __p::i16,
                        1usize,
                        2usize,
                        2usize,
                        2usize,
                        2usize,
                        { N },
                        2usize,
                    >::new((Sums0, Sums1)),
                )
            }
        }
        const COMBINATION: ::core::option::Option<__c::CombinationRef<'static>> = ::core::option::Option::Some(__c::CombinationRef {
            names: &["a", "b"],
            others: &[
                __c::WeightsRef::Integer {
                    taps: &[1, 1],
                    multiply: 1,
                    divide: 1,
                },
            ],
            nodes: &[
                __c::Node::Sum(1usize),
                __c::Node::Ratio(9, 1),
                __c::Node::Sum(0usize),
                __c::Node::Abs(2usize),
                __c::Node::Ratio(3, 1),
                __c::Node::Div(3usize, 4usize),
                __c::Node::Ratio(255, 1),
                __c::Node::If(__c::Comparison::Less, 0usize, 1usize, 5usize, 6usize),
            ],
        });
        fn dynamic() -> __c::Dynamic<Self::In, Self::Out> {
            __c::Dynamic::combined()
        }
    }
    #[automatically_derived]
    impl __c::Declared for Edge {
        type Kind = __c::Signals;
    }
    #[automatically_derived]
    impl Edge {
        /// The number of taps.
        pub const SHAPE: [__p::usize; 1] = [2usize];
        /// Inputs from one output to the next; zeros that `interpolate` inserts count.
        pub const STRIDE: __p::usize = 1usize;
        /// Inputs from one tap to the next.
        pub const DILATION: __p::usize = 1usize;
        /// The padding before and after the signal; an anchor has become `Explicit`.
        pub const PADDING: __c::AxisPadding = __c::AxisPadding::Valid;
        /// Inputs that an output may read before and after its own.
        pub const HALO: [__p::usize; 2] = [0usize, 1usize];
        /// Multiply-adds for each output, the most where they differ; where an FFT may be used
        /// those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 4usize;
    }
    #[automatically_derived]
    impl Edge {
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
                    "Edge",
                    N,
                    M,
                )
            }
            __c::apply_signal_array(self, src)
        }
        /// A state that takes a signal in blocks of any length, without an allocator.
        #[must_use]
        pub fn stream(&self) -> __c::Stream<'_, __p::u8, __p::u8, [__p::u8; 67usize]> {
            __c::stream(self)
        }
        /// A state that takes frames of `C` channels in blocks of any length, without an
        /// allocator.
        #[must_use]
        pub fn frame_stream<const C: __p::usize>(
            &self,
        ) -> __c::FrameStream<'_, Self, [[__p::u8; C]; 67usize], { C }> {
            __c::frame_stream(self)
        }
    }
    #[automatically_derived]
    impl __c::Streamed for Edge {
        type Stream<'k> = __c::Stream<'k, __p::u8, __p::u8, [__p::u8; 67usize]>;
    }
    #[automatically_derived]
    impl __c::FrameStreamed for Edge {
        type FrameStream<'k, const C: __p::usize> = __c::FrameStream<
            'k,
            Self,
            [[__p::u8; C]; 67usize],
            { C },
        >;
    }
};
