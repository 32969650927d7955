//! A plan in words.

use super::{Facts, Form, Pass, Passes, Plan, Steps};
use crate::number::{Division, Few, Overflow};
use crate::pointwise::Lanes;
use crate::rules::{
    Arithmetic, Combination, ConvSpec, Dimensions, Hint, Method, Missing, Mix, Presence, Quantized,
    Weights, at_least,
};
use crate::window::{Axis, AxisPadding, Window};
use alloc::format;
use alloc::string::String;
use core::fmt;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kernel.fmt(f)?;
        if let Some(combination) = self.kernel.combination() {
            return combined(f, self, combination);
        }
        #[cfg(feature = "fft")]
        if let Some(transform) = super::Transform::new(self) {
            transform.fmt(f)?;
            if !transform.has_direct() {
                return epilogue(f, self);
            }
        }
        passes(f, self)?;
        epilogue(f, self)
    }
}

/// How the sums of a kernel are formed.
fn passes(f: &mut fmt::Formatter<'_>, plan: &Plan) -> fmt::Result {
    match &plan.passes {
        Passes::One(pass) => {
            let zeros = plan.kernel.tap_count().saturating_sub(pass.taps.len());
            write!(
                f,
                "\n  one pass of {}",
                count(pass.taps.len(), "multiply-add")
            )?;
            if zeros > 0 {
                write!(f, " ({} left out)", count(zeros, "zero tap"))?;
            }
            describe(f, pass)?;
            if let Some(hint) = Hint::new(&plan.kernel) {
                write!(
                    f,
                    "\n  within {} of rank 1: `separable: approximate({})` allows two passes of {}",
                    at_least(hint.error),
                    hint.bound,
                    count(hint.operations, "multiply-add"),
                )?;
            }
        }
        Passes::Two {
            vertical,
            horizontal,
        } => {
            two_passes(f, plan, vertical, horizontal)?;
        }
        Passes::Polyphase(passes) => branches(f, plan, passes)?,
    }
    Ok(())
}

/// The passes of a kernel that is a product, or the sum of some.
fn two_passes(
    f: &mut fmt::Formatter<'_>,
    plan: &Plan,
    vertical: &[Pass],
    horizontal: &Pass,
) -> fmt::Result {
    let operations = count(plan.operations(), "multiply-add");
    let dense = match vertical {
        [one] => {
            write!(f, "\n  rank 1: {operations} in two passes")?;
            one.taps.len().saturating_mul(horizontal.taps.len())
        }
        products => {
            let products = count(products.len(), "product");
            write!(
                f,
                "\n  a sum of {products}: {operations} in two passes for each"
            )?;
            Facts::new(plan).nonzero()
        }
    };
    write!(f, " instead of {dense}")?;
    for (line, pass) in vertical.iter().enumerate() {
        write!(f, "\n  down: {}", count(pass.taps.len(), "tap"))?;
        if vertical.len() > 1 {
            write!(f, " into line {line}")?;
        }
        describe(f, pass)?;
    }
    write!(f, "\n  across: {}", count(horizontal.taps.len(), "tap"))?;
    if vertical.len() > 1 {
        let lines = count(vertical.len(), "line");
        write!(f, " over {lines}")?;
    }
    describe(f, horizontal)
}

/// The sums of each kernel, and what is made of them.
fn combined(f: &mut fmt::Formatter<'_>, plan: &Plan, combination: &Combination) -> fmt::Result {
    for (index, part) in plan.parts.iter().enumerate() {
        let named = combination
            .names()
            .get(index)
            .filter(|_| plan.parts.len() > 1);
        if let Some(name) = named {
            write!(f, "\n{name}:")?;
        }
        passes(f, part)?;
    }
    if plan.parts.len() > 1 {
        f.write_str("\ncombined:")?;
    }
    let (program, value) = (combination.program(), combination.value());
    let names = combination.names();
    if plan.is_fused() {
        f.write_str("\n  in one sweep, sums kept in registers")?;
    } else {
        write!(f, "\n  sums stored as {}", program.sums())?;
    }
    write!(f, "\n  then: |{}| {}", names.join(", "), value.named(names))?;
    if let Some((multiply, divide)) = Some(plan.kernel.scale()).filter(|&scale| scale != (1, 1)) {
        write!(f, ", of sums times {multiply}/{divide}")?;
    }
    let lanes = match (program.lanes(), program.has_floats()) {
        (Lanes::Bits16, _) => "i16",
        (Lanes::Bits32, false) => "i32",
        (Lanes::Bits32, true) => "i32 and f32",
        (Lanes::Bits64, _) => "f64",
    };
    let steps = count(program.steps().len(), "step");
    write!(f, "\n  in {steps} over lanes of {lanes}, ")?;
    let output = plan.kernel.output;
    if !output.is_float() && (program.ends_in_float() || program.epilogue().divide != 1) {
        f.write_str("rounded, ties to even, ")?;
    }
    let (low, high) = program.range();
    match plan.epilogue.overflow {
        Some(Overflow::Saturate) => write!(f, "saturated to {output}"),
        Some(Overflow::Wrap) => write!(f, "the low bits stored as {output}"),
        None if output.is_float() => write!(f, "stored as {output}"),
        None => write!(f, "stored as {output}, which holds [{low}, {high}]"),
    }
}

