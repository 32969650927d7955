//! `verify` takes kernels and layers of every kind, always compares something, and finds what is
//! wrong.
#![allow(clippy::unwrap_used)]

use conv_kernel::__private as generated;
use conv_kernel::prelude::*;
use conv_kernel::{
    Algorithm, Convolution, Element, ElementType, KernelBuilder, Mismatch, SignalBuilder, Tap,
    Taps, Way, verify,
};
use conv_plan::window::{Axis, AxisPadding, Window};
use std::sync::OnceLock;

/// Taps of any sizes: zeros, and numbers of both signs.
fn taps(sizes: &[usize]) -> Taps {
    let tap = |at: usize| Tap::integer((at * at % 7) as i64 - 3);
    Taps::new(
        sizes.to_vec(),
        (0..sizes.iter().product()).map(tap).collect(),
    )
}

/// A struct as the macro writes it, whose body has another last tap than its declaration.
#[derive(Debug)]
struct Liar<const ROWS: usize, const COLUMNS: usize, const DILATION: usize>(
    OnceLock<DynKernel<u8, i32>>,
);

static ONES: [i64; 4096] = [1; 4096];

impl<const R: usize, const C: usize, const D: usize> generated::Declared for Liar<R, C, D> {
    type Kind = generated::Planes;
}

impl<const R: usize, const C: usize, const D: usize> generated::Generated for Liar<R, C, D> {
    type In = u8;
    type Out = i32;
    const DECLARATION: generated::Declaration = generated::Declaration {
        signal: false,
        runtime_taps: false,
        input: ElementType::U8,
        output: ElementType::I32,
        window: Window {
            rows: valid(R, D),
            columns: valid(C, D),
            row_border: Border::Zero,
            column_border: Border::Zero,
        },
        overflow: None,
        method: Method::Direct,
        arithmetic: Arithmetic::Fused,
        missing: Missing::Propagate,
        quantized: None,
        separable_error: None,
    };

    fn weights(&self) -> generated::WeightsRef<'_> {
        generated::WeightsRef::Integer {
            taps: &ONES[..R * C],
            multiply: 1,
            divide: 1,
        }
    }

    fn run<const N: usize>(&self, job: generated::Job<'_, u8, i32>) -> Result<(), Error> {
        let wrong = self.0.get_or_init(|| {
            let mut taps = vec![Tap::integer(1); R * C];
            taps[R * C - 1] = Tap::integer(2);
            let taps = Taps::new(vec![R, C], taps);
            let kernel = DynKernel::builder(taps).dilation(D).build();
            kernel.expect("the kernel keeps the rules")
        });
        Filter::run(wrong, job)
    }
}

const fn valid(kernel: usize, dilation: usize) -> Axis {
    Axis {
        kernel,
        stride: 1,
        dilation,
        padding: AxisPadding::Valid,
        interpolate: 1,
    }
}

/// What `verify` finds in a kernel whose last tap is wrong.
fn lie<const R: usize, const C: usize, const D: usize>() -> Mismatch {
    match verify(&Liar::<R, C, D>(OnceLock::new())) {
        Err(Error::Mismatch(mismatch)) => *mismatch,
        other => panic!("{R}x{C} by {D} gives {other:?}"),
    }
}

#[test]
fn a_wrong_tap_is_found_in_valid_windows_of_every_extent() {
    for (mismatch, input) in [
        (lie::<1, 1, 1>(), [1, 1]),
        (lie::<18, 4, 1>(), [18, 4]),
        (lie::<18, 18, 1>(), [18, 18]),
        (lie::<33, 47, 1>(), [33, 47]),
        (lie::<64, 64, 1>(), [64, 64]),
        (lie::<3, 3, 10>(), [21, 21]),
        (lie::<3, 3, 1000>(), [2001, 2001]),
    ] {
        assert_eq!(mismatch.way, Way::ApplyIntoAt, "{mismatch}");
        assert_eq!(mismatch.against, Way::Reference, "{mismatch}");
        assert_eq!(mismatch.level, Level::available().next(), "{mismatch}");
        assert_eq!(mismatch.input, input, "{mismatch}");
        assert_eq!(mismatch.position, [0, 0], "{mismatch}");
        assert!(mismatch.found > mismatch.expected, "{mismatch}");
    }
}

