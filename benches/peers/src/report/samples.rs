//! Every sample, one a line.

use crate::race::Outcome;
use crate::rows::Size;
use anyhow::Result;
use std::fmt::Write;
use std::path::Path;

/// The lines of the file.
#[derive(Debug, Default)]
pub(crate) struct Samples(String);

impl Samples {
    pub(crate) fn add(
        &mut self,
        row: &str,
        (width, height): Size,
        outcome: &Outcome,
    ) -> Result<()> {
        for standing in &outcome.standings {
            let (peer, call) = (standing.peer.name(), &standing.call);
            for (round, time) in standing.samples.iter().enumerate() {
                writeln!(
                    self.0,
                    "{row},{width},{height},{peer},\"{call}\",{round},{time:.1}"
                )?;
            }
        }
        Ok(())
    }

    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let head = "row,width,height,contestant,call,round,nanoseconds\n";
        std::fs::write(path, [head, &self.0].concat())?;
        Ok(())
    }
}
