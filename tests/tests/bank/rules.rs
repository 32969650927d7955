//! Mistakes of builders and calls, constants, and what plans say.

use crate::kernels::{Corners, Gradients, Mixed, Smoothed};
use conv_kernel::prelude::*;
use conv_kernel::taps::library::{laplacian4, sobel_x, sobel_y};

#[test]
fn a_struct_says_which_output_is_which() {
    assert_eq!((Gradients::GX, Gradients::GY), (0, 1));
    assert_eq!(Gradients::NAMES, ["gx", "gy"]);
    assert_eq!(
        (Gradients::SHAPE, Gradients::HALO),
        ([3, 3], [[1, 1], [1, 1]])
    );
    // 6 taps each.
    assert_eq!(Gradients::OPS_PER_OUTPUT, 12);
    assert_eq!((Corners::STRIDE, Corners::DILATION), ([2, 3], [3, 2]));
    let [gx, gy] = Gradients.facts();
    assert_eq!((gx.results(), gy.nonzero()), ([-1020.0, 1020.0], 6));
    let [fine, coarse] = Smoothed.facts();
    assert!(fine.quantization_error() > 0.0 && coarse.quantization_error() > 0.0);
}

#[test]
fn plans_are_those_of_the_kernels() {
    let plans = Gradients.explain().map(|plan| plan.to_string());
    for (plan, kernel) in plans.iter().zip(Gradients.kernels()) {
        assert_eq!(*plan, kernel.explain().to_string());
        assert!(plan.starts_with("plane kernel 3x3, u8 -> i16, padding same, border reflect101\n"));
        assert!(
            plan.contains("sums in i16 (proven within [-1020, 1020])"),
            "{plan}"
        );
    }
    let [sum, half] = Mixed.explain().map(|plan| plan.to_string());
    assert!(
        sum.contains("sums in i32") && half.contains("sums in f32"),
        "{sum}\n{half}"
    );
}

fn message<In: conv_kernel::Element, Out: conv_kernel::Element, const N: usize>(
    builder: conv_kernel::BankBuilder<In, Out, N>,
) -> String {
    builder.build().unwrap_err().to_string()
}

#[test]
fn a_fault_of_all_kernels_is_told_once_and_one_of_some_names_them() {
    let bank = || DynBank::<u8, i8, 2>::builder([sobel_x(), sobel_y()]);
    assert_eq!(
        message(bank().overflow(Overflow::Saturate).stride(0)),
        "`.stride(..)` cannot be 0: write 1 or more"
    );
    assert_eq!(
        message(bank()),
        "the output type: in kernels 0 and 1, results range over [-1020, 1020], which `i8` cannot hold: write `<u8, i16>`, or add `.overflow(Overflow::Saturate)` or `.overflow(Overflow::Wrap)`"
    );
    let bank = DynBank::<u8, i16, 3>::builder([sobel_x(), Taps::from([[1000]]), laplacian4()]);
    let found = message(bank);
    assert!(
        found.starts_with("the output type: in kernel 1, results range over"),
        "{found}"
    );
    let bank = DynBank::<u8, i16, 2>::builder([[[1, 2, 1]], [[1, 2, 3]]]);
    assert_eq!(
        message(bank.require(Require::Symmetric)),
        "`.require(..)`: in kernel 1, tap [0, 0] is 1, and the opposite one, [0, 2], 3: write equal taps"
    );
}

#[test]
fn kernels_that_no_window_holds_together_are_refused() {
    let line = |rows, columns| vec![vec![1; columns]; rows];
    let cross = DynBank::<u8, i32, 2>::builder([line(1, 65), line(65, 1)]);
    assert!(message(cross).contains("[65, 65], has 4225 taps, and 4096 are the most"));
    let none = DynBank::<u8, i32, 2>::builder([line(1, 3), line(0, 0)]);
    assert!(message(none).contains("at least one tap"));
    let axes = [Taps::from([[1, 2]]), Taps::from([1, 2])];
    assert!(message(DynBank::<u8, i32, 2>::builder(axes)).contains("the taps of kernel 1"));
    let signals = DynBank::<u8, i32, 2>::builder([[1, 2], [3, 4]]);
    assert!(message(signals).contains("one axis makes a signal kernel"));
    let nothing: [[[i32; 1]; 1]; 0] = [];
    assert!(message(DynBank::<u8, i32, 0>::builder(nothing)).contains("has none"));
    let many = DynBank::<u8, i32, 65>::builder([[[1]]; 65]);
    assert!(message(many).contains("at most 64 kernels, and this has 65"));
}

