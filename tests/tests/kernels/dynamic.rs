//! Run-time kernels against reference and matrix.
use conv_kernel::*;

fn pair<In: Element, Out: Element>() {
    for (first, taps) in [
        Taps::from([[1, -2, 1], [0, 3, 0], [-1, 2, -1]]),
        Taps::from([[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        Taps::from([
            [1, 4, 6, 4, 1],
            [4, 16, 24, 16, 4],
            [6, 24, 36, 24, 6],
            [4, 16, 24, 16, 4],
            [1, 4, 6, 4, 1],
        ]),
    ]
    .into_iter()
    .enumerate()
    {
        let scales = [
            Tap::integer(1),
            Tap::ratio(1, 16).unwrap(),
            Tap::ratio(-3, 7).unwrap(),
            Tap::Binary(0.3),
        ];
        // Each scale meets each stride once, with one of the taps.
        for (second, scale) in scales.into_iter().enumerate() {
            let stride = 1 + (first + second) % 3;
            let kernel = DynKernel::<In, Out>::builder(taps.clone())
                .padding(Padding::Same)
                .border(Border::Reflect101)
                .stride(stride)
                .scale(scale.clone())
                .overflow(Overflow::Saturate)
                .build()
                .unwrap();
            if let Err(error) = verify(&kernel) {
                panic!(
                    "{} -> {} {scale:?} {stride}: {error}\n{}",
                    In::TYPE,
                    Out::TYPE,
                    kernel.explain()
                );
            }
        }
    }
}

fn row<In: Element>() {
    pair::<In, u8>();
    pair::<In, i8>();
    pair::<In, u16>();
    pair::<In, i16>();
    pair::<In, i32>();
    pair::<In, f32>();
    pair::<In, f64>();
}

/// A test for each type of inputs, so that they run at the same time.
macro_rules! every_type_agrees_with_the_reference {
    ($($from:ident)*) => {
        mod every_output_type_agrees_with_the_reference {
            $(#[test]
            fn $from() {
                super::row::<$from>();
            })*
        }
    };
}

every_type_agrees_with_the_reference! { u8 i8 u16 i16 i32 f32 f64 }
