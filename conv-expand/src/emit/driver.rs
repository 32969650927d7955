//! The call of a driver: one that conv-runtime has compiled, or its generic code.

use super::literal::element;
use crate::paths;
use conv_plan::number::{AccumulatorType, ElementType};
use conv_plan::plan::drivers::{ONE_PASS, TWO_PASSES};
use conv_plan::plan::{Pass, Plan};
use conv_plan::rules::{ConvSpec, Missing};
use proc_macro2::TokenStream;
use quote::quote;

/// Whether little code counts for more than time.
pub(super) const SMALL: bool = cfg!(feature = "small");

/// The output of the jobs that a kernel's bodies run: its own, or sums where NaN is left out.
pub(super) fn output(kernel: &ConvSpec, plan: &Plan) -> ElementType {
    match (kernel.missing(), plan.accumulator()) {
        (Missing::Propagate, _) => kernel.output(),
        (Missing::Renormalize, AccumulatorType::F32) => ElementType::F32,
        (Missing::Renormalize, _) => ElementType::F64,
    }
}

/// Runs a band over the rows of `__job`, an input and an output of these types.
pub(super) fn one_pass(
    (input, output): (ElementType, ElementType),
    pass: &Pass,
    band: &TokenStream,
) -> TokenStream {
    let name = held(pass, input.name());
    let rows = paths::primitive(name);
    if SMALL {
        return quote!(__job.tap_by_tap::<#rows>(&#band));
    }
    if name == input.name() && ONE_PASS.contains(&(input, output)) {
        let output = element(output);
        return quote!(<#rows as __c::Usual<#output>>::direct(__job, &#band));
    }
    quote!(__job.direct::<#rows>(&#band))
}

/// The types of the rows and of the lines of two passes.
pub(super) fn rows_and_lines(
    input: ElementType,
    vertical: &[Pass],
    horizontal: &Pass,
) -> (&'static str, &'static str) {
    // Those of all products are alike.
    let first = vertical.first();
    let row = first.map_or(input.name(), |pass| held(pass, input.name()));
    let line = first.map_or(horizontal.accumulator, |pass| pass.accumulator);
    (row, held(horizontal, line.name()))
}

/// Runs a band for each product, and one over their lines.
pub(super) fn two_passes(
    (input, output): (ElementType, ElementType),
    (vertical, horizontal): (&[Pass], &Pass),
    (down, across): (&[TokenStream], &TokenStream),
) -> TokenStream {
    let (row, line) = rows_and_lines(input, vertical, horizontal);
    let (rows, lines) = (paths::primitive(row), paths::primitive(line));
    if SMALL {
        return quote!(__job.tap_by_tap_in_two::<#rows, #lines>(&[#(#down),*], &#across));
    }
    let usual = TWO_PASSES
        .iter()
        .any(|&(from, between, to)| (from, between.name(), to) == (input, line, output));
    if row == input.name() && usual {
        let output = element(output);
        return quote! {
            <#rows as __c::UsualInTwo<#lines, #output>>::separable(__job, &[#(&#down),*], &#across)
        };
    }
    quote!(__job.separable::<#rows, #lines>(&[#(&#down),*], &#across))
}

/// The type of a pass's rows: that of its source, if they are widened when they are loaded, else
/// that of its sums.
pub(super) fn held(pass: &Pass, source: &'static str) -> &'static str {
    if pass.lowering.widens {
        source
    } else {
        pass.accumulator.name()
    }
}
