//! Taps that are given as arrays, slices and vectors, in rows or row by row.

use conv_kernel::prelude::*;

conv_kernel! {
    struct Given: f32 { shape: [2, 3] }
    struct GivenSignal: u8 -> i32 { shape: [3] }
}

const ROWS: [[f32; 3]; 2] = [[0.5, -1.0, 2.0], [3.0, 0.0, -0.25]];

#[test]
#[expect(
    clippy::needless_borrows_for_generic_args,
    reason = "borrowed arrays are among the forms"
)]
fn every_form_of_the_same_taps_makes_the_same_kernel() {
    let expected = Ok(Given::new(ROWS).unwrap());
    let flat = ROWS.as_flattened();
    let vectors = vec![ROWS[0].to_vec(), ROWS[1].to_vec()];
    let slices = [&ROWS[0][..], &ROWS[1][..]];
    assert_eq!(Given::new(&ROWS), expected);
    assert_eq!(Given::new(&ROWS[..]), expected);
    assert_eq!(Given::new(&slices[..]), expected);
    assert_eq!(Given::new(ROWS.to_vec()), expected);
    assert_eq!(Given::new(&vectors[..]), expected);
    assert_eq!(Given::new(vectors), expected);
    assert_eq!(Given::new([0.5, -1.0, 2.0, 3.0, 0.0, -0.25]), expected);
    assert_eq!(Given::new(flat), expected);
    assert_eq!(Given::new(&flat.to_vec()), expected);
    assert_eq!(Given::new(flat.to_vec()), expected);

    let expected = Ok(GivenSignal::new([1, -2, 3]).unwrap());
    assert_eq!(GivenSignal::new(&[1, -2, 3]), expected);
    assert_eq!(GivenSignal::new(&[1, -2, 3][..]), expected);
    assert_eq!(GivenSignal::new(vec![1, -2, 3]), expected);
}

#[test]
fn a_wrong_number_of_taps_is_an_error_that_says_what_is_needed() {
    for (result, expected) in [
        (
            Given::new([1.0; 5]),
            "the kernel has 6 taps, and 5 were given: give one for each, row by row",
        ),
        (
            Given::new(vec![1.0; 7]),
            "the kernel has 6 taps, and 7 were given: give one for each, row by row",
        ),
        (
            Given::new(vec![[1.0; 3]; 3]),
            "the kernel has 2 rows of taps, and 3 were given: give one for each",
        ),
        (
            Given::new(&[[1.0; 3]][..]),
            "the kernel has 2 rows of taps, and 1 were given: give one for each",
        ),
        (
            Given::new(vec![vec![1.0; 3], vec![1.0; 2]]),
            "the rows of the kernel have 3 taps, and row 1 has 2: give one for each",
        ),
        (
            Given::new(vec![vec![1.0; 3], vec![1.0; 4]]),
            "the rows of the kernel have 3 taps, and row 1 has 4: give one for each",
        ),
        // Six taps, but in rows of another kernel.
        (
            Given::new(vec![vec![1.0; 2]; 3]),
            "the kernel has 2 rows of taps, and 3 were given: give one for each",
        ),
    ] {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }
    assert_eq!(
        GivenSignal::new(vec![1; 4]).unwrap_err(),
        Error::TapCount {
            expected: 3,
            found: 4
        }
    );
}
