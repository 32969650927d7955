///
/// Takes signals of `i16`, and gives 1 signal of `i32` for each:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let [sum]: [Vec<i32>; 1] = Haar.apply(&samples)?;
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
struct Haar;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::i16 element::i32 key::taps key::stride
    }
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    struct __Kernel0;
    #[automatically_derived]
    impl __c::Generated for __Kernel0 {
        type In = __p::i16;
        type Out = __p::i32;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: true,
            runtime_taps: false,
            input: __c::ElementType::I16,
            output: __c::ElementType::I32,
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
                    stride: 2usize,
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
                taps: &[1, 1],
                multiply: 1,
                divide: 1,
            }
        }
        fn run<const N: __p::usize>(
            &self,
            __job: __c::Job<'_, __p::i16, __p::i32>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                __job
                    .direct::<
                        __p::i32,
                    >(
                        &{
                            const EPILOGUE: __c::Epilogue = __c::Epilogue::IDENTITY;
                            const SEGMENTS: &[__c::Segment] = &[
                                __c::Segment {
                                    row: 0usize,
                                    offset: 0usize,
                                    first: 0usize,
                                    count: 1usize,
                                },
                                __c::Segment {
                                    row: 1usize,
                                    offset: 0usize,
                                    first: 1usize,
                                    count: 1usize,
                                },
                            ];
                            __c::TableBand::<'_, __p::i32, 1usize, false> {
                                segments: SEGMENTS,
                                step: 2usize,
                                block: __p::usize::MAX,
                                taps: {
                                    const TAPS: &[__p::i32] = &[1, 1];
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
            }
            #[cfg(not(debug_assertions))]
            {
                struct Direct;
                impl __c::Body<__p::i16, __p::i32, 1usize> for Direct {
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
                            __p::i32,
                        ),
                    ) {
                        const TAPS: &[(__p::usize, __p::usize, __p::i32)] = &[
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
                        __view: __c::View<'_, __p::i16>,
                        __x: __p::usize,
                    ) -> __c::Block<S, __p::i32, 1usize, { V }> {
                        let [mut __a0] = __c::empty::<S, __p::i32, 1usize, { V }>(__s);
                        let [mut __v] = __c::empty::<S, __p::i32, 1, { V }>(__s);
                        let __w0 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 0usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::i16,
                            __p::i32,
                            { V },
                        >(__s, __w0, 0usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a0, &__v);
                        let __w1 = __c::View::window::<
                            S,
                            __p::i32,
                            { V },
                        >(&__view, 1usize, __x, 0usize * N);
                        __c::load::<
                            S,
                            __p::i16,
                            __p::i32,
                            { V },
                        >(__s, __w1, 0usize * N, &mut __v);
                        __c::add::<S, __p::i32, { V }>(&mut __a0, &__v);
                        [__a0]
                    }
                }
                <__p::i16 as __c::Usual<
                    __p::i32,
                >>::direct(
                    __job,
                    &__c::Tiles::<
                        _,
                        __p::i32,
                        1usize,
                        4usize,
                        4usize,
                        { N },
                    >::new(Direct),
                )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for __Kernel0 {
        type Kind = __c::Signals;
    }
    #[automatically_derived]
    impl __c::Declared for Haar {
        type Kind = __c::Banks<__c::Signals, 1usize>;
    }
    #[automatically_derived]
    impl __c::GeneratedBank<__c::Signals, 1usize> for Haar {
        type In = __p::i16;
        type Out = __p::i32;
        const NAMES: [&'static __p::str; 1usize] = ["sum"];
        fn kernels(
            &self,
        ) -> [&dyn __c::SignalFilter<In = __p::i16, Out = __p::i32>; 1usize] {
            [&__Kernel0]
        }
    }
    #[automatically_derived]
    impl Haar {
        /// The number of taps.
        pub const SHAPE: [__p::usize; 1] = [2usize];
        /// Inputs from one output to the next; zeros that `interpolate` inserts count.
        pub const STRIDE: __p::usize = 2usize;
        /// Inputs from one tap to the next.
        pub const DILATION: __p::usize = 1usize;
        /// The padding before and after the signal; an anchor has become `Explicit`.
        pub const PADDING: __c::AxisPadding = __c::AxisPadding::Valid;
        /// Inputs that an output may read before and after its own.
        pub const HALO: [__p::usize; 2] = [0usize, 1usize];
        /// Multiply-adds for one place of all outputs, the most where they differ; where an FFT
        /// may be used those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 2usize;
    }
    #[automatically_derived]
    impl Haar {
        /// The names of the outputs, in their order.
        pub const NAMES: [&'static __p::str; 1usize] = ["sum"];
        /// The number of the output `sum`.
        pub const SUM: __p::usize = 0usize;
    }
    #[automatically_derived]
    impl Haar {
        /// Filters an array of `L` elements into one for each output, without an allocator.
        ///
        /// A wrong output length `OL` fails the build.
        #[must_use]
        pub fn apply_array<const L: __p::usize, const OL: __p::usize>(
            &self,
            src: &[__p::i16; L],
        ) -> [[__p::i32; OL]; 1usize] {
            const {
                __c::check_signal_array(
                    &<__Kernel0 as __c::Generated>::DECLARATION,
                    "Haar",
                    L,
                    OL,
                )
            }
            __c::apply_signal_bank_array(self, src)
        }
        /// A state that takes a signal in blocks of any length, and gives those of each output,
        /// without an allocator.
        #[must_use]
        pub fn stream(
            &self,
        ) -> __c::BankStream<'_, __p::i16, __p::i32, [__p::i16; 67usize], 1usize> {
            __c::bank_stream::<Self, __Kernel0, 1usize, 67usize>(self)
        }
    }
    #[automatically_derived]
    impl __c::Streamed for Haar {
        type Stream<'k> = __c::BankStream<
            'k,
            __p::i16,
            __p::i32,
            [__p::i16; 67usize],
            1usize,
        >;
    }
};
