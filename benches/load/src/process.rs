//! One process: threads that share all kernels, and what memory it holds meanwhile.

use crate::work::{Asked, Kept, SIZES, Work, panics_once};
use cap::Cap;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::alloc::System;
use std::error::Error;
use std::fs;
use std::panic;
use std::process::{self, ExitCode};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Counts what is allocated and not yet freed.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const THREADS: usize = 8;

/// Of so many calls one is a panic, and one runs on a pool.
const PANICS: u64 = 50;
const IN_POOLS: u64 = 4;

/// Bytes that may be allocated still when the threads have ended: what the queues of pools keep.
const KEPT: usize = 1 << 20;

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
        if info.payload().downcast_ref() != Some(&Asked) {
            usual(info);
        }
    }));
    let work = Work::new()?;
    let pools = (1..=8)
        .map(|threads| ThreadPoolBuilder::new().num_threads(threads).build())
        .collect::<Result<Vec<_>, _>>()?;
    let before = ALLOCATOR.allocated();
    let (counts, end) = (Counts::default(), Instant::now() + time);
    let mut held = Vec::with_capacity(2 * time.as_secs() as usize);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (work, pools, counts) = (&work, &pools, &counts);
            scope.spawn(move || repeat(work, pools, counts, thread as u64, end));
        }
        while Instant::now() < end {
            thread::sleep(Duration::from_secs(1));
            held.push([Some(ALLOCATOR.allocated()), resident()]);
        }
    });
    let kept = ALLOCATOR
        .allocated()
        .saturating_sub(before + held.capacity() * size_of_val(&held[0]));
    Ok(report(&counts, &held, kept, time))
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
fn resident() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn report(counts: &Counts, held: &[[Option<usize>; 2]], kept: usize, time: Duration) -> ExitCode {
    let (process, of) = (process::id(), |count: &AtomicU64| {
        count.load(Ordering::Relaxed)
    });
    println!(
        "process {process}: {} s, {THREADS} threads, {} calls, {} of them on pools of 1 to 8 threads, {} panics caught, {} wrong",
        time.as_secs(),
        of(&counts.calls),
        of(&counts.in_pools),
        of(&counts.panics),
        of(&counts.wrong),
    );
    for (which, name) in ["allocated", "resident"].into_iter().enumerate() {
        let thirds = held.chunks(held.len().div_ceil(3).max(1)).map(|third| {
            let most = third.iter().filter_map(|held| held[which]).max();
            format!(
                "{:.1}",
                most.unwrap_or_default() as f64 / f64::from(1 << 20)
            )
        });
        let thirds: Vec<String> = thirds.collect();
        println!(
            "process {process}: at most {} MiB {name} in each third of the time",
            thirds.join(", ")
        );
    }
    println!("process {process}: {kept} bytes are allocated still");
    if of(&counts.wrong) == 0 && kept <= KEPT {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
