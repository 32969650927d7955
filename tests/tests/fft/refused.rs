//! What cannot be computed by FFT, in the words of the builder.

use conv_kernel::prelude::*;

#[test]
fn integers_that_no_proof_holds_for_are_refused() {
    let build = |method| {
        let builder = DynSignal::<i32, f64>::builder([1i64 << 30, -1, 1 << 30]);
        builder.method(method).build()
    };
    assert_eq!(
        build(Method::Fft).unwrap_err().to_string(),
        "`.method(..)`: sums of these taps and of `i32` are too large to come out of an FFT exactly: write `.method(Method::Direct)` or `.method(Method::Auto)`, or give floats, such as `1.0`"
    );
    // The choice that is left.
    let x = [i32::MAX; 10];
    let auto = build(Method::Auto).unwrap();
    assert!(auto.estimates(10).unwrap().unwrap().is_direct());
    assert_eq!(auto.apply(&x), build(Method::Direct).unwrap().apply(&x));
}

#[test]
fn many_integer_taps_that_no_proof_holds_for_are_refused() {
    for method in [Method::Fft, Method::Auto] {
        let builder = DynSignal::<i32, f64>::builder(vec![1i64 << 12; 5000]);
        assert_eq!(
            builder.method(method).build().unwrap_err().to_string(),
            "the taps: sums of these taps and of `i32` are too large to come out of an FFT exactly, and a direct sum has at most 4096 taps: give smaller taps, or floats, such as `1.0`"
        );
    }
}

#[test]
fn many_taps_without_fft_are_refused() {
    let built = DynSignal::<f32, f32>::builder(vec![1.0f32; 4097]).build();
    assert_eq!(
        built.unwrap_err().to_string(),
        "the taps: a kernel has at most 4096 taps, and this has 4097: write fewer taps, or `.method(Method::Fft)`"
    );
}

#[test]
fn sizes_that_no_block_holds_are_errors() {
    let far = |dilation| {
        let builder = DynSignal::<f32, f32>::builder([1.0f32, 1.0]).dilation(dilation);
        let builder = builder.padding(Padding::Same).border(Border::Wrap);
        builder.method(Method::Fft).build().unwrap()
    };
    assert_eq!(far(1 << 45).apply(&[1.0]), Err(Error::OutOfMemory));
    assert_eq!(far(1 << 60).apply(&[1.0]), Err(Error::OutOfMemory));
    assert_eq!(far(5).apply(&[]), Err(Error::Empty));
    assert_eq!(
        far(5).apply_into(&[1.0], &mut [0.0; 3]),
        Err(Error::Length {
            expected: 1,
            found: 3
        })
    );
}
