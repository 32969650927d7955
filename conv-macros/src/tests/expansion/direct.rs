#[derive(
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::fmt::Debug,
    ::core::default::Default,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash
)]
pub struct Cross;
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
    struct __CrossDirect;
    impl __c::Body<u8, i16, 4usize> for __CrossDirect {
        #[inline(always)]
        fn finish(&self) -> &__c::Finish {
            const FINISH: __c::Finish = __c::Finish {
                multiply: 1,
                divide: 1,
                division: __c::Division::None,
                single: 1f32,
                double: 1f64,
                overflow: __c::None,
            };
            &FINISH
        }
        fn visit(&self, visit: &mut dyn __c::FnMut(usize, usize, i16)) {
            const TAPS: &[(usize, usize, i16)] = &[
                (0usize, 1usize, 1),
                (1usize, 0usize, -1),
            ];
            for &(row, column, tap) in TAPS {
                visit(row, column, tap);
            }
        }
        #[inline(always)]
        fn tile<S: __c::Simd, const V: usize>(
            &self,
            s: S,
            view: __c::View<'_, u8>,
            x: usize,
        ) -> __c::Block<S, i16, 4usize, V> {
            let [mut a0, mut a1, mut a2, mut a3] = __c::empty::<S, i16, 4usize, V>(s);
            let w0 = view.window::<S, i16, V>(0usize, x, 1usize);
            let v = __c::load::<S, u8, i16, V>(s, w0, 1usize);
            __c::add::<S, i16, V>(&mut a0, v);
            let w1 = view.window::<S, i16, V>(1usize, x, 1usize);
            let v = __c::load::<S, u8, i16, V>(s, w1, 0usize);
            __c::sub::<S, i16, V>(&mut a0, v);
            let v = __c::load::<S, u8, i16, V>(s, w1, 1usize);
            __c::add::<S, i16, V>(&mut a1, v);
            let w2 = view.window::<S, i16, V>(2usize, x, 1usize);
            let v = __c::load::<S, u8, i16, V>(s, w2, 0usize);
            __c::sub::<S, i16, V>(&mut a1, v);
            let v = __c::load::<S, u8, i16, V>(s, w2, 1usize);
            __c::add::<S, i16, V>(&mut a2, v);
            let w3 = view.window::<S, i16, V>(3usize, x, 1usize);
            let v = __c::load::<S, u8, i16, V>(s, w3, 0usize);
            __c::sub::<S, i16, V>(&mut a2, v);
            let v = __c::load::<S, u8, i16, V>(s, w3, 1usize);
            __c::add::<S, i16, V>(&mut a3, v);
            let w4 = view.window::<S, i16, V>(4usize, x, 0usize);
            let v = __c::load::<S, u8, i16, V>(s, w4, 0usize);
            __c::sub::<S, i16, V>(&mut a3, v);
            [a0, a1, a2, a3]
        }
    }
    #[automatically_derived]
    impl __c::Generated for Cross {
        type In = u8;
        type Out = i16;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            given: false,
            input: __c::ElementType::U8,
            output: __c::ElementType::I16,
            geometry: __c::Geometry {
                rows: __c::Axis {
                    kernel: 2usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                },
                columns: __c::Axis {
                    kernel: 2usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            overflow: __c::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::Integer {
                taps: &[0, 1, -1, 0],
                multiply: 1,
                divide: 1,
            }
        }
        fn run(&self, job: __c::Job<'_, u8, i16>) -> __c::Result<(), __c::Error> {
            job.direct::<
                    u8,
                >(&__c::Tiles::<_, i16, 4usize, 2usize, 2usize>::new(__CrossDirect))
        }
    }
    #[automatically_derived]
    impl __c::GeneratedPlane for Cross {}
    #[automatically_derived]
    impl Cross {
        /// Filters an array of `H` rows of `W` elements, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: usize,
            const W: usize,
            const OH: usize,
            const OW: usize,
        >(&self, src: &[[u8; W]; H]) -> [[i16; OW]; OH] {
            __c::apply_array(self, src)
        }
    }
};
