//! Kernels and layers that are wrong on purpose, each in one way: what comparing them must find.
//! For tests of this project, which call the functions; they panic where something is not found.
#![expect(missing_docs, reason = "names say what is checked")]

use super::harness::{Ways, compare, sizes};
use super::kernels::{Judged, Kernels};
use super::layers::{Judge, Layers};
use crate::api::{DynKernel, DynLayer, DynSignal, Kind};
use crate::data::{Error, Level, Mismatch, Way};
use crate::oracle::reference::Exact;
use alloc::boxed::Box;
use alloc::vec::Vec;
use conv_plan::number::Scalar;
use conv_plan::plan::layer::Algorithm;
use conv_plan::rules::layer::{Layout, TensorShape, Winograd};
use conv_plan::window::{Border, Padding, Window};

/// By how much wrong outputs are wrong.
const BY: i64 = 1000;

/// Something to compare, whose last output is wrong in one way, on one level or all.
struct Wrong<W: Ways> {
    ways: W,
    way: Way,
    level: Option<Level>,
    spoil: Spoil<W::Sum>,
}

/// What is wrong with the sums of the reference.
enum Spoil<S> {
    /// The last.
    Last(fn(&mut S)),
    /// There are none.
    Drop,
}

impl<W: Ways> Ways for Wrong<W> {
    type In = W::In;
    type Out = W::Out;
    type Sum = W::Sum;
    const WORK: usize = W::WORK;
    const EXHAUSTIVE: usize = W::EXHAUSTIVE;

    fn rank(&self) -> usize {
        self.ways.rank()
    }

    fn window(&self) -> Window {
        self.ways.window()
    }

    fn one_axis(&self) -> bool {
        self.ways.one_axis()
    }

    fn depth(&self) -> usize {
        self.ways.depth()
    }

    fn staging(&self, input: [usize; 4], output: [usize; 4]) -> Option<usize> {
        self.ways.staging(input, output)
    }

    fn input(&self, images: usize, rows: usize, columns: usize) -> [usize; 4] {
        self.ways.input(images, rows, columns)
    }

    fn output(&self, input: [usize; 4]) -> Result<[usize; 4], Error> {
        self.ways.output(input)
    }

    fn methods(&self) -> &'static [Way] {
        self.ways.methods()
    }

    fn run(
        &mut self,
        way: Way,
        level: Level,
        x: &[W::In],
        shape: [usize; 4],
        y: &mut [W::Out],
    ) -> Result<(), Error> {
        self.ways.run(way, level, x, shape, y)?;
        if way == self.way && self.level.is_none_or(|wrong| wrong == level) {
            spoil(y);
        }
        Ok(())
    }

    fn sums(
        &self,
        x: &[W::In],
        shape: [usize; 4],
        outputs: &[usize],
    ) -> Result<Vec<W::Sum>, Error> {
        let mut sums = self.ways.sums(x, shape, outputs)?;
        if self.way == Way::Reference {
            match self.spoil {
                Spoil::Last(spoil) => sums.last_mut().into_iter().for_each(spoil),
                Spoil::Drop => sums.clear(),
            }
        }
        Ok(sums)
    }

    fn matrix(
        &self,
        x: &[W::In],
        shape: [usize; 4],
        outputs: &[usize],
    ) -> Result<Vec<W::Out>, Error> {
        let mut y = self.ways.matrix(x, shape, outputs)?;
        if self.way == Way::Matrix {
            spoil(&mut y);
        }
        Ok(y)
    }

    fn finish(&self, sum: &W::Sum) -> W::Out {
        self.ways.finish(sum)
    }

    fn agrees(&self, sum: &W::Sum, found: W::Out) -> bool {
        self.ways.agrees(sum, found)
    }
}

fn spoil<Out: Scalar>(y: &mut [Out]) {
    if let Some(last) = y.last_mut() {
        *last = match Out::TYPE.is_float() {
            true => Out::from_f64(last.to_f64() + BY as f64),
            false => Out::from_i64_wrapping(last.to_i64() + BY),
        };
    }
}

