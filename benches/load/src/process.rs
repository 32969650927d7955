//! One process: threads that share all kernels, and what memory it holds meanwhile.

use crate::work::{ASKED, Kept, SIZES, Work, panics_once};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::error::Error;
use std::fs;
use std::panic;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const THREADS: usize = 8;

/// Of so many calls one is a panic, and one runs on a pool.
const PANICS: u64 = 50;
const IN_POOLS: u64 = 4;

/// What memory may grow by from the first third to the last: pages that threads' heaps have touched
/// depend on which calls meet.
const GROWTH: f64 = 1.05;

#[derive(Default)]
struct Counts {
    calls: AtomicU64,
    in_pools: AtomicU64,
    panics: AtomicU64,
    wrong: AtomicU64,
}

pub(crate) fn run(time: Duration) -> Result<ExitCode, Box<dyn Error>> {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let message = info.payload_as_str();
        if message != Some(ASKED) {
            usual(info);
        }
    }));
    let work = Work::new()?;
    let pools = (1..=8)
        .map(|threads| ThreadPoolBuilder::new().num_threads(threads).build())
        .collect::<Result<Vec<_>, _>>()?;
    let (counts, end) = (Counts::default(), Instant::now() + time);
    let held = thread::scope(|scope| {
        for thread in 0..THREADS {
            let (work, pools, counts) = (&work, &pools, &counts);
            scope.spawn(move || repeat(work, pools, counts, thread as u64, end));
        }
        let mut held = Vec::new();
        while Instant::now() < end {
            thread::sleep(Duration::from_secs(1));
            held.extend(resident());
        }
        held
    });
    Ok(report(&counts, &held, time))
}

/// Random calls until the end.
fn repeat(work: &Work, pools: &[ThreadPool], counts: &Counts, seed: u64, end: Instant) {
    let mut random = fastrand::Rng::with_seed(seed ^ u64::from(process::id()));
    let mut scratch = Kept::default();
    let add = |count: &AtomicU64| count.fetch_add(1, Ordering::Relaxed);
    while Instant::now() < end {
        let call = (random.usize(..work.tasks()), random.usize(..SIZES.len()));
        let right = if random.u64(..PANICS) == 0 {
            add(&counts.panics);
            panics_once()
        } else if random.u64(..IN_POOLS) == 0 {
            add(&counts.in_pools);
            let pool = &pools[random.usize(..pools.len())];
            pool.install(|| work.is_right(call, true, &mut Kept::default()))
        } else {
            work.is_right(call, false, &mut scratch)
        };
        add(&counts.calls);
        if !right {
            eprintln!("call {call:?} is wrong");
            add(&counts.wrong);
        }
    }
}

/// Bytes of memory that are this process's, where the system says so.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn report(counts: &Counts, held: &[u64], time: Duration) -> ExitCode {
    let of = |count: &AtomicU64| count.load(Ordering::Relaxed);
    println!(
        "process {}: {} s, {THREADS} threads, {} calls, {} of them on pools of 1 to 8 threads, {} panics caught, {} wrong",
        process::id(),
        time.as_secs(),
        of(&counts.calls),
        of(&counts.in_pools),
        of(&counts.panics),
        of(&counts.wrong),
    );
    let third = held.len() / 3;
    let most = |held: &[u64]| held.iter().copied().max();
    let thirds = (
        most(&held[..third]),
        most(&held[third..2 * third]),
        most(&held[2 * third..]),
    );
    let mut flat = true;
    if let (Some(first), Some(second), Some(last)) = thirds {
        let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
        println!(
            "process {}: at most {:.1}, {:.1} and {:.1} MiB resident in the three thirds of the time",
            process::id(),
            mib(first),
            mib(second),
            mib(last),
        );
        flat = last as f64 <= first as f64 * GROWTH;
    }
    if of(&counts.wrong) == 0 && flat {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
