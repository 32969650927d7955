//! `conv verify`: the same kernel computed in every way, compared.

use crate::args::Verify;
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::Stored;
use crate::output;
use crate::typed::{self, Visitor};
use conv_kernel::{DynKernel, DynSignal, Error, Level};
use serde_json::json;
use std::process::ExitCode;

/// What the comparison found.
struct Verifying;

impl Visitor for Verifying {
    type Value = Result<(), Error>;

    fn plane<I: Stored, O: Stored>(self, kernel: &DynKernel<I, O>) -> Result<Self::Value, Failure> {
        Ok(conv_kernel::verify(kernel))
    }

    fn signal<I: Stored, O: Stored>(
        self,
        kernel: &DynSignal<I, O>,
    ) -> Result<Self::Value, Failure> {
        Ok(conv_kernel::verify(kernel))
    }
}

pub(crate) fn run(request: &Verify) -> Result<ExitCode, Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let (input, to) = kernel.types();
    let outcome = typed::visit(&kernel, input, to, Verifying)?;
    let levels: Vec<String> = Level::available().map(|level| level.to_string()).collect();
    let value = json!({
        "kernel": kernel.name,
        "input": input.name(),
        "output": to.name(),
        "levels": levels,
        "equal": outcome.is_ok(),
        "difference": outcome.as_ref().err().map(ToString::to_string),
    });
    let text = format!(
        "{input} -> {to}: the reference, the matrix and {} give the same\n",
        levels.join(", ")
    );
    match outcome {
        Ok(()) => {
            output::facts(request.json, &value, &text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            if request.json {
                output::facts(true, &value, "")?;
            }
            Err(Failure::of(error))
        }
    }
}