fn spoil_sum(Judged { sums, .. }: &mut Judged) {
    let sum = &mut sums[0];
    sum.exact = match sum.exact {
        Exact::Integer(sum) => Exact::Integer(sum + i128::from(BY)),
        Exact::Float { high, low } => Exact::Float {
            high: high + BY as f64,
            low,
        },
    };
}

fn spoil_judge(judge: &mut Judge) {
    judge.sum.integer += i128::from(BY);
    judge.sum.value += BY as f64;
}

/// What comparing finds where one way is wrong.
fn found<W: Ways>(
    ways: W,
    spoil: fn(&mut W::Sum),
    way: Way,
    level: Option<Level>,
) -> Box<Mismatch> {
    let mut wrong = Wrong {
        ways,
        way,
        level,
        spoil: Spoil::Last(spoil),
    };
    match compare(&mut wrong, "Wrong") {
        Err(Error::Mismatch(mismatch)) => mismatch,
        other => panic!("{way:?} is wrong, and comparing gives {other:?}"),
    }
}

/// Checks that each wrong way and level is named, with the last output of the smallest input.
fn each_is_named<W: Ways>(make: impl Fn() -> W, spoil: fn(&mut W::Sum)) {
    let ways = make();
    let levels: Vec<Level> = Level::available().collect();
    let smallest = ways.input(1, 1, 1);
    let output = ways.output(smallest).expect("the smallest input is taken");
    let skipped = 4 - ways.rank();
    let methods = ways.methods().iter().map(|&way| (way, None));
    let on_levels = [Way::ApplyIntoAt, Way::RunTime]
        .into_iter()
        .flat_map(|way| levels.iter().map(move |&level| (way, Some(level))));
    let oracles = [(Way::Matrix, None), (Way::Reference, None)];
    for (way, level) in methods.chain(on_levels).chain(oracles) {
        let mismatch = found(make(), spoil, way, level);
        let against = match way {
            Way::ApplyIntoAt | Way::Matrix => (way, Way::Reference),
            Way::Reference => (Way::Matrix, way),
            _ => (way, Way::ApplyIntoAt),
        };
        assert_eq!((mismatch.way, mismatch.against), against, "{mismatch}");
        let named = match way {
            Way::ApplyIntoAt | Way::RunTime => level,
            Way::Matrix | Way::Reference => None,
            _ => Some(Level::best()),
        };
        assert_eq!(mismatch.level, named, "{mismatch}");
        assert_eq!(mismatch.input, &smallest[skipped..], "{mismatch}");
        let last: Vec<usize> = output[skipped..].iter().map(|size| size - 1).collect();
        assert_eq!(mismatch.position, last, "{mismatch}");
        let by = (mismatch.found - mismatch.expected).abs();
        assert!((by - BY as f64).abs() < 1e-3, "{mismatch}");
        assert_eq!(mismatch.kernel, "Wrong");
    }
}

#[inline]
pub fn each_way_in_which_a_plane_kernel_is_wrong_is_named() {
    let taps = [[1, -2, 1], [0, 3, 0]];
    let integer = DynKernel::<u8, i32>::builder(taps).padding([2, 3]).build();
    let integer = integer.expect("the kernel keeps the rules");
    each_is_named(|| Kernels::plane(&integer), spoil_sum);
    let float = DynKernel::<f32, f64>::builder([[0.5f32, 0.25]])
        .padding([0, 1])
        .build();
    let float = float.expect("the kernel keeps the rules");
    each_is_named(|| Kernels::plane(&float), spoil_sum);
}

#[inline]
pub fn each_way_in_which_a_signal_kernel_is_wrong_is_named() {
    let integer = DynSignal::<i16, i32>::builder([1, 2, 1])
        .padding([1, 1])
        .build();
    let integer = integer.expect("the kernel keeps the rules");
    each_is_named(|| Kernels::signal(&integer), spoil_sum);
    let float = DynSignal::<f64, f64>::builder([0.5, 0.25])
        .padding([1, 1])
        .build();
    let float = float.expect("the kernel keeps the rules");
    each_is_named(|| Kernels::signal(&float), spoil_sum);
}

