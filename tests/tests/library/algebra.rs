//! Sums, turns and normalisation.

use crate::exact;
use conv_kernel::Taps;
use conv_kernel::taps::library;
use num_rational::BigRational;
use num_traits::{One, Signed};

#[test]
fn sums_are_centred_and_quarter_turns_are_against_the_clock() {
    let plus = |a: &Taps, b: &Taps| a.plus(b).unwrap();
    let table: [(Taps, Taps, Taps); 5] = [
        ([1, 1, 1].into(), [5].into(), [1, 6, 1].into()),
        ([1, 1].into(), [5, 5, 5].into(), [5, 6, 6].into()),
        ([1, 1, 1, 1].into(), [5, 5, 5].into(), [6, 6, 6, 1].into()),
        (
            [[1], [1], [1]].into(),
            [[2, 2, 2]].into(),
            [[0, 1, 0], [2, 3, 2], [0, 1, 0]].into(),
        ),
        (
            [[1, 2], [3, 4]].into(),
            [[10]].into(),
            [[11, 2], [3, 4]].into(),
        ),
    ];
    for (a, b, sum) in table {
        assert_eq!(plus(&a, &b), sum);
        assert_eq!(plus(&b, &a), sum);
        assert_eq!(sum.minus(&b).unwrap(), plus(&a, &b.minus(&b).unwrap()));
    }
    let error = Taps::from([1]).plus(&[[1]].into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the terms of a sum need the same number of axes, and these have 1 and 2: write both for a signal, or both for a plane"
    );
    let taps: Taps = [[1, 2, 3], [4, 5, 6]].into();
    assert_eq!(taps.rotated90(), [[3, 6], [2, 5], [1, 4]].into());
    assert_eq!(taps.rotated90().rotated90(), taps.flipped());
    assert_eq!(Taps::from([1, 2]).rotated90(), [[2], [1]].into());
}

#[test]
fn normalized_taps_have_the_gain_1_or_positive_and_negative_parts_of_1() {
    let parts = |taps: &Taps| {
        let values = exact(&taps.normalized().unwrap());
        let positive: BigRational = values.iter().filter(|tap| tap.is_positive()).sum();
        (positive, values.iter().sum::<BigRational>())
    };
    let ratio = |a: i64, b: i64| BigRational::new(a.into(), b.into());
    let table: [(Taps, (BigRational, BigRational)); 5] = [
        ([1, 2, 1].into(), (ratio(1, 1), ratio(1, 1))),
        ([-1, -3].into(), (ratio(1, 1), ratio(1, 1))),
        (library::sobel_x(), (ratio(1, 1), ratio(0, 1))),
        (library::sharpen(), (ratio(5, 1), ratio(1, 1))),
        ([0.5, -0.25].into(), (ratio(2, 1), ratio(1, 1))),
    ];
    for (taps, expected) in table {
        assert_eq!(parts(&taps), expected, "{taps:?}");
    }
    // The sum is only rounding.
    let (positive, sum) = parts(&library::laplacian_of_gaussian([9, 9], 1.25).unwrap());
    assert!(positive.is_one() && sum.abs() < ratio(1, 1 << 40));
    for (taps, sentence) in [
        (
            Taps::from([0, 0]),
            "these are all 0, which no factor changes: write a tap that is not 0",
        ),
        (
            Taps::from([f64::NAN]),
            "only finite taps can be normalised, and one is NaN or infinite: write a finite number",
        ),
    ] {
        assert_eq!(taps.normalized().unwrap_err().to_string(), sentence);
    }
    assert!(Taps::from([1]).divided(0).is_err() && Taps::from([1]).divided(f64::INFINITY).is_err());
    assert_eq!(Taps::from([2, 4]).divided(2).unwrap(), [1, 2].into());
}
