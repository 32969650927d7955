//! Differences of Gaussians and others that are sums of products of a column and a row.

use super::{is_defined, is_two_passes};
use conv_kernel::plan::Passes;
use conv_kernel::prelude::*;
use conv_kernel::taps::library::{self, gaussians, smooth};
use conv_kernel::{Border, ConvSpec, Element, Facts, Padding, Plan, Tap, verify};
use conv_kernel_tests::cases::{BORDERS, Random, kernel};
use conv_kernel_tests::checks::both;
use conv_kernel_tests::each_level;
use conv_plan::number::exact_to_double;
use num_rational::BigRational;
use num_traits::ToPrimitive;

conv_kernel! {
    struct Dog: f32 { taps: dog([11, 13], 1.0, 1.6), padding: same, border: reflect101 }
    struct Log: f32 { taps: log([15, 15], 1.75), padding: same, border: replicate }
    struct Unsharp: f32 { taps: 2 * impulse([9, 9]) - gaussian([7, 9], 1.5), padding: same, border: wrap }
    struct Bytes: u8 {
        taps: 1.5 * impulse([9, 9]) - 0.5 * gaussian([9, 9], 2.0), padding: same, border: replicate,
        overflow: saturate,
    }
    struct Strided: u8 -> f32 {
        taps: dog([21, 23], 2.0, 3.0), stride: [2, 3], dilation: [2, 1], padding: [7, 5],
        border: [constant(9), reflect], mode: convolve, scale: 1/3,
    }
    struct Doubles: f64 { taps: dog([13, 11], 1.25, 2.0), padding: full }
    struct Strict: f32 { taps: log([13, 15], 1.5), padding: same, arithmetic: strict }
    struct Four: i32 -> f64 {
        taps: dog([9, 9], 1.0, 1.5) * dog([9, 9], 1.0, 2.0), padding: same,
    }
    struct ByFft: f32 { taps: dog([21, 21], 2.0, 3.2), padding: same, method: fft }
    struct Edges: f32 {
        taps: { fine: dog([11, 11], 1.0, 1.6), coarse: dog([15, 15], 2.0, 3.2) },
        combine: |fine, coarse| max(abs(fine), abs(coarse)),
    }
    struct Grey: f32 { taps: dog([11, 11], 1.0, 1.6), padding: same, channels: [0.25, 0.5, 0.25] }
}

#[test]
fn reference_matrix_dynamic_and_generated_kernels_agree() {
    verify(&Dog).unwrap();
    verify(&Log).unwrap();
    verify(&Unsharp).unwrap();
    verify(&Bytes).unwrap();
    verify(&Strided).unwrap();
    verify(&Doubles).unwrap();
    verify(&Strict).unwrap();
    verify(&Four).unwrap();
    verify(&ByFft).unwrap();
    verify(&Edges).unwrap();
    verify(&Grey).unwrap();
}

/// The products that a kernel of two passes is the sum of; 0 of any other.
fn products(kernel: &ConvSpec) -> usize {
    match Plan::new(kernel).passes() {
        Passes::Two { vertical, .. } => vertical.len(),
        _ => 0,
    }
}

#[test]
fn sums_of_products_have_two_passes_for_each_where_these_are_cheaper() {
    let sums = [
        (Dog.kernel(), 2),
        (Log.kernel(), 3),
        (Unsharp.kernel(), 2),
        (Bytes.kernel(), 2),
        (Strided.kernel(), 2),
        (Doubles.kernel(), 2),
        (Strict.kernel(), 3),
        (Four.kernel(), 4),
    ];
    for (kernel, count) in sums {
        assert_eq!(products(&kernel), count, "{kernel}");
        assert_eq!(kernel.factors().unwrap().products, count);
    }
    let dog = |size| library::difference_of_gaussians(size, 1.0, 1.6).unwrap();
    let of = |taps: Taps| kernel::<f32, f32>(taps, |_| ()).unwrap();
    // 36 multiply-adds twice and two lines: 80 of 81.
    assert_eq!(Plan::new(&of(dog([9, 9]))).operations(), 36);
    for (name, taps) in [
        ("28 of 49", dog([7, 7])),
        (
            "a signal",
            library::difference_of_gaussians(31, 1.0, 1.6).unwrap(),
        ),
        ("a column", dog([31, 1])),
        (
            "too many products",
            dog([31, 31]).convolved(&library::laplacian_of_gaussian([31, 31], 3).unwrap()),
        ),
        (
            "one that is no product",
            dog([31, 31])
                .plus(&Taps::from([[0.1, 0.2], [0.3, 0.7]]))
                .unwrap(),
        ),
    ] {
        let kernel = of(taps);
        assert!(
            !is_two_passes(&kernel) && kernel.factors().is_none(),
            "{name}"
        );
    }
    // The last product ends before the first begins.
    let [right, left] = [14, 0].map(|at| {
        let row: Vec<f64> = (0..15)
            .map(|index| f64::from(u8::from(index == at)))
            .collect();
        Taps::outer(&[0.1; 15].into(), &row.into())
    });
    let blur = smooth::gaussian([15, 15], 2.5).unwrap();
    let apart = right.plus(&blur).unwrap().plus(&left).unwrap();
    let apart = DynKernel::<f32, f32>::builder(apart).build().unwrap();
    assert_eq!(products(&apart.kernel()), 3);
    verify(&apart).unwrap();
    // What is left of products that cancel would have few digits.
    let near = library::difference_of_gaussians([21, 21], 2.0, 2.000_001).unwrap();
    assert_eq!(products(&of(near)), 0);
    // The sum of those that took part would cancel.
    let taps = Taps::from([[2]])
        .plus(&smooth::gaussian([9, 9], 2).unwrap())
        .unwrap();
    assert_eq!(products(&of(taps.clone())), 2);
    let holes = kernel::<f32, f32>(taps, |options| options.missing = Missing::Renormalize);
    assert_eq!(products(&holes.unwrap()), 0);
    // Integers have their own factors, or none.
    let integers = kernel::<f32, f32>(
        library::binomial(15).minus(&library::mean(15, 15)).unwrap(),
        |_| (),
    );
    assert_eq!(products(&integers.unwrap()), 0);
}

