//! `conv bench`: the times of a kernel on every CPU level of this machine.

use crate::args::Bench;
use crate::draw::size;
use crate::fault::Failure;
use crate::kernel::Kernel;
use crate::media::Stored;
use crate::output;
use crate::typed::{self, Visitor};
use conv_kernel::{DynKernel, DynSignal, Error, Filter, Level, Plane, PlaneBuf, SignalFilter};
use serde_json::json;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Runs before which no time is believed.
const WARM: usize = 2;

/// Seconds of each run on one level.
type Times = Vec<(Level, Vec<f64>)>;

struct Timing {
    size: [usize; 2],
    time: Duration,
}

impl Timing {
    fn timed(&self, mut run: impl FnMut() -> Result<(), Error>) -> Result<Vec<f64>, Failure> {
        let mut seconds = Vec::new();
        for _ in 0..WARM {
            run().map_err(Failure::of)?;
        }
        let begin = Instant::now();
        while seconds.is_empty() || begin.elapsed() < self.time {
            let start = Instant::now();
            run().map_err(Failure::of)?;
            seconds.push(start.elapsed().as_secs_f64());
        }
        seconds.sort_by(f64::total_cmp);
        Ok(seconds)
    }
}

/// Elements that are neither all equal nor large: every value from 0 to 250, in turn.
fn elements<T: Stored>(count: usize) -> Result<Vec<T>, Failure> {
    let mut elements = room(count)?;
    elements.extend((0..count).map(|at| T::from_f64((at * 7 % 251) as f64)));
    Ok(elements)
}

fn room<T>(count: usize) -> Result<Vec<T>, Failure> {
    let mut elements = Vec::new();
    let room = elements.try_reserve_exact(count);
    room.map_err(|_| Failure::of(format!("there is no memory for {count} elements")))?;
    Ok(elements)
}

impl Visitor for Timing {
    type Value = Times;

    fn plane<I: Stored, O: Stored>(self, kernel: &DynKernel<I, O>) -> Result<Times, Failure> {
        let [width, height] = self.size;
        let source = elements::<I>(width * height)?;
        let source = Plane::new(&source, width, height).map_err(Failure::of)?;
        let (width, height) = kernel.output_size(width, height).map_err(Failure::of)?;
        let mut target = PlaneBuf::filled(width, height, O::default()).map_err(Failure::of)?;
        let mut times = Vec::new();
        for level in Level::available() {
            let run = || kernel.apply_into_at(level, source, target.as_plane_mut());
            times.push((level, self.timed(run)?));
        }
        Ok(times)
    }

    fn signal<I: Stored, O: Stored>(self, kernel: &DynSignal<I, O>) -> Result<Times, Failure> {
        let source = elements::<I>(self.size[0])?;
        let length = kernel.output_len(source.len()).map_err(Failure::of)?;
        let mut target = room(length)?;
        target.resize(length, O::default());
        let mut times = Vec::new();
        for level in Level::available() {
            let run = || kernel.apply_into_at(level, &source, &mut target);
            times.push((level, self.timed(run)?));
        }
        Ok(times)
    }
}

pub(crate) fn run(request: &Bench) -> Result<(), Failure> {
    let kernel = Kernel::read(&request.kernel)?;
    let (input, to) = kernel.types();
    let size = size(
        request.size.as_deref(),
        kernel.axes(),
        [[1_000_000, 1], [1920, 1080]],
    )?;
    let timing = Timing {
        size,
        time: Duration::from_millis(request.time),
    };
    let times = typed::visit(&kernel, input, to, timing)?;
    let elements = size[0] * size[1];
    let mut text = format!(
        "{} {input} -> {to}, {}\n{:<10} {:>10} {:>10} {:>14}\n",
        kernel.name,
        if kernel.axes() == 1 {
            format!("{elements} samples")
        } else {
            format!("{}x{}", size[0], size[1])
        },
        "level",
        "least ms",
        "median ms",
        "elements/us",
    );
    let mut levels = Vec::new();
    for (level, seconds) in &times {
        let least = seconds.first().copied().unwrap_or(f64::NAN);
        let median = seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN);
        let rate = elements as f64 / median / 1e6;
        let _ = writeln!(
            text,
            "{:<10} {:>10.3} {:>10.3} {rate:>14.1}",
            level.to_string(),
            least * 1e3,
            median * 1e3
        );
        levels.push(json!({
            "level": level.to_string(),
            "runs": seconds.len(),
            "least_seconds": least,
            "median_seconds": median,
        }));
    }
    let value = json!({
        "kernel": kernel.name,
        "input": input.name(),
        "output": to.name(),
        "size": size,
        "levels": levels,
    });
    output::facts(request.json, &value, &text)
}
