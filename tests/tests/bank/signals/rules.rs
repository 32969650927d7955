//! Mistakes of builders and calls, constants, and what is said.

use super::kernels::{Apart, Haar, Long, Past, Smoothed, Split};
use conv_kernel::prelude::*;
use conv_kernel::{Element, SignalBankBuilder};

#[test]
fn a_struct_says_which_output_is_which_and_what_its_window_is() {
    assert_eq!((Split::LOW, Split::HIGH), (0, 1));
    assert_eq!(Past::NAMES, ["own", "edge", "mean"]);
    assert_eq!((Past::SHAPE, Past::HALO), ([5], [4, 0]));
    // 1, 2 and 5 taps.
    assert_eq!(Past::OPS_PER_OUTPUT, 8);
    assert_eq!((Apart::STRIDE, Apart::DILATION), (3, 5));
    let [sum, difference] = Haar.facts();
    assert_eq!((sum.gain(), difference.gain()), (2.0, 0.0));
    let [fine, coarse] = Smoothed.facts();
    assert!(fine.quantization_error() > 0.0 && coarse.quantization_error() > 0.0);
    let [low, high] = Split.kernels();
    assert!((low.response(0.0).magnitude() - 1.0).abs() < 1e-6);
    assert!(high.response(0.0).magnitude() < 0.01);
}

#[test]
fn plans_and_matrices_are_those_of_the_kernels() {
    for (plan, kernel) in Past.explain().iter().zip(Past.kernels()) {
        assert_eq!(plan, &kernel.explain());
    }
    let src = [3i16, 5, -7, 9, 11];
    for (output, found) in Haar.apply(&src).unwrap().iter().enumerate() {
        let matrix = Haar.matrix(output, 5).unwrap();
        assert_eq!(&matrix.apply::<i16, i32>(&src).unwrap(), found);
    }
    let beyond = Error::NoOutput {
        output: 2,
        outputs: 2,
    };
    assert_eq!(Haar.matrix(2, 5).unwrap_err(), beyond);
    assert!(Long.explain()[1].to_string().contains("FFT"));
}

fn message<In: Element, Out: Element, const N: usize>(
    builder: SignalBankBuilder<In, Out, N>,
) -> String {
    builder.build().unwrap_err().to_string()
}

#[test]
fn mistakes_of_builders_name_the_kernels() {
    let bank = DynSignalBank::<u8, i16, 2>::builder([[1, 2, 1], [1, 200, 1]]);
    assert!(message(bank.clone()).starts_with("the output type: in kernel 1, results range over"));
    let bank = bank.overflow(Overflow::Saturate);
    assert_eq!(
        message(bank.clone().stride(0)),
        "`.stride(..)` cannot be 0: write 1 or more"
    );
    assert!(message(bank.interpolate(0)).starts_with("`.interpolate(..)` cannot be 0"));
    let rows = DynSignalBank::<u8, i32, 2>::builder([[[1, 2]], [[3, 4]]]);
    assert!(message(rows).contains("two axes make a plane kernel: use `DynKernel`, or `DynBank`"));
    let axes = [Taps::from([1, 2]), Taps::from([[1, 2]])];
    assert_eq!(
        message(DynSignalBank::<u8, i32, 2>::builder(axes)),
        "the taps of kernel 1: this kernel has 2 axes, and the first has 1 axis: write as many"
    );
    let nothing: [[i32; 1]; 0] = [];
    assert!(message(DynSignalBank::<u8, i32, 0>::builder(nothing)).contains("has none"));
}

#[test]
fn kernels_of_several_windows_make_no_bank_of_signals() {
    let kernel = |padding: Padding| {
        DynSignal::<u8, i32>::builder([1, 2, 3])
            .padding(padding)
            .map(|v| v.abs())
            .build()
            .unwrap()
    };
    let error = DynSignalBank::new([kernel(Padding::Same), kernel(Padding::Full)]).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("the taps of kernel 1: the kernels of a bank have one window")
            && error.contains("use `DynSignalBank::builder`"),
        "{error}"
    );
    let bank = DynSignalBank::new([kernel(Padding::Same), kernel(Padding::Same)]).unwrap();
    assert_eq!(bank.apply(&[1, 2, 3]).unwrap(), [[8, 14, 8], [8, 14, 8]]);
    conv_kernel::verify(&bank.clone()).unwrap();
}

#[test]
fn an_output_of_a_wrong_length_is_named_before_anything_is_written() {
    let src = [1i16; 12];
    let (mut sums, mut differences) = ([5i32; 6], [5i32; 7]);
    let expected = Error::OutputLength {
        output: 1,
        expected: 6,
        found: 7,
    };
    let wrong = |done: Result<(), Error>| assert_eq!(done.unwrap_err(), expected);
    wrong(Haar.apply_into(&src, [&mut sums, &mut differences]));
    let mut scratch = Scratch::new();
    wrong(Haar.apply_with(&src, [&mut sums, &mut differences], &mut scratch));
    wrong(Haar.apply_par_into(&src, [&mut sums, &mut differences]));
    wrong(Haar.apply_into_at(Level::best(), &src, [&mut sums, &mut differences]));
    assert_eq!((sums, differences), ([5; 6], [5; 7]));
    let short = Haar.apply_into(&src, [&mut sums[..0], &mut differences]);
    assert!(matches!(
        short,
        Err(Error::OutputLength {
            output: 0,
            found: 0,
            ..
        })
    ));
    assert_eq!(Haar.apply(&[]).unwrap_err(), Error::Empty);
    assert!(matches!(Haar.apply(&[1]), Err(Error::InputTooSmall { .. })));
}

#[test]
fn a_bank_of_signals_is_an_object() {
    let banks: [Box<dyn SignalBank<2, In = i16, Out = i32>>; 2] =
        [Box::new(Haar), Box::new(Haar.to_dyn())];
    let [first, second] = banks
        .each_ref()
        .map(|bank| bank.apply(&[1, 2, 3, 4]).unwrap());
    assert_eq!(first, second);
    let shown = format!("{:?}", banks[1]);
    assert!(shown.starts_with("DynSignalBank[DynSignal("), "{shown}");
    let mut stream = banks[1].stream().unwrap();
    assert_eq!(stream.push(&[1], [&mut [], &mut []]), Ok(0));
}
