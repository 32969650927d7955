//! What is made of sums: the steps of a value as straight-line code over vectors.
//!
//! ```text
//! struct Value;
//! impl Formula<2> for Value { fn value(s, [v0, v1]) { let s0 = v0; let s1 = magnitude(s0); .. } }
//! job.direct(&Fused::<Value, ..>::new((bodies of the first, bodies of the second)))
//! job.combined(Value, [&|job| { bodies of the first }, &|job| { bodies of the second }])
//! ```
//!
//! `Fused` where the plan says so, in builds without debug assertions; else `combined`.

use super::{driver, literal};
use crate::paths;
use conv_plan::number::Epilogue;
use conv_plan::plan::{Pass, Passes, Plan};
use conv_plan::pointwise::{Comparison, Lanes, Node, Program, Step};
use conv_plan::rules::{Combination, ConvSpec};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// The block that runs the bodies of every kernel on `__job`, and what it makes of their sums.
pub(super) fn run(kernel: &ConvSpec, plan: &Plan, combination: &Combination) -> TokenStream {
    let program = combination.program();
    let formula = formula(plan.parts().len(), program);
    let stored = |plan: &Plan, of: &dyn Fn(&Plan) -> TokenStream| {
        let (input, sum) = (
            literal::element(kernel.input()),
            literal::element(program.sums()),
        );
        let parts = plan.parts().iter().map(|part| {
            let run = of(part);
            quote!(&|__job: __c::Job<'_, #input, #sum>| { #run })
        });
        quote!(__job.combined(Value, [#(#parts),*]))
    };
    let run = if plan.is_fused() {
        let tables = plan.clone().interpreted();
        let tables = stored(&tables, &|part| {
            super::run(part.kernel(), part, program.sums())
        });
        let fused = fused(kernel, plan, program);
        quote! {
            #[cfg(debug_assertions)]
            { #tables }
            #[cfg(not(debug_assertions))]
            { #fused }
        }
    } else {
        stored(plan, &|part| {
            super::fixed(part.kernel(), part, program.sums()).2
        })
    };
    quote!(#formula #run)
}

/// One sweep over the input, with the bodies of all kernels.
fn fused(kernel: &ConvSpec, plan: &Plan, program: &Program) -> TokenStream {
    let passes = plan.parts().iter().filter_map(|part| match part.passes() {
        Passes::One(pass) => Some(pass),
        _ => None,
    });
    let passes: Vec<&Pass> = passes.collect();
    let count = passes.len();
    let Some(first) = passes.first() else {
        return TokenStream::new();
    };
    let held = paths::primitive(driver::held(first, kernel.staged().name()));
    let (lane, tile) = (super::lane(first), first.lowering.tile);
    let (rows, vectors, wide) = (tile.rows, tile.vectors, tile.wide);
    // The value's lanes may be twice as wide as those of the sums.
    let times = program.lanes().bytes() / first.accumulator.bytes();
    let (values, wide_values) = (vectors * times, wide * times);
    let names: Vec<Ident> = (0..count)
        .map(|kernel| format_ident!("Sums{kernel}"))
        .collect();
    let bodies = names.iter().zip(passes.iter().copied());
    let written = bodies
        .clone()
        .map(|(name, pass)| super::body::body(name, pass, &held, &Epilogue::IDENTITY));
    let bodies = bodies.map(|(name, pass)| super::body::value(name, pass));
    let band = quote! {
        __c::Fused::<
            Value, _, #lane, #rows, #values, #wide_values, #vectors, #wide, { N }, #count,
        >::new((#(#bodies,)*))
    };
    let run = driver::one_pass((kernel.staged(), kernel.output()), first, &band);
    quote!(#(#written)* #run)
}

/// What the struct says of it beside how it runs.
pub(super) fn items(combination: &Combination) -> TokenStream {
    let names = combination.names();
    let others = combination.others().map(super::declaration::borrowed);
    let nodes = combination.value().nodes().iter().copied().map(node);
    quote! {
        const COMBINATION: ::core::option::Option<__c::CombinationRef<'static>> =
            ::core::option::Option::Some(__c::CombinationRef {
                names: &[#(#names),*],
                others: &[#(#others),*],
                nodes: &[#(#nodes),*],
            });
    }
}

/// The lane that a step has, by name.
fn lane(program: &Program, is_float: bool) -> &'static str {
    match (program.lanes(), is_float) {
        (Lanes::Bits16, _) => "i16",
        (Lanes::Bits32, false) => "i32",
        (Lanes::Bits32, true) => "f32",
        (Lanes::Bits64, _) => "f64",
    }
}

fn formula(kernels: usize, program: &Program) -> TokenStream {
    let reads_float = program.sums().is_float();
    let read = paths::primitive(lane(program, reads_float));
    let result = paths::primitive(lane(program, program.ends_in_float()));
    let stored = literal::element(program.sums());
    let epilogue = literal::epilogue(program.epilogue());
    let sums: Vec<Ident> = (0..kernels).map(|sum| format_ident!("__v{sum}")).collect();
    let name = |step: usize| format_ident!("__s{step}");
    let steps = program.steps().iter().enumerate().map(|(index, &of)| {
        let (name, value) = (name(index), step(program, index, of, &sums));
        quote!(let #name = #value;)
    });
    let last = name(program.steps().len().saturating_sub(1));
    quote! {
        struct Value;
        impl __c::Formula<#kernels> for Value {
            type Sum = #stored;
            type Lane = #read;
            type Result = #result;
            const EPILOGUE: __c::Epilogue = #epilogue;
            #[inline(always)]
            fn value<S: __c::Simd>(
                __s: S,
                [#(#sums),*]: [__c::Vector<S, #read>; #kernels],
            ) -> __c::Vector<S, #result> {
                let _ = (#(#sums,)*);
                #(#steps)*
                #last
            }
        }
    }
}

/// The expression of one step.
fn step(program: &Program, index: usize, step: Step, sums: &[Ident]) -> TokenStream {
    let of = |step: usize| format_ident!("__s{step}");
    let doubles = program.lanes() == Lanes::Bits64;
    let float = program.is_float(index);
    let ty = lane(program, float);
    let lane = paths::primitive(ty);
    let constant = |value: TokenStream| quote!(__c::splat::<S, #lane>(__s, #value));
    let one = |function: &str, a: usize| {
        let (function, a) = (format_ident!("{function}"), of(a));
        quote!(__c::steps::#function::<S, _>(#a))
    };
    let two = |function: &str, a: usize, b: usize| {
        let (function, a, b) = (format_ident!("{function}"), of(a), of(b));
        quote!(__c::steps::#function::<S, _>(#a, #b))
    };
    match step {
        Step::Sum(kernel) => sums
            .get(kernel)
            .map_or_else(TokenStream::new, |sum| quote!(#sum)),
        Step::Integer(value) if doubles => constant(literal::double(value as f64)),
        Step::Integer(value) => constant(literal::integer(value, ty)),
        Step::Float(value) if value.is_infinite() => constant(if value < 0.0 {
            quote!(#lane::NEG_INFINITY)
        } else {
            quote!(#lane::INFINITY)
        }),
        // As bits, unless it is short: lints take some numbers for constants with a name.
        Step::Float(value) if value * 256.0 != (value * 256.0).trunc() && doubles => {
            let bits = value.to_bits();
            constant(quote!(#lane::from_bits(#bits)))
        }
        Step::Float(value) if value * 256.0 != (value * 256.0).trunc() => {
            let bits = (value as f32).to_bits();
            constant(quote!(#lane::from_bits(#bits)))
        }
        Step::Float(value) if doubles => constant(literal::double(value)),
        Step::Float(value) => constant(literal::single(value as f32)),
        Step::ToFloat(a) if doubles => {
            let a = of(a);
            quote!(__c::steps::to_double::<S>(__s, #a))
        }
        Step::ToFloat(a) => {
            let a = of(a);
            quote!(__c::steps::to_single::<S>(#a))
        }
        Step::Abs(a) => one("magnitude", a),
        Step::Sqrt(a) => one("root", a),
        Step::Round(a) => one("nearest", a),
        Step::Divide(a, by, how) => {
            let (a, by, how) = (of(a), literal::integer(by, "i64"), literal::division(how));
            quote!(__c::steps::divide::<S, #lane>(__s, #a, #by, #how))
        }
        Step::Add(a, b) => two("plus", a, b),
        Step::Sub(a, b) => two("minus", a, b),
        Step::Mul(a, b) => two("times", a, b),
        Step::Div(a, b) => two("over", a, b),
        Step::Min(a, b) if float || doubles => two("lesser", a, b),
        Step::Min(a, b) => two("least", a, b),
        Step::Max(a, b) if float || doubles => two("greater", a, b),
        Step::Max(a, b) => two("greatest", a, b),
        Step::If(is, a, b, x, y) => {
            let function = match is {
                Comparison::Less => quote!(if_less),
                Comparison::LessEqual => quote!(if_less_equal),
                Comparison::Equal => quote!(if_equal),
            };
            let [a, b, x, y] = [a, b, x, y].map(of);
            quote!(__c::steps::#function::<S, _, _>(#a, #b, #x, #y))
        }
    }
}

/// A node as a constant.
fn node(node: Node) -> TokenStream {
    let node = match node {
        Node::Sum(sum) => quote!(Sum(#sum)),
        Node::Ratio(n, d) => {
            let (n, d) = (literal::integer(n, "i64"), literal::integer(d, "i64"));
            quote!(Ratio(#n, #d))
        }
        Node::Float(value) => {
            let value = literal::double(value);
            quote!(Float(#value))
        }
        Node::Neg(a) => quote!(Neg(#a)),
        Node::Abs(a) => quote!(Abs(#a)),
        Node::Sqrt(a) => quote!(Sqrt(#a)),
        Node::Round(a) => quote!(Round(#a)),
        Node::Add(a, b) => quote!(Add(#a, #b)),
        Node::Sub(a, b) => quote!(Sub(#a, #b)),
        Node::Mul(a, b) => quote!(Mul(#a, #b)),
        Node::Div(a, b) => quote!(Div(#a, #b)),
        Node::Min(a, b) => quote!(Min(#a, #b)),
        Node::Max(a, b) => quote!(Max(#a, #b)),
        Node::Atan2(a, b) => quote!(Atan2(#a, #b)),
        Node::If(is, a, b, x, y) => {
            let is = match is {
                Comparison::Less => quote!(Less),
                Comparison::LessEqual => quote!(LessEqual),
                Comparison::Equal => quote!(Equal),
            };
            quote!(If(__c::Comparison::#is, #a, #b, #x, #y))
        }
    };
    quote!(__c::Node::#node)
}