#[test]
fn a_mismatch_is_a_sentence_that_names_everything() {
    let mismatch = Mismatch {
        kernel: "Blur".into(),
        level: Level::available().next(),
        way: Way::RunTime,
        against: Way::ApplyIntoAt,
        input: vec![5, 7],
        position: vec![1, 2],
        found: 3.0,
        expected: 4.0,
    };
    let sentence = |mismatch: Mismatch| Error::from(Box::new(mismatch)).to_string();
    assert_eq!(
        sentence(mismatch.clone()),
        "Blur: the run-time kernel gives 3, `apply_into_at` gives 4 on scalar at row 1, column 2 of the output for an input of 5 rows and 7 columns"
    );
    let signal = Mismatch {
        level: None,
        way: Way::Matrix,
        against: Way::Reference,
        input: vec![9],
        position: vec![8],
        ..mismatch.clone()
    };
    assert_eq!(
        sentence(signal),
        "Blur: the matrix view gives 3, the reference gives 4 at index 8 of the output for an input of length 9"
    );
    let layer = Mismatch {
        level: None,
        way: Way::ApplyWith,
        input: vec![1, 2, 3, 4],
        position: vec![0, 1, 2, 3],
        ..mismatch
    };
    assert_eq!(
        sentence(layer),
        "Blur: `apply_with` gives 3, `apply_into_at` gives 4 at [0, 1, 2, 3] of the output for an input of shape [1, 2, 3, 4]"
    );
}

fn plane<In: Element, Out: Element>(sizes: &[usize]) -> KernelBuilder<In, Out> {
    DynKernel::builder(taps(sizes))
}

fn signal<In: Element, Out: Element>(count: usize) -> SignalBuilder<In, Out> {
    DynSignal::builder(taps(&[count]))
}

#[test]
fn kernels_of_every_extent_agree_in_every_way() {
    fn agree<In: Element, Out: Element>() {
        for sizes in [[1, 1], [18, 4], [18, 18], [64, 64]] {
            let kernel = plane::<In, Out>(&sizes).build().unwrap();
            assert_eq!(verify(&kernel), Ok(()), "{sizes:?}");
        }
        let dilated = plane::<In, Out>(&[3, 3]).dilation(10);
        assert_eq!(verify(&dilated.build().unwrap()), Ok(()));
        for count in [1, 2, 100] {
            let kernel = signal::<In, Out>(count).build().unwrap();
            assert_eq!(verify(&kernel), Ok(()), "{count}");
        }
    }
    agree::<u8, i32>();
    agree::<f32, f32>();
}

#[test]
fn the_work_for_the_longest_and_widest_windows_is_bounded() {
    let long = plane::<u8, i32>(&[1, 4096]);
    assert_eq!(verify(&long.build().unwrap()), Ok(()));
    let far = plane::<u8, i32>(&[3, 3]).dilation(1000);
    let far = far.padding(Padding::Full).build();
    assert_eq!(verify(&far.unwrap()), Ok(()));
    let strided = plane::<u8, i32>(&[2, 3]).stride([1000, 700]);
    let strided = strided.padding(Padding::Same).build();
    assert_eq!(verify(&strided.unwrap()), Ok(()));
    let long = signal::<f32, f32>(4096).build();
    assert_eq!(verify(&long.unwrap()), Ok(()));
    for padding in [Padding::Valid, Padding::Same, Padding::Full] {
        let far = signal::<f32, f32>(3).dilation(100_000).padding(padding);
        assert_eq!(verify(&far.build().unwrap()), Ok(()));
    }
}

#[test]
fn kernels_with_every_border_agree_in_every_way() {
    for border in [
        Border::Zero,
        Border::Constant(3.0),
        Border::Replicate,
        Border::Reflect,
        Border::Reflect101,
        Border::Wrap,
    ] {
        for padding in [Padding::Same, Padding::SameLower, Padding::Full] {
            let kernel = DynKernel::<u8, i32>::builder(taps(&[4, 5]))
                .padding(padding.clone())
                .border(border)
                .dilation([2, 3])
                .build()
                .unwrap();
            assert_eq!(verify(&kernel), Ok(()), "{border:?}, {padding:?}");
            let kernel = DynSignal::<f32, f32>::builder(taps(&[18]))
                .padding(padding.clone())
                .border(border)
                .build()
                .unwrap();
            assert_eq!(verify(&kernel), Ok(()), "{border:?}, {padding:?}");
        }
    }
}