fn sums_are_those_of_their_definition(level: Level) {
    let unit = f64::from(f32::EPSILON);
    is_defined(level, &Dog, unit);
    is_defined(level, &Log, unit);
    is_defined(level, &Unsharp, unit);
    fn check<T: Element>(level: Level, taps: &Taps, unit: f64) {
        for border in BORDERS {
            let kernel = DynKernel::<T, T>::builder(taps.clone());
            let kernel = kernel.padding(Padding::Same).border(border).build();
            is_defined(level, &kernel.unwrap(), unit);
        }
    }
    check::<f32>(
        level,
        &library::difference_of_gaussians([11, 13], 1.0, 1.6).unwrap(),
        unit,
    );
    check::<f32>(
        level,
        &library::laplacian_of_gaussian([25, 15], 2).unwrap(),
        unit,
    );
    check::<f64>(
        level,
        &library::difference_of_gaussians([15, 11], 1.5, 2).unwrap(),
        f64::EPSILON,
    );
}

fn a_difference_of_gaussians_is_that_of_two_kernels(level: Level) {
    let (width, height) = (61, 47);
    let mut random = Random::new(3);
    let data: Vec<f32> = (0..width * height).map(|_| random.unit() as f32).collect();
    let wide: Vec<f64> = data.iter().map(|&value| value.into()).collect();
    let gaussian = |sigma: f64| {
        let kernel = DynKernel::<f64, f64>::builder(smooth::gaussian([11, 13], sigma).unwrap());
        let kernel = kernel
            .padding(Padding::Same)
            .border(Border::Reflect101)
            .build();
        both(level, &kernel.unwrap(), &wide, width)
    };
    let (fine, coarse) = (gaussian(1.0), gaussian(1.6));
    let found = both(level, &Dog, &data, width);
    // Both sums of weights are 1, and the inputs are below 1: 48 operations, and each factor rounded.
    let bound = 52.0 * f64::from(f32::EPSILON) * 2.0;
    for (place, found) in found.into_iter().enumerate() {
        let expected = fine[place] - coarse[place];
        let off = (f64::from(found) - expected).abs();
        assert!(off <= bound, "{level}, {place}: {expected}, {off}");
    }
}

each_level!(
    sums_are_those_of_their_definition,
    a_difference_of_gaussians_is_that_of_two_kernels,
);

#[test]
fn the_algebra_keeps_a_sum_of_products() {
    let dog = library::difference_of_gaussians([13, 15], 1.5, [2.0, 2.5]).unwrap();
    let blur = smooth::gaussian([9, 11], 2).unwrap();
    let slope = gaussians::derivative([11, 9], 2, &[0, 1]).unwrap();
    let third = exact_to_double(&BigRational::new(1.into(), 3.into()));
    for (name, taps) in [
        ("flipped", dog.flipped()),
        ("transposed", dog.transposed()),
        ("rotated", dog.rotated90()),
        ("scaled", dog.scaled(-3)),
        ("divided", dog.divided(7).unwrap()),
        ("times a float", dog.scaled(third)),
        ("normalized", dog.normalized().unwrap()),
        ("plus", blur.plus(&slope).unwrap()),
        ("minus", blur.minus(&slope).unwrap()),
        ("minus an impulse", blur.minus(&Taps::from([[1]])).unwrap()),
        (
            "plus an exact product",
            blur.plus(&library::binomial(9)).unwrap(),
        ),
        (
            "an exact product and it",
            library::mean(13, 3).plus(&blur).unwrap(),
        ),
        (
            "plus zeros",
            dog.plus(&Taps::new(vec![17, 17], vec![0.into(); 289]))
                .unwrap(),
        ),
        ("convolved", dog.convolved(&blur)),
        (
            "convolved with an exact product",
            library::sobel_x().convolved(&dog),
        ),
    ] {
        let found = kernel::<f32, f32>(taps.clone(), |_| ()).unwrap();
        assert_eq!(products(&found), 2, "{name}");
        for (index, tap) in taps.values().iter().enumerate() {
            let exact = exact_to_double(&tap.exact().unwrap());
            // Two factors of each product, each rounded once.
            let bound = found.magnitude(index) * f64::from(f32::EPSILON) * 1.0001;
            let off = (found.tap_f64(index) - exact).abs();
            assert!(off <= bound, "{name}, tap {index}: {exact} {off}");
        }
    }
}

