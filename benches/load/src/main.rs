//! Shared kernels under load: two processes of eight threads each filter frames of changing sizes,
//! alone and on pools of one to eight threads, and every output is compared.
//!
//! ```text
//! work      the kernels, and the hash that each output must have
//! process   threads, pools and panics for so many seconds; memory once a second
//! ```
//!
//! `cargo run --release --manifest-path benches/load/Cargo.toml -- 600`

mod process;
mod work;

use std::env;
use std::error::Error;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// What runs at once.
const PROCESSES: usize = 2;

/// Marks a process that does the work.
const WORKER: &str = "CONV_KERNEL_LOAD_WORKER";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let seconds: u64 = match &arguments[..] {
        [] => 600,
        [seconds] => seconds.parse().map_err(|_| USAGE)?,
        _ => return Err(USAGE.into()),
    };
    if env::var_os(WORKER).is_some() {
        return process::run(Duration::from_secs(seconds));
    }
    let mut workers = Vec::new();
    for number in 0..PROCESSES {
        let mut worker = Command::new(env::current_exe()?);
        worker
            .args(&arguments)
            .env(WORKER, (number + 1).to_string());
        workers.push(worker.spawn()?);
    }
    let mut all_well = true;
    for mut worker in workers {
        all_well &= worker.wait()?.success();
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

const USAGE: &str =
    "usage: cargo run --release --manifest-path benches/load/Cargo.toml -- [SECONDS]";