#[test]
fn layers_of_every_kind_agree_in_every_way() {
    let builder = |shape: [usize; 4], groups| {
        let weights: Vec<f32> = (0..shape.iter().product::<usize>())
            .map(|at| (at % 13) as f32 / 8.0 - 0.75)
            .collect();
        DynLayer::<f32, f32>::builder(weights, shape).groups(groups)
    };
    for layout in Layout::ALL {
        for (shape, groups) in [
            ([1, 1, 1, 1], 1),
            ([6, 2, 3, 3], 3),
            ([16, 1, 3, 3], 16),
            ([40, 24, 1, 1], 1),
            ([2, 3, 18, 4], 1),
            ([1, 1, 64, 64], 1),
        ] {
            let layer = builder(shape, groups).layout(layout).build().unwrap();
            assert_eq!(verify(&layer), Ok(()), "{shape:?} {layout}");
            let far = builder(shape, groups)
                .layout(layout)
                .dilation(10)
                .padding(7);
            assert_eq!(verify(&far.build().unwrap()), Ok(()), "{shape:?} {layout}");
        }
        for algorithm in [Algorithm::Winograd2, Algorithm::Winograd4] {
            let layer = builder([24, 16, 3, 3], 1)
                .layout(layout)
                .padding(1)
                .winograd(Winograd::Always)
                .build();
            let layer = layer.and_then(|layer| layer.with_algorithm(algorithm));
            assert_eq!(verify(&layer.unwrap()), Ok(()), "{algorithm:?} {layout}");
        }
    }
}

#[test]
fn taps_near_the_largest_float_agree_where_sums_overflow() {
    let most = f32::MAX;
    let signal = DynSignal::<f32, f32>::builder([most; 3]).build();
    assert_eq!(verify(&signal.unwrap()), Ok(()));
    let stored = DynKernel::<f32, u8>::builder([[most, most, most], [most, -most, most]])
        .overflow(Overflow::Saturate)
        .build();
    assert_eq!(verify(&stored.unwrap()), Ok(()));
    let layer = DynLayer::<f32, f32>::builder([most; 8], [1, 2, 2, 2]).build();
    assert_eq!(verify(&layer.unwrap()), Ok(()));
    let double = DynSignal::<f64, f64>::builder([f64::MAX; 3]).build();
    assert_eq!(verify(&double.unwrap()), Ok(()));
}

conv_kernel! {
    struct Edge: u8 -> i16 { taps: [[-1, 0, 1]] }
    struct Smooth: f32 { taps: [0.25, 0.5, 0.25], padding: same }
    struct Sum: u8 -> i32 { taps: [[[[1]], [[1]]]] }
    // Their tests are `tested_signal_is_verified` and `tested_layer_is_verified`.
    struct TestedSignal: i16 -> i32 { taps: [1, -2, 3], stride: 2, verify: test }
    struct TestedLayer: f32 { taps: [[[[0.5, 1]], [[2, -1]]]], padding: same, verify: test }
}

#[test]
fn verify_takes_every_kind_behind_dyn_and_in_generic_functions() {
    fn filter<F: Filter + ?Sized>(filter: &F) -> Result<(), Error> {
        verify(filter)
    }
    fn signal(signal: &impl SignalFilter) -> Result<(), Error> {
        verify(signal)
    }
    fn any(any: &dyn Convolution<In = u8, Out = i32>) -> Result<(), Error> {
        verify(any)
    }
    let planes: [Box<dyn Filter<In = u8, Out = i16>>; 2] =
        [Box::new(Edge), Box::new(Edge.to_dyn())];
    for plane in &planes {
        assert_eq!(verify(&**plane), Ok(()));
        assert_eq!(filter(&**plane), Ok(()));
    }
    let smooth: &dyn SignalFilter<In = f32, Out = f32> = &Smooth;
    assert_eq!((verify(smooth), signal(&Smooth)), (Ok(()), Ok(())));
    let sum: &dyn Layer<In = u8, Out = i32> = &Sum;
    assert_eq!((verify(sum), verify(&Sum)), (Ok(()), Ok(())));
    assert_eq!(any(&Sum), Ok(()));
    assert_eq!(any(&Sum.to_dyn().unwrap()), Ok(()));
}

#[test]
fn nothing_to_compare_is_an_error() {
    let far = DynSignal::<u8, i32>::builder([1, 1]).dilation(1 << 40);
    let result = verify(&far.build().unwrap());
    assert_eq!(result, Err(Error::NothingCompared));
    assert_eq!(
        result.unwrap_err().to_string(),
        "nothing was compared: the smallest input that this kernel takes, or its output, is larger than `verify` allows"
    );
    let far = DynKernel::<u8, i32>::builder([[1, 1]]).dilation(usize::MAX / 2);
    if let Ok(far) = far.padding(Padding::Full).build() {
        assert_eq!(verify(&far), Err(Error::NothingCompared));
    }
    let wide = DynLayer::<f32, f32>::builder([1.0f32], [1, 1, 1, 1]).padding(1 << 20);
    assert_eq!(verify(&wide.build().unwrap()), Err(Error::NothingCompared));
}
