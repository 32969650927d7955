#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
struct Learned {
    taps: [[f32; 3usize]; 3usize],
}
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
    #[automatically_derived]
    impl __c::Generated for Learned {
        type In = f32;
        type Out = f32;
        const DECLARATION: __c::Declaration = __c::Declaration {
            signal: false,
            given: true,
            input: __c::ElementType::F32,
            output: __c::ElementType::F32,
            geometry: __c::Geometry {
                rows: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                columns: __c::Axis {
                    kernel: 3usize,
                    stride: 1usize,
                    dilation: 1usize,
                    padding: __c::AxisPadding::Valid,
                },
                row_border: __c::Border::Zero,
                column_border: __c::Border::Zero,
            },
            overflow: __c::None,
        };
        fn weights(&self) -> __c::WeightsRef<'_> {
            __c::WeightsRef::Single(self.taps.as_flattened())
        }
        fn run(&self, job: __c::Job<'_, f32, f32>) -> __c::Result<(), __c::Error> {
            const FINISH: __c::Finish = __c::Finish {
                multiply: 1,
                divide: 1,
                division: __c::Division::None,
                single: 1f32,
                double: 1f64,
                overflow: __c::None,
            };
            job.direct::<
                    f32,
                >(
                &__c::Tiles::<
                    _,
                    f32,
                    4usize,
                    2usize,
                    2usize,
                >::new(
                    __c::Given::<
                        '_,
                        f32,
                        3usize,
                        3usize,
                        1usize,
                        1usize,
                        1usize,
                        1usize,
                    >::new(&self.taps, FINISH),
                ),
            )
        }
    }
    #[automatically_derived]
    impl __c::GeneratedPlane for Learned {}
    #[automatically_derived]
    impl Learned {
        /// Filters an array of `H` rows of `W` elements, without an allocator.
        ///
        /// A wrong output height `OH` or width `OW` fails the build.
        #[must_use]
        pub fn apply_array<
            const H: usize,
            const W: usize,
            const OH: usize,
            const OW: usize,
        >(&self, src: &[[f32; W]; H]) -> [[f32; OW]; OH] {
            __c::apply_array(self, src)
        }
    }
    #[automatically_derived]
    impl Learned {
        /// The kernel with these taps, row by row.
        ///
        /// # Errors
        ///
        /// `Error::NotFinite` for a tap that is NaN, infinite, or becomes so when it is scaled.
        pub fn new(taps: [[f32; 3usize]; 3usize]) -> __c::Result<Self, __c::Error> {
            __c::Result::Ok(Self {
                taps: __c::singles(
                    taps,
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
};
