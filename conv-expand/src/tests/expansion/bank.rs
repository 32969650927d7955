///
/// Takes planes of `u8`, and gives 1 plane of `i16` for each:
///
/// ```text
/// use conv_kernel::prelude::*;
///
/// let [dx]: [PlaneBuf<i16>; 1] = Edges.apply(Plane::new(&pixels, width, height)?)?;
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
struct Edges;
const _: () = {
    use ::conv_kernel::__private as __c;
    use ::core::primitive as __p;
    fn src() {}
    __c::words! {
        element::u8 element::i16 key::taps
    }
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
    struct __Kernel0;
    #[automatically_derived]
    impl __c::Generated for __Kernel0 {
        type In = __p::u8;
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
            __job: __c::Job<'_, __p::u8, __p::i16>,
        ) -> ::core::result::Result<(), __c::Error> {
            #[cfg(debug_assertions)]
            {
                <__p::u8 as __c::Usual<
                    __p::i16,
                >>::direct(
                    __job,
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
                                row: 0usize,
                                offset: 1usize,
                                first: 1usize,
                                count: 1usize,
                            },
                        ];
                        __c::TableBand::<'_, __p::i16, 8usize, false> {
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
            }
            #[cfg(not(debug_assertions))]
            {
                struct Direct;
                impl __c::Body<__p::u8, __p::i16, 4usize> for Direct {
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
                    ) -> __c::Block<S, __p::i16, 4usize, { V }> {
                        let [mut __a0, mut __a1, mut __a2, mut __a3] = __c::empty::<
                            S,
                            __p::i16,
                            4usize,
                            { V },
                        >(__s);
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
                        let __w1 = __c::View::window::<
                            S,
                            __p::i16,
                            { V },
                        >(&__view, 1usize, __x, 1usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w1, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i16, { V }>(&mut __a1, &__v);
                        let __w2 = __c::View::window::<
                            S,
                            __p::i16,
                            { V },
                        >(&__view, 2usize, __x, 1usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w2, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i16, { V }>(&mut __a2, &__v);
                        let __w3 = __c::View::window::<
                            S,
                            __p::i16,
                            { V },
                        >(&__view, 3usize, __x, 1usize * N);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w3, 0usize * N, &mut __v);
                        __c::sub::<S, __p::i16, { V }>(&mut __a3, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w0, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a0, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w1, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a1, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w2, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a2, &__v);
                        __c::load::<
                            S,
                            __p::u8,
                            __p::i16,
                            { V },
                        >(__s, __w3, 1usize * N, &mut __v);
                        __c::add::<S, __p::i16, { V }>(&mut __a3, &__v);
                        [__a0, __a1, __a2, __a3]
                    }
                }
                <__p::u8 as __c::Usual<
                    __p::i16,
                >>::direct(
                    __job,
                    &__c::Tiles::<
                        _,
                        __p::i16,
                        4usize,
                        2usize,
                        2usize,
                        { N },
                    >::new(Direct),
                )
            }
        }
    }
    #[automatically_derived]
    impl __c::Declared for __Kernel0 {
        type Kind = __c::Planes;
    }
    #[automatically_derived]
    impl __c::Declared for Edges {
        type Kind = __c::Banks<__c::Planes, 1usize>;
    }
    #[automatically_derived]
    impl __c::GeneratedBank<__c::Planes, 1usize> for Edges {
        type In = __p::u8;
        type Out = __p::i16;
        const NAMES: [&'static __p::str; 1usize] = ["dx"];
        fn kernels(&self) -> [&dyn __c::Filter<In = __p::u8, Out = __p::i16>; 1usize] {
            [&__Kernel0]
        }
    }
    #[automatically_derived]
    impl __c::GeneratedPixels<1usize> for Edges {
        fn run_pixels<const C: __p::usize>(
            &self,
            __kernel: __p::usize,
            __job: __c::Job<'_, __p::u8, __p::i16>,
        ) -> ::core::result::Result<(), __c::Error> {
            match __kernel {
                0usize => __c::PixelFilter::run_pixels::<{ C }>(&__Kernel0, __job),
                _ => ::core::result::Result::Ok(()),
            }
        }
        fn run_pixels_direct<const C: __p::usize>(
            &self,
            __kernel: __p::usize,
            __job: __c::Job<'_, __p::u8, __p::i16>,
        ) -> ::core::result::Result<(), __c::Error> {
            match __kernel {
                0usize => __c::PixelFilter::run_pixels_direct::<{ C }>(&__Kernel0, __job),
                _ => ::core::result::Result::Ok(()),
            }
        }
    }
    #[automatically_derived]
    impl Edges {
        /// Rows and columns of taps.
        pub const SHAPE: [__p::usize; 2] = [1usize, 2usize];
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
        pub const HALO: [[__p::usize; 2]; 2] = [[0usize, 0usize], [0usize, 1usize]];
        /// Multiply-adds for one place of all outputs, the most where they differ; where an FFT
        /// may be used those of the direct way.
        pub const OPS_PER_OUTPUT: __p::usize = 2usize;
    }
    #[automatically_derived]
    impl Edges {
        /// The names of the outputs, in their order.
        pub const NAMES: [&'static __p::str; 1usize] = ["dx"];
        /// The number of the output `dx`.
        pub const DX: __p::usize = 0usize;
    }
    #[automatically_derived]
    impl Edges {
        /// Filters an array of `H` rows of `W` elements into one for each output, without
        /// an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: __p::usize,
            const W: __p::usize,
            const OH: __p::usize,
            const OW: __p::usize,
        >(&self, src: &[[__p::u8; W]; H]) -> [[[__p::i16; OW]; OH]; 1usize] {
            const {
                __c::check_array(
                    &<__Kernel0 as __c::Generated>::DECLARATION,
                    "Edges",
                    [H, W],
                    [OH, OW],
                )
            }
            __c::apply_bank_array(self, src)
        }
    }
};
