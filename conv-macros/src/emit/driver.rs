//! The call of a driver: one that conv-runtime has compiled, or its generic code.

use super::lane;
use super::literal::element;
use conv_plan::number::{AccumulatorType, ElementType};
use conv_plan::plan::drivers::{ONE_PASS, TWO_PASSES};
use conv_plan::plan::{Pass, Plan};
use conv_plan::rules::{ConvSpec, Missing};
use proc_macro2::TokenStream;
use quote::quote;

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
    let held = held(pass, input);
    if is_input(pass, input) && ONE_PASS.contains(&(input, output)) {
        let output = element(output);
        return quote!(<#held as __c::Usual<#output>>::direct(__job, &#band));
    }
    quote!(__job.direct::<#held>(&#band))
}

/// Runs two bands, the second over the lines of the first.
pub(super) fn two_passes(
    (input, output): (ElementType, ElementType),
    (vertical, horizontal): (&Pass, &Pass),
    bands: (&TokenStream, &TokenStream),
) -> TokenStream {
    let (held, line) = (held(vertical, input), line(vertical, horizontal));
    let (down, across) = bands;
    let usual = (input, vertical.accumulator, output);
    let same = horizontal.lowering.widens || horizontal.accumulator == vertical.accumulator;
    if is_input(vertical, input) && same && TWO_PASSES.contains(&usual) {
        let output = element(output);
        return quote! {
            <#held as __c::UsualInTwo<#line, #output>>::separable(__job, &#down, &#across)
        };
    }
    quote!(__job.separable::<#held, #line>(&#down, &#across))
}

/// The type of a pass's rows: what they come as, if that is widened when it is loaded.
pub(super) fn held(pass: &Pass, input: ElementType) -> TokenStream {
    if pass.lowering.widens {
        element(input)
    } else {
        lane(pass)
    }
}

/// The type of the lines between two passes.
pub(super) fn line(vertical: &Pass, horizontal: &Pass) -> TokenStream {
    lane(if horizontal.lowering.widens {
        vertical
    } else {
        horizontal
    })
}

/// Whether a pass's rows are those of the input.
fn is_input(pass: &Pass, input: ElementType) -> bool {
    pass.lowering.widens || pass.accumulator.name() == input.name()
}
