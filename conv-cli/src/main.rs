//! `conv`: kernels of `conv-kernel` on the command line.
//!
//! ```text
//! args -> kernel (expression, TOML, NPY) -> Options -> DynKernel, DynSignal, by types of elements
//!      -> media (PNG, JPEG, TIFF, NPY, WAV) -> apply -> media -> a file that appears whole
//! ```
//!
//! Exit codes: 0, all was done; 1, something failed on the way, such as one input of many; 2, the
//! command line or the kernel is wrong, and nothing was done.

#![forbid(unsafe_code)]

mod apply;
mod args;
mod bench;
mod draw;
mod expand;
mod explain;
mod fault;
mod gallery;
mod kernel;
mod matrix;
mod media;
mod output;
#[path = "../../examples/plots/mod.rs"]
mod plots;
mod response;
mod typed;
mod verify;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use fault::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(failure) => {
            failure.print();
            failure.code()
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Apply(request) => return apply::run(&request),
        Command::Expand(request) => expand::run(&request)?,
        Command::Explain(request) => explain::run(&request)?,
        Command::Matrix(request) => matrix::run(&request)?,
        Command::Response(request) => response::run(&request)?,
        Command::Bench(request) => bench::run(&request)?,
        Command::Verify(request) => return verify::run(&request),
        Command::Gallery(request) => gallery::run(&request)?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "conv", &mut script);
            output::print(&script)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
