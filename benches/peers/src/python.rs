//! The Python side: a virtual environment, a child process, and lines of JSON between the two.

use crate::contestant::{Check, Peer};
use crate::level;
use crate::measure::Sampling;
use crate::shared::Shared;
use crate::work::Work;
use anyhow::{Context, Result, bail, ensure};
use conv_kernel::Level;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A contestant on the other side.
pub(crate) struct Remote {
    pub(crate) number: usize,
    pub(crate) peer: Peer,
    pub(crate) call: String,
    pub(crate) check: Check,
}

/// The child process.
pub(crate) struct Python {
    child: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Names and versions of the peers that could be loaded.
    pub(crate) versions: Vec<String>,
    /// Peers that could not be loaded, and why.
    pub(crate) missing: Vec<String>,
    /// The cost of one call through each binding, in words.
    pub(crate) overheads: Vec<String>,
}

#[derive(Deserialize)]
struct Opened {
    versions: Vec<String>,
    missing: Vec<String>,
    overheads: Vec<String>,
}

#[derive(Deserialize)]
struct Prepared {
    contestants: Vec<Described>,
    faults: Vec<String>,
}

#[derive(Deserialize)]
struct Described {
    peer: String,
    call: String,
    rounding: f64,
    factor: Option<Vec<f64>>,
    points: Option<usize>,
}

#[derive(Deserialize)]
struct Sampled {
    nanoseconds: f64,
}

#[derive(Deserialize)]
struct Done {}

impl Python {
    /// Starts the driver with these peers in an environment that has the pinned packages.
    pub(crate) fn start(
        shared: &Shared,
        core: Option<usize>,
        level: Option<Level>,
        peers: &[&str],
    ) -> Result<Self> {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        let interpreter = environment(home)?;
        let mut child = Command::new(interpreter)
            .arg(home.join("driver.py"))
            // Before the libraries are loaded, for those that look here.
            .env("OMP_NUM_THREADS", "1")
            .env("OPENBLAS_NUM_THREADS", "1")
            .env("HL_NUM_THREADS", "1")
            .envs(level.into_iter().flat_map(level::held_to))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the Python driver")?;
        let commands = child.stdin.take().context("the driver has no input")?;
        let answers = child.stdout.take().context("the driver has no output")?;
        let mut python = Self {
            child,
            commands,
            answers: BufReader::new(answers),
            versions: Vec::new(),
            missing: Vec::new(),
            overheads: Vec::new(),
        };
        let (input, output) = shared.paths();
        let opened: Opened = python.ask(&json!({
            "command": "open", "input": input, "output": output, "core": core,
            "peers": peers,
        }))?;
        python.versions = opened.versions;
        python.missing = opened.missing;
        python.overheads = opened.overheads;
        Ok(python)
    }

    /// Everything that the other side can do for a task, and what it cannot.
    pub(crate) fn prepare(&mut self, task: &impl Work) -> Result<(Vec<Remote>, Vec<String>)> {
        let prepared: Prepared = self.ask(&json!({
            "command": "prepare", "task": task,
            "input_shape": task.input_shape(), "output_shape": task.output_shape(),
        }))?;
        let remotes = prepared
            .contestants
            .into_iter()
            .enumerate()
            .map(|(number, described)| {
                Ok(Remote {
                    number,
                    peer: Peer::from_name(&described.peer)
                        .with_context(|| format!("unknown peer {}", described.peer))?,
                    call: described.call,
                    check: Check {
                        rounding: described.rounding,
                        factor: described.factor,
                        points: described.points,
                        ..Check::default()
                    },
                })
            })
            .collect::<Result<_>>()?;
        Ok((remotes, prepared.faults))
    }

    /// Nanoseconds for one call.
    pub(crate) fn sample(&mut self, number: usize, sampling: Sampling) -> Result<f64> {
        let sampled: Sampled = self.ask(&json!({
            "command": "sample", "number": number,
            "calls": sampling.calls, "warm_up": sampling.warm_up,
        }))?;
        Ok(sampled.nanoseconds)
    }

    /// Leaves the result in the shared output.
    pub(crate) fn deliver(&mut self, number: usize) -> Result<()> {
        self.ask::<Done>(&json!({ "command": "deliver", "number": number }))?;
        Ok(())
    }

    fn ask<Answer: DeserializeOwned>(&mut self, command: &Value) -> Result<Answer> {
        writeln!(self.commands, "{command}")?;
        self.commands.flush()?;
        let mut line = String::new();
        ensure!(self.answers.read_line(&mut line)? > 0, "Python is gone");
        let answer: Value = serde_json::from_str(&line)?;
        if let Some(error) = answer.get("error") {
            bail!("{}", error.as_str().unwrap_or("unknown error"));
        }
        Ok(serde_json::from_value(answer)?)
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It ends by itself when its input does, so this only hastens it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The interpreter of the virtual environment, which is made on the first run.
fn environment(home: &Path) -> Result<PathBuf> {
    let requirements = home.join("requirements.txt");
    let folder = home.join("target/venv");
    let interpreter = if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    };
    // A copy of the list is left in an environment that is complete.
    let complete = folder.join("requirements.txt");
    let wanted = std::fs::read(&requirements)?;
    if std::fs::read(&complete).is_ok_and(|found| found == wanted) {
        return Ok(interpreter);
    }
    println!("Installing the Python peers into {}", folder.display());
    let system = if cfg!(windows) { "python" } else { "python3" };
    let mut create = Command::new(system);
    run("python3 -m venv", create.args(["-m", "venv"]).arg(&folder))?;
    let mut install = Command::new(&interpreter);
    install.args(["-m", "pip", "install", "--quiet"]);
    install.args(["--disable-pip-version-check", "-r"]);
    run("pip install", install.arg(&requirements))?;
    std::fs::write(complete, wanted)?;
    Ok(interpreter)
}

/// Runs a command that has a name for messages.
fn run(name: &str, command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{name}` cannot be run"))?;
    ensure!(status.success(), "`{name}` failed");
    Ok(())
}
