//! Values of the run-time crate as expressions.

use crate::paths;
use conv_plan::number::{AccumulatorType, Division, ElementType, Epilogue, Overflow, Scale};
use conv_plan::plan::Coefficient;
use conv_plan::rules::{Arithmetic, Method, Missing, Quantized};
use conv_plan::window::{Axis, AxisPadding, Border, Window};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

pub(crate) fn element(element: ElementType) -> TokenStream {
    paths::primitive(element.name())
}

pub(super) fn element_type(element: ElementType) -> TokenStream {
    let name = format_ident!("{}", element.name().to_uppercase());
    quote!(__c::ElementType::#name)
}

/// A tap in its accumulator's type.
pub(super) fn tap(coefficient: Coefficient, accumulator: AccumulatorType) -> TokenStream {
    match (coefficient, accumulator) {
        (Coefficient::Integer(value), AccumulatorType::U16) => integer(value, "u16"),
        (Coefficient::Integer(value), AccumulatorType::I16) => integer(value, "i16"),
        (Coefficient::Integer(value), AccumulatorType::I32) => integer(value, "i32"),
        (Coefficient::Integer(value), _) => integer(value, "i64"),
        (Coefficient::Float(value), AccumulatorType::F64) => double(value),
        (Coefficient::Float(value), _) => single(value as f32),
    }
}

/// An integer without a suffix, for a place whose type is known; the smallest one of `ty` has no
/// literal of its own.
pub(super) fn integer(value: i64, ty: &str) -> TokenStream {
    let minimum = match ty {
        "i16" => i64::from(i16::MIN),
        "i32" => i64::from(i32::MIN),
        _ => i64::MIN,
    };
    if value == minimum {
        let ty = paths::primitive(ty);
        return quote!(#ty::MIN);
    }
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 {
        quote!(-#digits)
    } else {
        quote!(#digits)
    }
}

/// A number of floats that has no digits, as a constant of its type.
fn without_digits(value: f64, ty: &str) -> Option<TokenStream> {
    let ty = paths::primitive(ty);
    match value {
        f64::INFINITY => Some(quote!(#ty::INFINITY)),
        f64::NEG_INFINITY => Some(quote!(#ty::NEG_INFINITY)),
        value if value.is_nan() => Some(quote!(#ty::NAN)),
        _ => None,
    }
}

pub(super) fn single(value: f32) -> TokenStream {
    if let Some(constant) = without_digits(value.into(), "f32") {
        return constant;
    }
    let digits = Literal::f32_suffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#digits)
    } else {
        quote!(#digits)
    }
}

pub(super) fn double(value: f64) -> TokenStream {
    if let Some(constant) = without_digits(value, "f64") {
        return constant;
    }
    let digits = Literal::f64_suffixed(value.abs());
    if value.is_sign_negative() {
        quote!(-#digits)
    } else {
        quote!(#digits)
    }
}

pub(super) fn overflow(overflow: Option<Overflow>) -> TokenStream {
    match overflow {
        None => quote!(::core::option::Option::None),
        Some(Overflow::Saturate) => quote!(::core::option::Option::Some(__c::Overflow::Saturate)),
        Some(Overflow::Wrap) => quote!(::core::option::Option::Some(__c::Overflow::Wrap)),
    }
}

pub(super) fn method(method: Method) -> TokenStream {
    match method {
        Method::Direct => quote!(__c::Method::Direct),
        Method::Fft => quote!(__c::Method::Fft),
        Method::Auto => quote!(__c::Method::Auto),
    }
}

pub(super) fn arithmetic(arithmetic: Arithmetic) -> TokenStream {
    match arithmetic {
        Arithmetic::Fused => quote!(__c::Arithmetic::Fused),
        Arithmetic::Strict => quote!(__c::Arithmetic::Strict),
    }
}

pub(super) fn missing(missing: Missing) -> TokenStream {
    match missing {
        Missing::Propagate => quote!(__c::Missing::Propagate),
        Missing::Renormalize => quote!(__c::Missing::Renormalize),
    }
}

pub(super) fn quantized(quantized: Option<Quantized>) -> TokenStream {
    match quantized {
        None => quote!(::core::option::Option::None),
        Some(Quantized { bits, error }) => {
            let error = double(error);
            quote!(::core::option::Option::Some(__c::Quantized { bits: #bits, error: #error }))
        }
    }
}

pub(super) fn optional(value: Option<f64>) -> TokenStream {
    match value.map(double) {
        None => quote!(::core::option::Option::None),
        Some(value) => quote!(::core::option::Option::Some(#value)),
    }
}

#[cfg(feature = "fft")]
pub(super) fn accumulator(accumulator: AccumulatorType) -> TokenStream {
    match accumulator {
        AccumulatorType::U16 => quote!(__c::AccumulatorType::U16),
        AccumulatorType::I16 => quote!(__c::AccumulatorType::I16),
        AccumulatorType::I32 => quote!(__c::AccumulatorType::I32),
        AccumulatorType::I64 => quote!(__c::AccumulatorType::I64),
        AccumulatorType::F32 => quote!(__c::AccumulatorType::F32),
        AccumulatorType::F64 => quote!(__c::AccumulatorType::F64),
    }
}

pub(super) fn division(division: Division) -> TokenStream {
    let division = match division {
        Division::None => quote!(None),
        Division::Shift(bits) => quote!(Shift(#bits)),
        Division::F32 => quote!(F32),
        Division::F64 => quote!(F64),
        Division::Integer => quote!(Integer),
    };
    quote!(__c::Division::#division)
}

pub(super) fn epilogue(epilogue: &Epilogue) -> TokenStream {
    if *epilogue == Epilogue::IDENTITY {
        return quote!(__c::Epilogue::IDENTITY);
    }
    let (multiply, divide) = (
        integer(epilogue.multiply, "i64"),
        integer(epilogue.divide, "i64"),
    );
    let division = division(epilogue.division);
    let (scale_f32, scale_f64) = (single(epilogue.scale_f32), double(epilogue.scale_f64));
    let overflow = overflow(epilogue.overflow);
    quote! {
        __c::Epilogue {
            multiply: #multiply,
            divide: #divide,
            division: #division,
            scale_f32: #scale_f32,
            scale_f64: #scale_f64,
            overflow: #overflow,
        }
    }
}

pub(super) fn scale(scale: &Scale) -> TokenStream {
    let (multiply, divide) = (integer(scale.multiply, "i64"), integer(scale.divide, "i64"));
    let exponent = Literal::i32_unsuffixed(scale.exponent);
    quote!(__c::Scale { multiply: #multiply, divide: #divide, exponent: #exponent })
}

pub(super) fn window(window: &Window) -> TokenStream {
    let (rows, columns) = (axis(&window.rows), axis(&window.columns));
    let (row_border, column_border) = (border(window.row_border), border(window.column_border));
    quote! {
        __c::Window {
            rows: #rows,
            columns: #columns,
            row_border: #row_border,
            column_border: #column_border,
        }
    }
}

fn axis(axis: &Axis) -> TokenStream {
    let Axis {
        kernel,
        stride,
        dilation,
        padding,
        interpolate,
    } = axis;
    let padding = self::padding(*padding);
    quote! {
        __c::Axis {
            kernel: #kernel,
            stride: #stride,
            dilation: #dilation,
            padding: #padding,
            interpolate: #interpolate,
        }
    }
}

pub(super) fn padding(padding: AxisPadding) -> TokenStream {
    let padding = match padding {
        AxisPadding::Valid => quote!(Valid),
        AxisPadding::Same => quote!(Same),
        AxisPadding::SameLower => quote!(SameLower),
        AxisPadding::Full => quote!(Full),
        AxisPadding::Causal => quote!(Causal),
        AxisPadding::Explicit { before, after } => {
            quote!(Explicit { before: #before, after: #after })
        }
    };
    quote!(__c::AxisPadding::#padding)
}

fn border(border: Border) -> TokenStream {
    let border = match border {
        Border::Zero => quote!(Zero),
        Border::Constant(value) => {
            let value = double(value);
            quote!(Constant(#value))
        }
        Border::Replicate => quote!(Replicate),
        Border::Reflect => quote!(Reflect),
        Border::Reflect101 => quote!(Reflect101),
        Border::Wrap => quote!(Wrap),
    };
    quote!(__c::Border::#border)
}
