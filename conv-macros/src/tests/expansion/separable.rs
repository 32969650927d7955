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
    struct __SmoothVertical;
    impl __c::Body<u8, u16, 4usize> for __SmoothVertical {
        #[inline(always)]
        fn finish(&self) -> &__c::Finish {
            const FINISH: __c::Finish = __c::Finish::IDENTITY;
            &FINISH
        }
        fn visit(&self, visit: &mut dyn __c::FnMut(usize, usize, u16)) {
            const TAPS: &[(usize, usize, u16)] = &[
                (0usize, 0usize, 1),
                (1usize, 0usize, 2),
                (2usize, 0usize, 2),
                (3usize, 0usize, 2),
                (4usize, 0usize, 1),
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
        ) -> __c::Block<S, u16, 4usize, V> {
            let [mut a0, mut a1, mut a2, mut a3] = __c::empty::<S, u16, 4usize, V>(s);
            let t1 = __c::splat::<S, u16>(s, 2);
            let w0 = view.window::<S, u16, V>(0usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w0, 0usize);
            __c::add::<S, u16, V>(&mut a0, v);
            let w1 = view.window::<S, u16, V>(1usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w1, 0usize);
            __c::mul_add::<S, u16, V>(&mut a0, v, t1);
            __c::add::<S, u16, V>(&mut a1, v);
            let w2 = view.window::<S, u16, V>(2usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w2, 0usize);
            __c::mul_add::<S, u16, V>(&mut a0, v, t1);
            __c::mul_add::<S, u16, V>(&mut a1, v, t1);
            __c::add::<S, u16, V>(&mut a2, v);
            let w3 = view.window::<S, u16, V>(3usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w3, 0usize);
            __c::mul_add::<S, u16, V>(&mut a0, v, t1);
            __c::mul_add::<S, u16, V>(&mut a1, v, t1);
            __c::mul_add::<S, u16, V>(&mut a2, v, t1);
            __c::add::<S, u16, V>(&mut a3, v);
            let w4 = view.window::<S, u16, V>(4usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w4, 0usize);
            __c::add::<S, u16, V>(&mut a0, v);
            __c::mul_add::<S, u16, V>(&mut a1, v, t1);
            __c::mul_add::<S, u16, V>(&mut a2, v, t1);
            __c::mul_add::<S, u16, V>(&mut a3, v, t1);
            let w5 = view.window::<S, u16, V>(5usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w5, 0usize);
            __c::add::<S, u16, V>(&mut a1, v);
            __c::mul_add::<S, u16, V>(&mut a2, v, t1);
            __c::mul_add::<S, u16, V>(&mut a3, v, t1);
            let w6 = view.window::<S, u16, V>(6usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w6, 0usize);
            __c::add::<S, u16, V>(&mut a2, v);
            __c::mul_add::<S, u16, V>(&mut a3, v, t1);
            let w7 = view.window::<S, u16, V>(7usize, x, 0usize);
            let v = __c::load::<S, u8, u16, V>(s, w7, 0usize);
            __c::add::<S, u16, V>(&mut a3, v);
            [a0, a1, a2, a3]
        }
    }
    struct __SmoothHorizontal;
    impl __c::Body<u16, u16, 1usize> for __SmoothHorizontal {
        #[inline(always)]
        fn finish(&self) -> &__c::Finish {
            const FINISH: __c::Finish = __c::Finish {
                multiply: 1,
                divide: 24,
                division: __c::Division::Single,
                single: 0.041666668f32,
                double: 0.041666666666666664f64,
                overflow: __c::None,
            };
            &FINISH
        }
        fn visit(&self, visit: &mut dyn __c::FnMut(usize, usize, u16)) {
            const TAPS: &[(usize, usize, u16)] = &[
                (0usize, 0usize, 1),
                (0usize, 1usize, 1),
                (0usize, 2usize, 1),
            ];
            for &(row, column, tap) in TAPS {
                visit(row, column, tap);
            }
        }
        #[inline(always)]
        fn tile<S: __c::Simd, const V: usize>(
            &self,
            s: S,
            view: __c::View<'_, u16>,
            x: usize,
        ) -> __c::Block<S, u16, 1usize, V> {
            let [mut a0] = __c::empty::<S, u16, 1usize, V>(s);
            let w0 = view.window::<S, u16, V>(0usize, x, 2usize);
            let v = __c::load::<S, u16, u16, V>(s, w0, 0usize);
            __c::add::<S, u16, V>(&mut a0, v);
            let v = __c::load::<S, u16, u16, V>(s, w0, 1usize);
            __c::add::<S, u16, V>(&mut a0, v);
            let v = __c::load::<S, u16, u16, V>(s, w0, 2usize);
            __c::add::<S, u16, V>(&mut a0, v);
            [a0]
        }
    }
    #[automatically_derived]
    impl __c::Generated for Smooth {
        type In = u8;
        type Out = u8;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            given: false,
            input: __c::ElementType::U8,
            output: __c::ElementType::U8,
            geometry: __c::Geometry {
                rows: __c::Axis {
                    kernel: 5usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Same,
                },
                row_border: __c::Border::Replicate,
                column_border: __c::Border::Replicate,
            },
            overflow: __c::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::Integer {
                taps: &[1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1],
                multiply: 1,
                divide: 24,
            }
        }
        fn run(&self, job: __c::Job<'_, u8, u8>) -> __c::Result<(), __c::Error> {
            job.separable::<
                    u8,
                    u16,
                >(
                &__c::Tiles::<_, u16, 4usize, 2usize, 2usize>::new(__SmoothVertical),
                &__c::Tiles::<_, u16, 1usize, 2usize, 2usize>::new(__SmoothHorizontal),
            )
        }
    }
    #[automatically_derived]
    impl __c::GeneratedPlane for Smooth {}
    #[automatically_derived]
    impl Smooth {
        /// Filters an array of `H` rows of `W` elements, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: usize,
            const W: usize,
            const OH: usize,
            const OW: usize,
        >(&self, src: &[[u8; W]; H]) -> [[u8; OW]; OH] {
            __c::apply_array(self, src)
        }
    }
};
