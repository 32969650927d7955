//! What the build shows as the error of a constant, where arrays have the wrong sizes.
#![allow(clippy::unwrap_used)]

use conv_plan::number::ElementType;
use conv_plan::rules::layer::{LayerDeclaration, Layout};
use conv_plan::rules::{Arithmetic, Declaration, Method, Missing};
use conv_plan::window::Window;
use conv_runtime::__private::{check_array, check_layer_array, check_signal_array};
use std::panic::{UnwindSafe, catch_unwind};

/// The message with which a check fails.
fn said(check: impl FnOnce() + UnwindSafe) -> String {
    let payload = catch_unwind(check).unwrap_err();
    *payload.downcast::<String>().unwrap()
}

const FLOATS: Declaration = Declaration {
    signal: false,
    runtime_taps: false,
    input: ElementType::F32,
    output: ElementType::U8,
    window: Window::TRIVIAL,
    overflow: None,
    method: Method::Direct,
    arithmetic: Arithmetic::Fused,
    missing: Missing::Propagate,
    quantized: None,
    separable_error: None,
};

#[test]
fn numbers_and_types_are_written_as_in_source() {
    assert_eq!(
        said(|| check_array(&FLOATS, "K", [10, 307], [10, 0])),
        "`K` turns `[[f32; 307]; 10]` into `[[u8; 307]; 10]`: write this type for the result, or \
         `apply_array::<10, 307, 10, 307>`"
    );
    assert_eq!(
        said(|| check_signal_array(&FLOATS, "K", 1_234_567_890, 1)),
        "`K` turns `[f32; 1234567890]` into `[u8; 1234567890]`: write this type for the result, or \
         `apply_array::<1234567890, 1234567890>`"
    );
}

#[test]
fn a_layer_names_the_right_type() {
    let mut luma = LayerDeclaration {
        layout: Layout::Nhwc,
        ..LayerDeclaration::TRIVIAL
    };
    luma.shape.group_inputs = 3;
    assert_eq!(
        said(move || check_layer_array(&luma, "Luma", [2, 2, 3], [3, 2, 1])),
        "`Luma` turns `[[[f32; 3]; 2]; 2]` into `[[[f32; 1]; 2]; 2]`: write this type for the result"
    );
}

#[test]
fn what_is_too_long_is_cut_off() {
    let long = "a".repeat(600);
    let message = said(|| check_array(&FLOATS, &long, [1, 1], [2, 1]));
    assert_eq!(message, format!("`{}", &long[..511]));
    // Between the bytes of a character nothing can be cut.
    let odd = "é".repeat(300);
    let message = said(|| check_array(&FLOATS, &odd, [1, 1], [2, 1]));
    assert_eq!(message, "the output array has the wrong sizes");
}
