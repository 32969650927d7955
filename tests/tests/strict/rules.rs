//! Mistakes in the words of the builders, and what a plan says.

use crate::kernels::{Dense, Gaussian};
use conv_kernel::prelude::*;

fn refused<In: conv_kernel::Element, Out: conv_kernel::Element>(
    edit: impl FnOnce(conv_kernel::KernelBuilder<In, Out>) -> conv_kernel::KernelBuilder<In, Out>,
) -> String {
    let builder = DynKernel::<In, Out>::builder([[1, 2]]).arithmetic(Arithmetic::Strict);
    edit(builder).build().unwrap_err().to_string()
}

#[test]
fn each_mistake_has_one_message() {
    let integers = "`.arithmetic(..)`: sums of these taps are integers, which have the same bits on every CPU: remove `.arithmetic(..)`";
    assert_eq!(refused::<u8, i16>(|k| k), integers);
    assert_eq!(refused::<u8, f32>(|k| k), integers);
    let fft = "`.arithmetic(..)` fixes the operations of each tap, and sums by FFT have none: remove `.arithmetic(..)`, or `.method(..)`";
    assert_eq!(refused::<f32, f32>(|k| k.method(Method::Fft)), fft);
    assert_eq!(refused::<f32, f32>(|k| k.method(Method::Auto)), fft);
    let mixed = DynKernel::<f32, f32>::builder([[1, 2]])
        .arithmetic(Arithmetic::Strict)
        .channels([0.3, 0.6, 0.1]);
    assert_eq!(
        mixed.build().unwrap_err().to_string(),
        "`.arithmetic(..)` is for single values, and `.channels(..)` mixes those of a pixel first: remove `.arithmetic(..)`, or `.channels(..)`"
    );
}

/// The default may be written anywhere.
#[test]
fn fused_is_the_default() {
    let plain = DynKernel::<u8, i16>::builder([[1, 2]]);
    let fused = plain.clone().arithmetic(Arithmetic::Fused).build().unwrap();
    assert_eq!(fused.explain(), plain.build().unwrap().explain());
}

#[test]
fn a_plan_says_that_it_is_strict() {
    for plan in [
        Dense.explain(),
        Gaussian.explain(),
        Dense.to_dyn().explain(),
    ] {
        let told = plan.to_string();
        assert!(told.contains(", arithmetic strict\n"), "{told}");
        let each = "sums in f32, each product and each sum rounded on every CPU";
        assert!(told.contains(each), "{told}");
    }
    let fused = DynSignal::<f32, f32>::builder([0.5]).build().unwrap();
    assert!(!fused.explain().to_string().contains("rounded"));
}

/// As data, and back.
#[test]
fn the_arithmetic_is_written_and_read() {
    let kernel = Dense.to_dyn();
    let text = serde_json::to_string(&kernel).unwrap();
    assert!(text.contains(r#""arithmetic":"strict""#), "{text}");
    let read: DynKernel<f32, f32> = serde_json::from_str(&text).unwrap();
    assert_eq!(read.explain(), kernel.explain());
}