#[inline]
pub fn each_way_in_which_a_layer_is_wrong_is_named() {
    let integer = DynLayer::<u8, i32>::builder([1, -2, 3, 4], [2, 2, 1, 1])
        .bias([7, -7])
        .build();
    let integer = integer.expect("the layer keeps the rules");
    each_is_named(
        || Layers::new(&integer).expect("it fits the memory"),
        spoil_judge,
    );
    for algorithm in [
        Algorithm::Direct,
        Algorithm::Winograd2,
        Algorithm::Winograd4,
    ] {
        let float = DynLayer::<f32, f32>::builder([0.125f32; 18], [2, 1, 3, 3])
            .padding(1)
            .winograd(Winograd::Auto)
            .build()
            .and_then(|layer| layer.with_algorithm(algorithm));
        let float = float.expect("the layer keeps the rules");
        each_is_named(
            || Layers::new(&float).expect("it fits the memory"),
            spoil_judge,
        );
    }
}

#[inline]
pub fn a_reference_without_sums_is_an_error() {
    let kernel = DynSignal::<u8, i32>::builder([1, 2, 1]).build();
    let kernel = kernel.expect("the kernel keeps the rules");
    let mut wrong = Wrong {
        ways: Kernels::signal(&kernel),
        way: Way::Reference,
        level: None,
        spoil: Spoil::Drop,
    };
    let result = compare(&mut wrong, "Wrong");
    assert_eq!(result, Err(Error::NothingCompared));
}

/// A window of 2 x 2 taps that are 4096 apart makes even a layer of one pixel stage 4097 x 4097
/// elements.
#[inline]
pub fn the_padding_that_a_layer_stages_is_counted() {
    const REACH: usize = 4096;
    for layout in Layout::ALL {
        let layer = DynLayer::<f32, f32>::builder([0.5f32; 4], [1, 1, 2, 2])
            .dilation(REACH)
            .padding(Padding::Same)
            .border(Border::Wrap)
            .layout(layout)
            .build();
        let layer = layer.expect("the layer keeps the rules");
        let sizes = sizes(&Layers::new(&layer).expect("it fits the memory"));
        let staged = sizes.iter().map(|size| {
            let shape = TensorShape::new(size.shape, layout);
            let fills = if size.every_input { 3 } else { 1 };
            fills * shape.images * (shape.rows + REACH) * (shape.columns + REACH)
        });
        let staged: usize = staged.sum();
        assert!(!sizes.is_empty(), "{layout}");
        assert!(staged < 1 << 26, "{layout}: {staged} elements");
    }
}

#[inline]
pub fn a_run_time_kernel_knows_its_kind_and_its_type() {
    let kernel = DynSignal::<u8, i32>::builder([1, 2, 1]).build();
    let kernel = kernel.expect("the kernel keeps the rules");
    let behind: &dyn crate::api::SignalFilter<In = u8, Out = i32> = &kernel;
    assert!(matches!(behind.kind(), Kind::Signal(_)));
    assert!(behind.type_name().ends_with("DynSignal<u8, i32>"));
}

#[inline]
pub fn a_mismatch_names_types_as_a_user_writes_them() {
    for (name, expected) in [
        (
            "conv_runtime::api::dynamic::DynSignal<f32, f32>",
            "DynSignal<f32, f32>",
        ),
        (
            "conv_runtime::api::layer::DynLayer<u8, i32>",
            "DynLayer<u8, i32>",
        ),
        ("mine::filters::Blur", "mine::filters::Blur"),
        (
            "mine::Both<conv_runtime::api::dynamic::DynKernel<u8, u8>, mine::Blur>",
            "mine::Both<DynKernel<u8, u8>, mine::Blur>",
        ),
    ] {
        assert_eq!(super::as_written(name), expected);
    }
}