/// The branches of an interpolated signal.
fn branches(f: &mut fmt::Formatter<'_>, plan: &Plan, passes: &[Pass]) -> fmt::Result {
    let all: usize = passes.iter().map(|pass| pass.taps.len()).sum();
    let zeros = plan.kernel.tap_count().saturating_sub(all);
    write!(
        f,
        "\n  polyphase: for each output one of {}, {} instead of {}",
        match passes.len() {
            1 => String::from("1 branch"),
            branches => format!("{branches} branches"),
        },
        count(plan.operations(), "multiply-add"),
        plan.kernel.tap_count(),
    )?;
    if zeros > 0 {
        write!(f, " ({} left out)", count(zeros, "zero tap"))?;
    }
    passes.first().map_or(Ok(()), |pass| describe(f, pass))
}

/// As `Display`: a few lines, whatever the number of taps.
impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// "1 tap", "2 taps".
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// The kernel in one line: its size, types and window.
impl fmt::Display for ConvSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, columns) = (&self.window.rows, &self.window.columns);
        match self.dimensions {
            Dimensions::Signal => {
                write!(f, "signal kernel of {}", count(columns.kernel, "tap"))?;
            }
            Dimensions::Plane => write!(f, "plane kernel {}x{}", rows.kernel, columns.kernel)?,
        }
        write!(f, ", {} -> {}", self.input, self.output)?;
        steps(f, &self.window, self.dimensions)?;
        borders(f, &self.window, self.dimensions)?;
        if let Some(mix) = &self.mix {
            mixed(f, mix)?;
        }
        if self.method != Method::Direct {
            write!(f, ", method {}", self.method)?;
        }
        if self.arithmetic != Arithmetic::Fused {
            write!(f, ", arithmetic {}", self.arithmetic)?;
        }
        if self.missing != Missing::Propagate {
            write!(f, ", missing {}", self.missing)?;
        }
        if let Some(Quantized { bits, error }) = self.quantized {
            write!(
                f,
                ", quantised to {}: results within {error:.2e} of those of the real taps, before rounding",
                count(bits as usize, "bit")
            )?;
        }
        if let Some(error) = self.separable_error {
            let error = at_least(error);
            write!(
                f,
                ", taps within {error} of the largest, as a column times a row"
            )?;
        }
        if self.presence != Presence::Written {
            f.write_str("; the taps come at run time")?;
        }
        Ok(())
    }
}

/// What the channels of a pixel become.
fn mixed(f: &mut fmt::Formatter<'_>, mix: &Mix) -> fmt::Result {
    match mix.weights() {
        Weights::Integer { taps, divide, .. } => {
            write!(f, ", channels {:?}", Few::new(taps))?;
            if *divide != 1 {
                write!(f, "/{divide}")?;
            }
        }
        Weights::F32(weights) => write!(f, ", channels {:?}", Few::new(weights))?,
        Weights::F64(weights) => write!(f, ", channels {:?}", Few::new(weights))?,
    }
    write!(f, " mixed to rows of {}", mix.staged())?;
    match mix.bounds() {
        Some(bounds) => write!(f, " (proven within {bounds})"),
        None => Ok(()),
    }
}

