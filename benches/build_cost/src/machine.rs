//! What the figures were measured on, and the CPU time of builds.

use std::fs;
use std::process::Command;
use std::time::Duration;

/// Ticks a second of the times in `/proc`, on every Linux that Rust supports.
const TICKS: f64 = 100.0;

/// Compiler, processor and number of CPUs, in one line.
pub(crate) fn description() -> String {
    let compiler = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()))
        .arg("--version")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .unwrap_or("an unknown rustc".into());
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}; {}; {cpus} CPUs", compiler.trim(), processor())
}

/// The processor's name, if the system reports it.
fn processor() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = information
        .lines()
        .find(|line| line.starts_with("model name"))
        .and_then(|line| line.split_once(':'));
    match name {
        Some((_, name)) => name.trim().into(),
        None => std::env::consts::ARCH.into(),
    }
}

/// CPU time of all processes that this one has started and waited for.
pub(crate) fn cpu_of_children() -> Option<Duration> {
    let status = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, the name, is in parentheses and may hold spaces. User and
    // system time of children are fields 16 and 17.
    let (_, fields) = status.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(13);
    let user: f64 = times.next()?.parse().ok()?;
    let system: f64 = times.next()?.parse().ok()?;
    Some(Duration::from_secs_f64((user + system) / TICKS))
}
