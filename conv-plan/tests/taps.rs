//! The algebra of taps and the library of named kernels.
#![allow(clippy::unwrap_used)]

use conv_kernel_cases::Random;
use conv_plan::fault::Subject;
use conv_plan::number::ElementType;
use conv_plan::rules::{ConvSpec, Options, TapSource};
use conv_plan::taps::{MAX_TAPS, Tap, Taps, library};

/// Random integers and fractions.
fn random(random: &mut Random, rows: usize, columns: usize) -> Taps {
    let values = (0..rows * columns)
        .map(|_| Tap::ratio(random.integer(-9, 9), random.integer(1, 5)).unwrap())
        .collect();
    Taps::new(vec![rows, columns], values)
}

/// The sum of two arrays of one shape.
fn added(a: &Taps, b: &Taps) -> Taps {
    let sum = |(a, b): (&Tap, &Tap)| Tap::Ratio(a.exact().unwrap() + b.exact().unwrap());
    let values = a.values().iter().zip(b.values()).map(sum).collect();
    Taps::new(a.shape().to_vec(), values)
}

fn sixteenths(rows: [[i64; 3]; 3]) -> Taps {
    let values = rows.as_flattened().iter();
    let values = values.map(|&tap| Tap::ratio(tap, 16).unwrap()).collect();
    Taps::new(vec![3, 3], values)
}