/// Stride, dilation, padding and border, each after a comma, as far as they are not 1.
pub(super) fn steps(
    f: &mut fmt::Formatter<'_>,
    window: &Window,
    dimensions: Dimensions,
) -> fmt::Result {
    let (rows, columns) = (&window.rows, &window.columns);
    let axes: &[&Axis] = match dimensions {
        Dimensions::Signal => &[columns],
        Dimensions::Plane => &[rows, columns],
    };
    for (name, value) in [
        ("stride", (|axis: &Axis| axis.stride) as fn(&Axis) -> usize),
        ("dilation", |axis| axis.dilation),
        ("interpolate", |axis| axis.rate()),
    ] {
        if axes.iter().any(|axis| value(axis) != 1) {
            write!(f, ", {name}")?;
            for (index, axis) in axes.iter().enumerate() {
                write!(f, "{}{}", if index == 0 { " " } else { "x" }, value(axis))?;
            }
        }
    }
    let same = axes.iter().all(|axis| axis.padding == axes[0].padding);
    for (index, axis) in axes.iter().take(if same { 1 } else { 2 }).enumerate() {
        f.write_str(if index == 0 { ", padding " } else { " and " })?;
        write!(f, "{}", axis.padding)?;
    }
    Ok(())
}

/// The border of a window that is padded, as [`steps`] goes on.
pub(super) fn borders(
    f: &mut fmt::Formatter<'_>,
    window: &Window,
    dimensions: Dimensions,
) -> fmt::Result {
    let padded = |axis: &Axis| axis.padding != AxisPadding::Valid;
    if padded(&window.columns) || dimensions == Dimensions::Plane && padded(&window.rows) {
        let (vertical, horizontal) = (window.row_border, window.column_border);
        f.write_str(", border ")?;
        if dimensions == Dimensions::Plane && vertical != horizontal {
            write!(f, "{vertical} and ")?;
        }
        write!(f, "{horizontal}")?;
    }
    Ok(())
}

fn describe(f: &mut fmt::Formatter<'_>, pass: &Pass) -> fmt::Result {
    let lowering = &pass.lowering;
    if lowering.widens {
        f.write_str(", rows widened as they are loaded")?;
    }
    write!(f, ", sums in {}", pass.accumulator)?;
    if pass.arithmetic == Arithmetic::Strict {
        f.write_str(", each product and each sum rounded on every CPU")?;
    }
    if let Some(bounds) = pass.bounds {
        write!(f, " (proven within {bounds})")?;
    }
    let form = match lowering.form {
        Form::Literals => "unrolled",
        Form::Memory => "unrolled, taps read from a table",
        Form::Pairs => "unrolled in pairs of taps",
        Form::Table => "in a loop over a table of loads",
        Form::Generic => "unrolled, taps given at run time",
    };
    let form = match &lowering.row_sums {
        Some(_) => "unrolled, sums of rows shared by output rows",
        None => form,
    };
    write!(f, ", {form}")?;
    let block = pass.steps.block;
    if lowering.form == Form::Table && block != Steps::WHOLE {
        write!(f, " in blocks of {block} columns")?;
    }
    let tile = lowering.tile;
    write!(
        f,
        ", tiles of {} x {}",
        count(tile.rows, "row"),
        count(tile.vectors, "vector"),
    )?;
    if tile.wide != tile.vectors {
        write!(f, ", {} with 32 registers", tile.wide)?;
    }
    Ok(())
}

fn epilogue(f: &mut fmt::Formatter<'_>, plan: &Plan) -> fmt::Result {
    let output = plan.kernel.output;
    f.write_str("\n  then: ")?;
    if plan.kernel.missing == Missing::Renormalize {
        f.write_str("times the sum of all taps, divided by that of the taps on inputs that are not NaN; NaN without one; ")?;
    }
    if let Weights::Integer {
        multiply, divide, ..
    } = plan.kernel.weights
        && (multiply, divide) != (1, 1)
    {
        if output.is_float() {
            write!(f, "times {multiply}/{divide}, ")?;
        } else {
            if multiply != 1 {
                write!(f, "times {multiply}, ")?;
            }
            match plan.epilogue.division {
                Division::None => {}
                Division::Shift(bits) => write!(f, "shifted right by {bits}, ties to even, ")?,
                Division::F32 | Division::F64 => {
                    write!(
                        f,
                        "divided by {divide} as a float, which is exact here, ties to even, "
                    )?;
                }
                Division::Integer => write!(f, "divided by {divide}, ties to even, ")?,
            }
        }
    } else if !output.is_float() && !matches!(plan.kernel.weights, Weights::Integer { .. }) {
        f.write_str("rounded, ties to even, ")?;
    }
    match (plan.epilogue.overflow, plan.results) {
        (Some(Overflow::Saturate), _) if !output.is_float() => write!(f, "saturated to {output}"),
        (Some(Overflow::Wrap), _) if !output.is_float() => {
            write!(f, "the low bits stored as {output}")
        }
        (_, Some(results)) => write!(f, "stored as {output}, which holds {results}"),
        _ => write!(f, "stored as {output}"),
    }
}
