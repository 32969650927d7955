//! Both runners take turns.

use anyhow::{Context, Result, ensure};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How often both runners are started: where a process has its memory and its code may be worth
/// some per cent.
const STARTS: usize = 5;

/// Rounds in each of these.
const ROUNDS: usize = 7;

/// Nanoseconds that a sample takes at least.
const SAMPLE: f64 = 2e6;

/// The times of one row.
pub(crate) struct Row {
    pub(crate) name: String,
    /// Nanoseconds of a call of the old and the new one, for each round.
    times: Vec<[f64; 2]>,
}

impl Row {
    /// Those of the quotients of single rounds, new over old.
    pub(crate) fn quartiles(&self) -> [f64; 3] {
        let quotients = self.times.iter().map(|[old, new]| new / old).collect();
        quartiles(quotients)
    }

    pub(crate) fn medians(&self) -> [f64; 2] {
        [0, 1].map(|side| quartiles(self.times.iter().map(|times| times[side]).collect())[1])
    }
}

fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    [1, 2, 3].map(|part| values.get(last * part / 4).copied().unwrap_or(f64::NAN))
}

/// A process that times calls.
pub(crate) struct Runner {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    names: Vec<String>,
}

/// Times every row; `start` starts the old runner and the new one.
pub(crate) fn race(start: impl Fn() -> Result<[Runner; 2]>) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = Vec::new();
    for turn in 0..STARTS {
        let mut runners = start()?;
        ensure!(runners[0].names == runners[1].names, "other rows");
        if rows.is_empty() {
            let names = runners[0].names.iter().cloned();
            rows.extend(names.map(|name| Row {
                name,
                times: Vec::new(),
            }));
        }
        for (index, row) in rows.iter_mut().enumerate() {
            let once = runners[0].time(index, 1)?.max(1.0);
            let calls = (SAMPLE / once).ceil().clamp(1.0, 1e6) as u32;
            for round in 0..ROUNDS {
                // Whoever is first in a round is second in the next one.
                let first = (turn + round) % 2;
                let mut times = [0.0; 2];
                for side in [first, 1 - first] {
                    times[side] = runners[side].time(index, calls)?;
                }
                row.times.push(times);
            }
        }
    }
    Ok(rows)
}

impl Runner {
    pub(crate) fn start(program: &Path) -> Result<Self> {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let commands = child.stdin.take().context("a runner without input")?;
        let answers = child.stdout.take().context("a runner without output")?;
        let mut runner = Self {
            child,
            commands,
            answers: BufReader::new(answers),
            names: Vec::new(),
        };
        loop {
            let name = runner.line()?;
            if name.is_empty() {
                return Ok(runner);
            }
            runner.names.push(name);
        }
    }

    /// Nanoseconds of a call.
    fn time(&mut self, row: usize, calls: u32) -> Result<f64> {
        writeln!(self.commands, "{row} {calls}")?;
        self.commands.flush()?;
        Ok(self.line()?.parse()?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "a runner is gone");
        Ok(line.trim_end().into())
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        // It ends by itself when its input does, so this only hastens it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, quartiles};

    #[test]
    fn what_slows_both_down_does_not_count() {
        let row = Row {
            name: String::new(),
            times: vec![[100.0, 104.0], [200.0, 208.0], [150.0, 156.0]],
        };
        assert_eq!(row.quartiles(), [1.04; 3]);
        assert_eq!(row.medians(), [150.0, 156.0]);
    }

    #[test]
    fn quartiles_are_values_in_their_order() {
        assert_eq!(quartiles(vec![5.0, 1.0, 4.0, 2.0, 3.0]), [2.0, 3.0, 4.0]);
        assert!(quartiles(Vec::new())[1].is_nan());
    }
}
