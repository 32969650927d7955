//! `conv explain`: the plan of a kernel, and its facts as numbers.

use crate::args::Explain;
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::output;
use conv_kernel::{Facts, Plan};
use serde_json::json;
use std::fmt::Write as _;

pub(crate) fn run(request: &Explain) -> Result<(), Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let (input, to) = kernel.types();
    let spec = kernel.check(input, to)?;
    let plan = Plan::new(&spec);
    let facts = Facts::new(&plan);
    let memory = |error| Failure::of(format!("memory is missing: {error}"));
    let taps = facts.taps().map_err(memory)?;
    let rank = facts.rank().map_err(memory)?;
    let words = plan.to_string();
    let ([rows, columns], [least, most]) = (facts.shape(), facts.results());
    let mut text = format!("{words}\n\n");
    // Writing to a string does not fail.
    let _ = writeln!(
        text,
        "taps        {rows} x {columns}, {} not 0",
        facts.nonzero()
    );
    let _ = writeln!(text, "rank        {rank}");
    let _ = writeln!(text, "gain        {}", facts.gain());
    let _ = writeln!(text, "results     {least} to {most}");
    let _ = writeln!(text, "operations  {} for each output", facts.operations());
    let value = json!({
        "kernel": kernel.name,
        "input": input.name(),
        "output": to.name(),
        "axes": kernel.axes(),
        "shape": facts.shape(),
        "stride": facts.stride(),
        "dilation": facts.dilation(),
        "halo": facts.halo(),
        "taps": taps,
        "nonzero": facts.nonzero(),
        "rank": rank,
        "gain": facts.gain(),
        "results": facts.results(),
        "quantization_error": facts.quantization_error(),
        "operations": facts.operations(),
        "plan": words,
    });
    output::facts(request.json, &value, &text)
}
