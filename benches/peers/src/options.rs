//! The command line.

use crate::rows::{self, Size};
use anyhow::{Result, bail, ensure};
use conv_kernel::Level;
use std::path::PathBuf;

pub(crate) const USAGE: &str = "\
usage: cargo run --release --manifest-path benches/peers/Cargo.toml -- [options]

  --planes          planes and signals only
  --layers          layers only
  --fft             long kernels and template matching only
  --method          run `cargo bench --bench method` and write its tables; nothing else
  --only TEXT       rows whose name contains this
  --size 1920x1080  this size of planes only
  --level avx2      planes, signals and layers without AVX-512, beside peers that can be held to it
  --rounds N        rounds, 25 at least (default 25)
  --no-python       leave the peers out that are reached through Python
  --csv FILE        write every sample to this file
  --quick           9 rounds, three sizes of planes, without Halide, and print only";

/// Fewer rounds say nothing about the spread.
const ROUNDS: usize = 25;

/// As many show what is twice as fast.
const QUICK_ROUNDS: usize = 9;

pub(crate) struct Options {
    pub(crate) planes: bool,
    pub(crate) layers: bool,
    pub(crate) fft: bool,
    pub(crate) method: bool,
    pub(crate) only: String,
    pub(crate) size: Option<Size>,
    /// The level that everybody is held to, below what the processor has.
    pub(crate) level: Option<Level>,
    pub(crate) rounds: usize,
    pub(crate) no_python: bool,
    pub(crate) csv: Option<PathBuf>,
    pub(crate) quick: bool,
}

impl Options {
    /// The options, or `None` to print the usage.
    pub(crate) fn parse() -> Result<Option<Self>> {
        use lexopt::prelude::*;
        let mut options = Self {
            planes: false,
            layers: false,
            fft: false,
            method: false,
            only: String::new(),
            size: None,
            level: None,
            rounds: 0,
            no_python: false,
            csv: None,
            quick: false,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("planes") => options.planes = true,
                Long("layers") => options.layers = true,
                Long("fft") => options.fft = true,
                Long("method") => options.method = true,
                Long("only") => options.only = parser.value()?.string()?,
                Long("size") => options.size = Some(size(&parser.value()?.string()?)?),
                Long("level") => {
                    let level = parser.value()?.string()?;
                    ensure!(level == Level::Avx2.name(), "the level is `avx2`");
                    options.level = Some(Level::Avx2);
                }
                Long("rounds") => options.rounds = parser.value()?.parse::<usize>()?.max(ROUNDS),
                Long("no-python") => options.no_python = true,
                Long("csv") => options.csv = Some(parser.value()?.into()),
                Long("quick") => options.quick = true,
                Long("help") | Short('h') => return Ok(None),
                _ => return Err(argument.unexpected().into()),
            }
        }
        if options.rounds == 0 {
            options.rounds = if options.quick { QUICK_ROUNDS } else { ROUNDS };
        }
        if !options.planes && !options.layers && !options.fft {
            let fft = options.level.is_none();
            (options.planes, options.layers, options.fft) = (true, true, fft);
        }
        let both = options.level.is_some() && (options.fft || options.method);
        ensure!(!both, "`--level` is for planes, signals and layers");
        Ok(Some(options))
    }

    /// Whether a row is asked for.
    pub(crate) fn names(&self, row: &str) -> bool {
        row.contains(&self.only)
    }

    /// Whether a size of a row is asked for; signals have one only.
    pub(crate) fn has(&self, sizes: &[Size], size: Size) -> bool {
        match self.size {
            _ if sizes.len() == 1 => true,
            Some(wanted) => size == wanted,
            None => !self.quick || rows::QUICK.contains(&size),
        }
    }

    /// Whether the documents may be written: they have every row.
    pub(crate) fn is_whole(&self) -> bool {
        self.only.is_empty() && self.size.is_none() && !self.quick
    }
}

fn size(text: &str) -> Result<Size> {
    let Some((width, height)) = text.split_once('x') else {
        bail!("a size is written as 1920x1080");
    };
    let size = (width.parse()?, height.parse()?);
    ensure!(
        rows::PLANES.contains(&size),
        "the sizes are {:?}",
        rows::PLANES
    );
    Ok(size)
}
