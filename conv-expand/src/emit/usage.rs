//! The end of a struct's documentation: what it takes and gives, and how it is called.

#[cfg(feature = "layers")]
use crate::check::Layer;
use crate::paths::Krate;
use crate::spec::Declared;
use conv_plan::number::AccumulatorType;
#[cfg(feature = "layers")]
use conv_plan::number::ElementType;
#[cfg(feature = "layers")]
use conv_plan::rules::layer::Layout;
use conv_plan::rules::{ConvSpec, Dimensions, Presence};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// For a kernel of planes or signals.
pub(super) fn kernel(declared: &Declared, kernel: &ConvSpec) -> TokenStream {
    let name = &declared.ident;
    let (input, output) = (kernel.input(), kernel.output());
    let (rows, columns) = (kernel.window().rows.kernel, kernel.window().columns.kernel);
    let what = match kernel.dimensions() {
        Dimensions::Plane => "planes",
        Dimensions::Signal => "signals",
    };
    let (value, made) = match kernel.presence() {
        Presence::Written => (name.to_string(), None),
        Presence::RuntimeTaps { accumulator, .. } => {
            let tap = taps_of(kernel, accumulator);
            let taps = match kernel.dimensions() {
                Dimensions::Plane => format!("[[{tap}; {columns}]; {rows}]"),
                Dimensions::Signal => format!("[{tap}; {columns}]"),
            };
            let made = format!("let kernel = {name}::new(taps)?; // such as `{taps}`");
            ("kernel".to_owned(), Some(made))
        }
    };
    let call = match (kernel.dimensions(), cfg!(feature = "alloc")) {
        (Dimensions::Plane, true) => format!(
            "let result: PlaneBuf<{output}> = {value}.apply(Plane::new(&pixels, width, height)?)?;"
        ),
        (Dimensions::Plane, false) => {
            format!("let result: [[{output}; OW]; OH] = {value}.apply_array(&pixels);")
        }
        (Dimensions::Signal, true) => {
            format!("let result: Vec<{output}> = {value}.apply(&samples)?;")
        }
        (Dimensions::Signal, false) => {
            format!("let result: [{output}; M] = {value}.apply_array(&samples);")
        }
    };
    let (call, sentence) = match (kernel.mix(), cfg!(feature = "alloc")) {
        (None, _) => (
            call,
            format!(" Takes {what} of `{input}`, and gives {what} of `{output}`:"),
        ),
        (Some(mix), alloc) => {
            let channels = mix.channels();
            let call = if alloc {
                format!(
                    "let result: PlaneBuf<{output}> = {value}.apply(Pixels::<{input}, {channels}>::new(&pixels, width, height)?)?;"
                )
            } else {
                call
            };
            let sentence = format!(
                " Takes pixels of {channels} `{input}`, mixed to one value, and gives planes of `{output}`:"
            );
            (call, sentence)
        }
    };
    docs(&declared.krate, &sentence, made, &call)
}

/// For a bank.
pub(super) fn bank(declared: &Declared, kernel: &ConvSpec) -> TokenStream {
    let (name, names) = (&declared.ident, declared.bank.join(", "));
    let (input, output) = (kernel.input(), kernel.output());
    let count = declared.bank.len();
    let (what, ty, call) = match (kernel.dimensions(), cfg!(feature = "alloc")) {
        (Dimensions::Plane, true) => (
            "plane",
            format!("PlaneBuf<{output}>"),
            "apply(Plane::new(&pixels, width, height)?)?",
        ),
        (Dimensions::Plane, false) => (
            "plane",
            format!("[[{output}; OW]; OH]"),
            "apply_array(&pixels)",
        ),
        (Dimensions::Signal, true) => ("signal", format!("Vec<{output}>"), "apply(&samples)?"),
        (Dimensions::Signal, false) => {
            ("signal", format!("[{output}; OL]"), "apply_array(&samples)")
        }
    };
    let call = format!("let [{names}]: [{ty}; {count}] = {name}.{call};");
    let s = if count == 1 { "" } else { "s" };
    let sentence =
        format!(" Takes {what}s of `{input}`, and gives {count} {what}{s} of `{output}` for each:");
    docs(&declared.krate, &sentence, None, &call)
}

/// The type in which taps are given.
fn taps_of(kernel: &ConvSpec, accumulator: AccumulatorType) -> &'static str {
    use conv_plan::rules::Weights;
    match kernel.weights() {
        Weights::Integer { .. } => accumulator.name(),
        Weights::F32(_) => "f32",
        Weights::F64(_) => "f64",
    }
}

/// For a layer.
#[cfg(feature = "layers")]
pub(super) fn layer(declared: &Declared, layer: &Layer) -> TokenStream {
    let name = &declared.ident;
    let kernel = &layer.kernel;
    let (input, output) = (kernel.input(), kernel.output());
    let shape = |channels: usize| {
        let (rows, columns) = match kernel.shape().axes {
            1 => ("1", "length"),
            _ => ("h", "w"),
        };
        match kernel.layout() {
            Layout::Nchw | Layout::Nchw16 => format!("[n, {channels}, {rows}, {columns}]"),
            Layout::Nhwc => format!("[n, {rows}, {columns}, {channels}]"),
        }
    };
    let (value, made) = match &declared.shape {
        None => (name.to_string(), None),
        Some(_) => {
            let arguments = if layer.bias {
                "&weights, &bias"
            } else {
                "&weights"
            };
            let number = match input {
                ElementType::F32 | ElementType::F64 => input,
                _ => ElementType::I32,
            };
            let count = kernel.shape().weights();
            let made =
                format!("let layer = {name}::new({arguments})?; // {count} weights of `{number}`");
            ("layer".to_owned(), Some(made))
        }
    };
    let (from, channels) = (shape(kernel.shape().inputs()), kernel.shape().outputs);
    let call = if cfg!(feature = "alloc") {
        format!("let y: Vec<{output}> = {value}.apply(&x, {from})?;")
    } else {
        format!("{value}.apply_into(&x, {from}, &mut y)?;")
    };
    let plural = if channels == 1 { "" } else { "s" };
    let sentence = format!(
        " Takes `{input}` of shape `{from}`, and gives `{output}` with {channels} channel{plural}:"
    );
    docs(&declared.krate, &sentence, made, &call)
}

fn docs(krate: &Krate, sentence: &str, made: Option<String>, call: &str) -> TokenStream {
    let krate = krate.to_token_stream().to_string().replace([' ', '$'], "");
    let import = format!("use {}::prelude::*;", krate.trim_start_matches(':'));
    let lines = [
        Some(import),
        Some(String::new()),
        made,
        Some(call.to_owned()),
    ];
    let lines = lines.into_iter().flatten().map(|line| format!(" {line}"));
    quote! {
        ///
        #[doc = #sentence]
        ///
        /// ```text
        #(#[doc = #lines])*
        /// ```
    }
}