#[test]
fn example_13_the_named_kernels_have_their_taps() {
    let ninth = Tap::ratio(1, 9).unwrap();
    let table: [(&str, Taps, Taps); 12] = [
        (
            "sobel x",
            library::sobel_x(),
            [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]].into(),
        ),
        (
            "sobel y",
            library::sobel_y(),
            [[-1, -2, -1], [0, 0, 0], [1, 2, 1]].into(),
        ),
        (
            "prewitt x",
            library::prewitt_x(),
            [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]].into(),
        ),
        (
            "prewitt y",
            library::prewitt_y(),
            [[-1, -1, -1], [0, 0, 0], [1, 1, 1]].into(),
        ),
        (
            "scharr x",
            library::scharr_x(),
            [[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]].into(),
        ),
        (
            "scharr y",
            library::scharr_y(),
            [[-3, -10, -3], [0, 0, 0], [3, 10, 3]].into(),
        ),
        (
            "laplacian 4",
            library::laplacian4(),
            [[0, 1, 0], [1, -4, 1], [0, 1, 0]].into(),
        ),
        (
            "laplacian 8",
            library::laplacian8(),
            [[1, 1, 1], [1, -8, 1], [1, 1, 1]].into(),
        ),
        (
            "sharpen",
            library::sharpen(),
            [[0, -1, 0], [-1, 5, -1], [0, -1, 0]].into(),
        ),
        (
            "gaussian",
            library::gaussian(),
            sixteenths([[1, 2, 1], [2, 4, 2], [1, 2, 1]]),
        ),
        (
            "box",
            library::box3(),
            Taps::new(vec![3, 3], vec![ninth; 9]),
        ),
        ("identity", library::identity(), [[1]].into()),
    ];
    for (name, found, expected) in table {
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn binomials_are_rows_of_pascals_triangle_over_powers_of_two() {
    let pascal = [
        vec![1],
        vec![1, 1],
        vec![1, 2, 1],
        vec![1, 3, 3, 1],
        vec![1, 4, 6, 4, 1],
    ];
    for row in pascal {
        let total: i64 = row.iter().sum();
        let factor = |tap: &i64| Tap::ratio(*tap, total).unwrap();
        let row: Taps = row.iter().map(factor).collect::<Vec<_>>().into();
        assert_eq!(
            library::binomial(row.values().len()),
            Taps::outer(&row, &row)
        );
    }
    for size in 1..=9 {
        let gain = library::binomial(size).convolved(&library::mean(1, 1));
        let total = gain
            .values()
            .iter()
            .fold(Tap::integer(0).exact().unwrap(), |sum, tap| {
                sum + tap.exact().unwrap()
            });
        assert_eq!(Tap::Ratio(total), Tap::integer(1), "size {size}");
    }
}

#[test]
fn example_5_full_convolution_commutes_associates_and_distributes() {
    let mut seed = Random::new(1);
    for _ in 0..200 {
        let mut size = || (1 + seed.size(3), 1 + seed.size(3));
        let (a, b, c) = (size(), size(), size());
        let a = random(&mut seed, a.0, a.1);
        let (b, other) = (random(&mut seed, b.0, b.1), random(&mut seed, b.0, b.1));
        let c = random(&mut seed, c.0, c.1);
        assert_eq!(a.convolved(&b), b.convolved(&a));
        assert_eq!(a.convolved(&b).convolved(&c), a.convolved(&b.convolved(&c)));
        let apart = added(&a.convolved(&b), &a.convolved(&other));
        assert_eq!(a.convolved(&added(&b, &other)), apart);
        assert_eq!(
            a.convolved(&b).flipped(),
            a.flipped().convolved(&b.flipped())
        );
        assert_eq!(
            a.convolved(&b).transposed(),
            a.transposed().convolved(&b.transposed())
        );
        assert_eq!(a.scaled(3).convolved(&b), a.convolved(&b).scaled(3));
    }
}

#[test]
fn convolved_taps_are_the_products_of_polynomials() {
    let table: [(Taps, Taps, Taps); 5] = [
        ([1, 1].into(), [1, 1].into(), [1, 2, 1].into()),
        ([1, -1].into(), [1, 1].into(), [1, 0, -1].into()),
        ([1, 2, 3].into(), [4].into(), [4, 8, 12].into()),
        ([[1], [1]].into(), [1, 2].into(), [[1, 2], [1, 2]].into()),
        (
            [[1, 2], [3, 4]].into(),
            [[1, 1]].into(),
            [[1, 3, 2], [3, 7, 4]].into(),
        ),
    ];
    for (a, b, expected) in table {
        assert_eq!(a.convolved(&b), expected);
    }
}

#[test]
fn flipped_reverses_every_axis_and_transposed_exchanges_them() {
    let taps: Taps = [[1, 2, 3], [4, 5, 6]].into();
    assert_eq!(taps.flipped(), [[6, 5, 4], [3, 2, 1]].into());
    assert_eq!(taps.transposed(), [[1, 4], [2, 5], [3, 6]].into());
    assert_eq!(taps.flipped().flipped(), taps);
    assert_eq!(taps.transposed().transposed(), taps);
    let signal: Taps = [1, 2, 3].into();
    assert_eq!(signal.flipped(), [3, 2, 1].into());
    assert_eq!(signal.transposed(), [[1], [2], [3]].into());
    let outer = Taps::outer(&signal, &[1, 10].into());
    assert_eq!(outer, [[1, 10], [2, 20], [3, 30]].into());
}

#[test]
fn floats_stay_exact_and_put_taps_on_the_float_path() {
    let third = Tap::ratio(1, 3).unwrap();
    let taps: Taps = vec![Tap::from(0.1), third].into();
    assert!(taps.is_float());
    let scaled = taps.scaled(3);
    assert_eq!(scaled.values()[1].exact(), Tap::integer(1).exact());
    let tiny = Tap::from(f64::from_bits(1)).exact().unwrap();
    let halves = (0..1074).fold(tiny, |value, _| value.clone() + value);
    assert_eq!(Some(halves), Tap::integer(1).exact());
    let nan: Taps = [f64::NAN].into();
    assert!(matches!(nan.convolved(&taps).values()[0], Tap::Binary(value) if value.is_nan()));
}

#[test]
fn taps_that_no_kernel_can_have_are_refused_and_never_a_panic() {
    let huge = usize::MAX;
    let long: Taps = vec![1; MAX_TAPS].into();
    let ragged: Taps = vec![vec![1], vec![1, 2]].into();
    let empty: Taps = Vec::<i64>::new().into();
    let wrong = Taps::new(vec![huge, huge], vec![Tap::integer(1)]);
    let none = Taps::new(vec![3, 0], vec![Tap::integer(1)]);
    let unusable = [
        Taps::outer(&long, &long),
        long.convolved(&long),
        library::binomial(0),
        library::binomial(huge),
        library::mean(0, 3),
        library::mean(huge, 2),
        ragged.transposed(),
        ragged.convolved(&long),
        long.convolved(&ragged),
        long.convolved(&empty),
        empty.clone(),
        wrong.transposed(),
        wrong.flipped(),
        wrong.convolved(&wrong),
        none.convolved(&none),
        Taps::outer(&empty, &long),
    ];
    for taps in unusable {
        let shape = taps.shape().to_vec();
        let options = Options::new(ElementType::U8, ElementType::I32, TapSource::Taps(taps));
        assert!(ConvSpec::check(&options).is_err(), "{shape:?}");
    }
}

#[test]
fn fractions_are_convolved_over_common_denominators_within_4096_bits() {
    let fractions = |count: i64| -> Taps {
        let tap = |at: i64| Tap::ratio(1, i64::MAX - at).unwrap();
        (0..count).map(tap).collect::<Vec<_>>().into()
    };
    let few = fractions(5).convolved(&fractions(3));
    assert_eq!(few, fractions(3).convolved(&fractions(5)));
    let second = (1..=2).map(|at| Tap::ratio(1, i64::MAX - at).unwrap().exact().unwrap());
    let [a, b]: [_; 2] = second.collect::<Vec<_>>().try_into().unwrap();
    let first = Tap::ratio(1, i64::MAX).unwrap().exact().unwrap();
    let expected = &first * &b + &a * &a + &b * &first;
    assert_eq!(few.values()[2].exact(), Some(expected));

    // Several thousand bits: one sum after the other took seconds.
    let many = fractions(100).convolved(&fractions(100));
    assert_eq!((many.shape(), many.values().len()), (&[199][..], 0));
    for taps in [many.clone(), many.convolved(&few)] {
        let options = Options::new(ElementType::U8, ElementType::I32, TapSource::Taps(taps));
        let error = ConvSpec::check(&options).unwrap_err();
        let [fault] = error.faults() else {
            panic!("one fault: {error}");
        };
        assert_eq!(fault.subject, Subject::Taps);
        assert!(fault.message.contains("has more than 4096 bits"), "{error}");
    }
    let tiny = Taps::from([f64::from_bits(1); 3]);
    let twice = tiny.convolved(&tiny).convolved(&tiny);
    assert_eq!(twice.values().len(), 7);
}

/// A float is rounded as it is, an exact number as a fraction of long integers.
#[test]
fn a_float_is_the_tap_that_its_exact_value_is() {
    let mut random = Random::new(9);
    let mut values = vec![
        0.0,
        -0.0,
        1.0,
        -0.1,
        1e-46,
        7e-46,
        1e-45,
        5e-324,
        f64::MIN_POSITIVE,
    ];
    // Halfway between two singles, and next to it.
    let tie = 1.0 + 2f64.powi(-24);
    values.extend([tie, tie.next_up(), tie.next_down(), f64::from(f32::MAX)]);
    values.extend((0..200).map(|_| random.unit() * 2f64.powi(random.integer(-160, 100) as i32)));
    for output in [ElementType::F32, ElementType::F64] {
        let rounded = |tap: Tap| {
            let taps = Taps::new(vec![1, 1], vec![tap]);
            let options = Options::new(ElementType::F32, output, TapSource::Taps(taps));
            ConvSpec::check(&options).unwrap()
        };
        for &value in &values {
            let exact = Tap::Binary(value).exact().unwrap();
            let (float, decimal) = (rounded(Tap::Binary(value)), rounded(Tap::Decimal(exact)));
            assert_eq!(float, decimal, "{value:e} in {output}");
        }
    }
}