#[test]
fn gain_rank_and_range_are_those_of_the_sum() {
    for (kernel, rank) in [(Dog.kernel(), 2), (Log.kernel(), 3), (Doubles.kernel(), 2)] {
        let plan = Plan::new(&kernel);
        let facts = Facts::new(&plan);
        assert_eq!(facts.rank().unwrap(), rank);
        let factors = kernel.factors().unwrap();
        let exact = |value: f64| BigRational::from_float(value).unwrap();
        let taps = (0..factors.count()).flat_map(|index| factors.of_tap(index));
        let sum: BigRational = taps.map(|(a, b)| exact(a) * exact(b)).sum();
        assert_eq!(facts.gain(), sum.to_f64().unwrap());
    }
    // Two products of one column are one.
    let (column, row) = (Taps::from([0.1; 11]), Taps::from([0.3; 13]));
    let twice = Taps::outer(&column, &row)
        .minus(&Taps::outer(&column, &row.scaled(0.5)))
        .unwrap();
    let twice = kernel::<f32, f32>(twice, |_| ()).unwrap();
    assert_eq!(products(&twice), 2);
    assert_eq!(Facts::new(&Plan::new(&twice)).rank().unwrap(), 1);
    // Of 255 times the taps, which cancel, and of the rounding of products, which do not.
    let [low, high] = Bytes.kernel().result_range();
    let [negative, positive] = [-1.0, 1.0].map(|sign: f64| {
        let kernel = Bytes.kernel();
        let taps = (0..kernel.tap_count()).map(|tap| (sign * kernel.tap_f64(tap)).max(0.0));
        255.0 * taps.sum::<f64>()
    });
    assert!(
        low < -negative && low > -negative - 0.02,
        "{low} {negative}"
    );
    assert!(
        high > positive && high < positive + 0.02,
        "{high} {positive}"
    );
}

#[test]
fn a_sum_is_read_as_it_was_written() {
    let taps = library::laplacian_of_gaussian([15, 15], 2).unwrap();
    let spec = kernel::<u8, f32>(taps.clone(), |options| options.scale = Tap::ratio(1, 3)).unwrap();
    let text = serde_json::to_string(&spec).unwrap();
    let again: ConvSpec = serde_json::from_str(&text).unwrap();
    assert_eq!(again, spec);
    assert_eq!(products(&again), 3);
    let text = serde_json::to_string(&taps).unwrap();
    let again = serde_json::from_str::<Taps>(&text).unwrap();
    assert_eq!(again, taps);
    assert_eq!(
        kernel::<u8, f32>(again, |options| options.scale = Tap::ratio(1, 3)).unwrap(),
        spec
    );
}

#[test]
fn special_values_reach_both_products() {
    let dog = Dog.to_dyn();
    let (width, height) = (40, 30);
    for (value, far) in [
        (f32::NAN, 5.0),
        (f32::INFINITY, 5.0),
        (f32::NEG_INFINITY, 5.0),
    ] {
        let mut data = vec![far; width * height];
        data[15 * width + 20] = value;
        let plane = Plane::new(&data, width, height).unwrap();
        let sums = conv_kernel::reference::sums(&Dog.kernel(), plane).unwrap();
        for filter in [&Dog as &dyn Filter<In = f32, Out = f32>, &dog] {
            let found = filter.apply(plane).unwrap();
            for (place, (found, sum)) in found.data().iter().zip(sums.data()).enumerate() {
                let (y, x) = (place / width, place % width);
                let reached = y.abs_diff(15) <= 5 && x.abs_diff(20) <= 6;
                // One product is an infinity and the other its opposite.
                assert_eq!(found.is_nan(), reached, "{value} {y} {x} {found}");
                assert_eq!(sum.to_f64().is_nan(), reached);
            }
        }
    }
}

#[test]
fn the_plan_says_what_is_summed() {
    let text = Dog.explain().to_string();
    for words in [
        "a sum of 2 products: 48 multiply-adds in two passes for each instead of 143",
        "down: 11 taps into line 0,",
        "down: 11 taps into line 1,",
        "across: 26 taps over 2 lines,",
    ] {
        assert!(text.contains(words), "{text}");
    }
}
