//! Taps that no run-time kernel can have, in the words of its builder.
#![allow(clippy::unwrap_used)]

use conv_kernel::{DynKernel, DynSignal, Tap, Taps};

#[test]
fn fractions_of_too_many_bits_are_refused() {
    let fractions = |count: i64| -> Taps {
        let tap = |at: i64| Tap::ratio(1, i64::MAX - at).unwrap();
        (0..count).map(tap).collect::<Vec<_>>().into()
    };
    let many = fractions(100).convolved(&fractions(100));
    let sentence = "the taps: the common denominator of the taps that were convolved has more than 4096 bits: use simpler fractions";
    let float = DynSignal::<f32, f32>::builder(many.clone()).build();
    assert_eq!(float.unwrap_err().to_string(), sentence);
    let integer = DynSignal::<u8, i32>::builder(many.convolved(&fractions(3))).build();
    assert_eq!(integer.unwrap_err().to_string(), sentence);
}

#[test]
fn taps_that_their_shape_does_not_count_are_not_called_ragged() {
    let few = Taps::new(vec![2, 2], vec![]);
    assert!(!few.is_ragged());
    let error = DynKernel::<u8, i32>::builder(few).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the taps: 0 taps for the shape [2, 2]: give one for each place, row by row"
    );
    let ragged = Taps::from(vec![vec![1], vec![2, 3]]);
    let error = DynKernel::<u8, i32>::builder(ragged).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the taps: the rows have different lengths: give every row the same number of taps"
    );
}

#[test]
fn more_taps_than_a_direct_sum_can_have_are_for_fft() {
    let square = Taps::from(vec![vec![1i32; 101]; 101]);
    assert_eq!(square.shape(), [101, 101]);
    assert_eq!(square.values().len(), 101 * 101);
    let ragged = Taps::from(vec![vec![1i32; 5000], vec![1; 3]]);
    assert!(ragged.is_ragged());
    let only = |count: usize| {
        format!(
            "the taps: a kernel has at most 4096 taps, and this has {count}: write fewer taps, or `.method(Method::Fft)`"
        )
    };
    let plane = DynKernel::<u8, i32>::builder(square.transposed()).build();
    assert_eq!(plane.unwrap_err().to_string(), only(101 * 101));
    let (column, row) = (Taps::from([0.5f32; 241]), Taps::from([0.5f32; 17]));
    let outer = DynKernel::<f32, f32>::builder(Taps::outer(&column, &row)).build();
    assert_eq!(outer.unwrap_err().to_string(), only(241 * 17));
    let signal = DynSignal::<f32, f32>::builder([0.5f32; 4097]).build();
    assert_eq!(signal.unwrap_err().to_string(), only(4097));
}