#[test]
fn kernels_of_several_windows_make_no_bank() {
    let kernel = |padding: Padding| {
        DynKernel::<u8, i32>::builder([[1, 2, 3]])
            .padding(padding)
            .build()
            .unwrap()
    };
    let error = DynBank::new([kernel(Padding::Same), kernel(Padding::Full)]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("the taps of kernel 1: the kernels of a bank have one window")
    );
    let none: [DynKernel<u8, i32>; 0] = [];
    assert!(
        DynBank::new(none)
            .unwrap_err()
            .to_string()
            .contains("has none")
    );
    assert!(DynBank::new([kernel(Padding::Same), kernel(Padding::Same)]).is_ok());
}

#[test]
fn calls_that_do_not_fit_are_refused_before_anything_is_written() {
    let data = [1u8; 12];
    let src = Plane::new(&data, 4, 3).unwrap();
    let (mut gx, mut gy) = ([5i16; 12], [5i16; 8]);
    let to = [
        PlaneMut::new(&mut gx, 4, 3).unwrap(),
        PlaneMut::new(&mut gy, 4, 2).unwrap(),
    ];
    let error = Gradients.apply_into(src, to).unwrap_err();
    assert!(matches!(
        error,
        Error::OutputSize {
            expected_height: 3,
            found_height: 2,
            ..
        }
    ));
    assert_eq!(gx, [5; 12]);
    let error = Gradients.matrix(2, 4, 3).unwrap_err();
    assert_eq!(
        error,
        Error::NoOutput {
            output: 2,
            outputs: 2
        }
    );
    let mut small = [[0i16; 4]; 2];
    let to = small
        .each_mut()
        .map(|data| PlaneMut::new(data, 2, 2).unwrap());
    let outside = Gradients.apply_region(src, Rect::new(3, 0, 2, 2), to);
    assert!(matches!(outside, Err(Error::Region { .. })));
}

#[test]
fn a_bank_is_an_object() {
    let banks: [Box<dyn Bank<2, In = u8, Out = i16>>; 2] =
        [Box::new(Gradients), Box::new(Gradients.to_dyn())];
    let src = [1u8, 2, 3, 4];
    let [first, second] = banks
        .each_ref()
        .map(|bank| bank.apply(Plane::new(&src, 2, 2).unwrap()).unwrap());
    assert_eq!(first, second);
    let shown = format!("{:?}", banks[1]);
    assert!(shown.starts_with("DynBank[DynKernel("), "{shown}");
    assert_eq!(format!("{:?}", banks[0]), "Gradients");
}

#[test]
fn a_wrong_size_is_an_error_before_anything_is_written_by_fft_too() {
    let bank = DynBank::<u8, i32, 2>::builder([sobel_x(), sobel_y()])
        .method(Method::Fft)
        .build()
        .unwrap();
    let src = PlaneBuf::filled(20, 20, 1u8).unwrap();
    let mut right = PlaneBuf::filled(18, 18, 7).unwrap();
    let mut wrong = PlaneBuf::filled(19, 18, 7).unwrap();
    let error = bank.apply_par_into(src.as_plane(), [right.as_plane_mut(), wrong.as_plane_mut()]);
    assert!(matches!(error, Err(Error::OutputSize { .. })), "{error:?}");
    assert!(right.data().iter().all(|&value| value == 7));
}

/// A kernel is flipped before it stands with its middle on those of others.
#[test]
fn kernels_of_several_sizes_are_convolved_as_they_are_alone() {
    let taps: [&[i64]; 3] = [&[1, 10], &[0, 1, 0], &[1, 2, 3, 4]];
    let x: Vec<u8> = vec![1, 0, 0, 5, 0, 7];
    let all = taps.map(|taps| Taps::from(taps.to_vec()));
    let bank = DynSignalBank::<u8, i32, 3>::builder(all.clone())
        .mode(Mode::Convolve)
        .padding(Padding::Same)
        .build()
        .unwrap();
    let found = bank.apply(&x).unwrap();
    for (taps, found) in all.into_iter().zip(found) {
        let alone = DynSignal::<u8, i32>::builder(taps)
            .mode(Mode::Convolve)
            .padding(Padding::Same)
            .build()
            .unwrap();
        assert_eq!(found, alone.apply(&x).unwrap());
    }
}
