//! One row at one size: check every contestant, choose each peer's fastest call, take turns.

use crate::Bench;
use crate::contestant::{Contestant, Peer, Place};
use crate::measure::{self, Sampling, VERY_SLOW, VERY_SLOW_ROUNDS};
use crate::work::Work;
use anyhow::Result;
use bytemuck::Pod;
use conv_kernel::Element;
use std::hint::black_box;

/// An element that can lie in shared memory.
pub(crate) trait Cell: Element + Pod {}

impl<T: Element + Pod> Cell for T {}

/// What came out for one contestant.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) peer: Peer,
    pub(crate) call: String,
    /// Nanoseconds, one for each round that it took part in; empty if it was left out.
    pub(crate) samples: Vec<f64>,
}

/// What came out for one row at one size.
#[derive(Debug, Clone, Default)]
pub(crate) struct Outcome {
    pub(crate) standings: Vec<Standing>,
    /// Nanoseconds to copy half the bytes of input and output, which is to move as many bytes.
    pub(crate) copy: Vec<f64>,
    /// Multiply-adds of the plan for all outputs; of a layer, those of its definition.
    pub(crate) operations: f64,
    /// What went wrong with whom.
    pub(crate) faults: Vec<String>,
}

impl Outcome {
    pub(crate) fn of(&self, peer: Peer) -> Option<&Standing> {
        self.standings.iter().find(|found| found.peer == peer)
    }
}

/// Fills the input with the values that every contestant sees.
pub(crate) fn fill<In: Cell>(bench: &mut Bench, length: usize) {
    let input = bench.shared.input_mut::<In>(length);
    for (element, bits) in input.iter_mut().zip(random(1)) {
        *element = match In::TYPE.range() {
            Some(_) => In::from_i64_wrapping(i64::from(bits)),
            None => In::from_f64(f64::from(bits) / f64::from(1u32 << 24)),
        };
    }
}

/// Random numbers of 24 bits.
pub(crate) fn random(mut state: u64) -> impl Iterator<Item = u32> {
    std::iter::repeat_with(move || {
        // Knuth's MMIX generator; the low bits are weak, so the high ones are used.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as u32
    })
}

/// Parameters between -1 and 1 that single precision holds exactly.
pub(crate) fn parameters(seed: u64, count: usize) -> Vec<f64> {
    random(seed)
        .map(|bits| f64::from(bits) / f64::from(1u32 << 23) - 1.0)
        .take(count)
        .collect()
}

/// Runs a row. The first contestant is ours.
pub(crate) fn race<In: Cell, Out: Cell>(
    bench: &mut Bench,
    task: &impl Work,
    mut contestants: Vec<Contestant<In, Out>>,
) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    if let Some(python) = &mut bench.python {
        let (remote, faults) = python.prepare(task)?;
        contestants.extend(remote.into_iter().map(|remote| Contestant {
            peer: remote.peer,
            call: remote.call,
            check: remote.check,
            place: Place::Python(remote.number),
        }));
        outcome.faults.extend(faults);
    }

    let mut ours = None;
    let mut right = Vec::new();
    for mut contestant in contestants {
        let verdict = deliver(bench, task, &mut contestant).and_then(|output| {
            let (src, _) = bench.shared.planes::<In, Out>(task.inputs(), 0);
            task.compare(src, &contestant.check, ours.as_deref(), &output)?;
            ours.get_or_insert(output);
            Ok(())
        });
        match verdict {
            Ok(()) => right.push(contestant),
            Err(fault) => {
                let name = contestant.peer.name();
                outcome
                    .faults
                    .push(format!("{name}, {}: {fault:#}", contestant.call));
            }
        }
    }

    let mut runners = fastest(bench, task, right)?;
    let mut samples = vec![Vec::new(); runners.len()];
    for round in 0..bench.rounds {
        for ((contestant, time), samples) in runners.iter_mut().zip(&mut samples) {
            if *time < VERY_SLOW || round < VERY_SLOW_ROUNDS {
                let sampling = Sampling::of(*time);
                samples.push(take(bench, task, contestant, sampling)?);
            }
        }
        outcome.copy.push(copy::<In, Out>(bench, task)?);
    }
    outcome.standings = runners
        .into_iter()
        .zip(samples)
        .map(|((contestant, _), samples)| Standing {
            peer: contestant.peer,
            call: contestant.call,
            samples,
        })
        .collect();
    Ok(outcome)
}

/// Of each peer the fastest call, with the time of one call.
fn fastest<In: Cell, Out: Cell>(
    bench: &mut Bench,
    task: &impl Work,
    contestants: Vec<Contestant<In, Out>>,
) -> Result<Vec<(Contestant<In, Out>, f64)>> {
    let mut chosen: Vec<(Contestant<In, Out>, f64)> = Vec::new();
    for mut contestant in contestants {
        let once = Sampling {
            calls: 1,
            warm_up: true,
        };
        let first = take(bench, task, &mut contestant, once)?;
        let mut time = first;
        if first < measure::SLOW {
            for _ in 0..5 {
                let sampling = Sampling::of(first);
                time = time.min(take(bench, task, &mut contestant, sampling)?);
            }
        }
        let rival = chosen
            .iter_mut()
            .find(|(rival, _)| rival.peer == contestant.peer);
        match rival {
            None => chosen.push((contestant, time)),
            Some(rival) if time < rival.1 => *rival = (contestant, time),
            Some(_) => {}
        }
    }
    Ok(chosen)
}

/// One sample.
fn take<In: Cell, Out: Cell>(
    bench: &mut Bench,
    task: &impl Work,
    contestant: &mut Contestant<In, Out>,
    sampling: Sampling,
) -> Result<f64> {
    match (&mut contestant.place, &mut bench.python) {
        (Place::Here(call), _) => {
            let (src, dst) = bench.shared.planes(task.inputs(), task.outputs());
            measure::sample(sampling, || call.run(black_box(src), black_box(&mut *dst)))
        }
        (Place::Python(number), Some(python)) => python.sample(*number, sampling),
        (Place::Python(_), None) => anyhow::bail!("Python is gone"),
    }
}

/// One sample of a copy that moves as many bytes as the task.
fn copy<In: Cell, Out: Cell>(bench: &mut Bench, task: &impl Work) -> Result<f64> {
    let moved = task.inputs() * size_of::<In>() + task.outputs() * size_of::<Out>();
    let (src, dst) = bench.shared.planes::<u8, u8>(moved / 2, moved / 2);
    let mut call = || {
        black_box(&mut *dst).copy_from_slice(black_box(src));
        Ok(())
    };
    let once = Sampling {
        calls: 1,
        warm_up: true,
    };
    let time = measure::sample(once, &mut call)?;
    measure::sample(Sampling::of(time), call)
}

/// The output of a contestant, in doubles.
fn deliver<In: Cell, Out: Cell>(
    bench: &mut Bench,
    task: &impl Work,
    contestant: &mut Contestant<In, Out>,
) -> Result<Vec<f64>> {
    let (src, dst) = bench.shared.planes(task.inputs(), task.outputs());
    // An output that is not written shows: no task has outputs like this value.
    dst.fill(Out::from_f64(f64::from(u16::MAX)));
    match (&mut contestant.place, &mut bench.python) {
        (Place::Here(call), _) => call.deliver(src, dst)?,
        (Place::Python(number), Some(python)) => python.deliver(*number)?,
        (Place::Python(_), None) => anyhow::bail!("Python is gone"),
    }
    let (_, dst) = bench
        .shared
        .planes::<In, Out>(task.inputs(), task.outputs());
    Ok(dst.iter().map(|value| value.to_f64()).collect())
}
