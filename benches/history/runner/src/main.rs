//! Times calls of the crate that it is built with, one at a time, when it is asked to.
//!
//! ```text
//! -> names            the rows, one a line, and an empty line
//! <- row calls        an index and a number
//! -> nanoseconds      of one call
//! ```

mod kernels;
mod lines;
mod rows;
mod shapes;

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let mut rows = rows::rows()?;
    let mut answers = stdout().lock();
    for row in &rows {
        writeln!(answers, "{}", row.name)?;
    }
    writeln!(answers)?;
    answers.flush()?;
    for line in stdin().lock().lines() {
        let line = line?;
        let (row, calls) = line.split_once(' ').ok_or("no number of calls")?;
        let (row, calls): (usize, u32) = (row.parse()?, calls.parse()?);
        let row = rows.get_mut(row).ok_or("no such row")?;
        // The other process has had the caches.
        (row.call)()?;
        let start = now();
        for _ in 0..calls {
            (row.call)()?;
        }
        writeln!(answers, "{}", (now() - start) / f64::from(calls))?;
        answers.flush()?;
    }
    Ok(())
}

/// Nanoseconds that this process has been running.
#[cfg(unix)]
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Nanoseconds on the wall, where the system does not report those of a process.
#[cfg(not(unix))]
fn now() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    let start = START.get_or_init(std::time::Instant::now);
    start.elapsed().as_nanos() as f64
}
