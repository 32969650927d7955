//! A bar on the terminal for each epoch; nothing where standard error is no terminal.

use crate::training::Score;
use indicatif::{ProgressBar, ProgressStyle};

/// How far the training is.
pub(crate) struct Progress {
    bar: ProgressBar,
    epoch: usize,
    epochs: usize,
    steps: usize,
}

impl Progress {
    /// Before the first of these epochs, of so many steps each.
    pub(crate) fn new(epochs: usize, steps: usize) -> Self {
        Self {
            bar: bar(1, epochs, steps),
            epoch: 1,
            epochs,
            steps,
        }
    }

    /// A step is done; the score is that of its epoch so far.
    pub(crate) fn step(&self, score: &Score) {
        if !self.bar.is_hidden() {
            self.bar.set_message(told(score));
        }
        self.bar.inc(1);
    }

    /// Leaves the bar of the epoch where it is, with its results, and begins the next one.
    pub(crate) fn finish_epoch(&mut self, train: &Score, test: &Score) {
        let test = (test.loss(), 100.0 * test.accuracy());
        // At most 79 columns, so that it stays one line.
        let message = format!("{}; test {:.4}, {:.2} %", told(train), test.0, test.1);
        self.bar.finish_with_message(message);
        self.epoch += 1;
        if self.epoch <= self.epochs {
            self.bar = bar(self.epoch, self.epochs, self.steps);
        }
    }
}

fn bar(epoch: usize, epochs: usize, steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_prefix(format!("{epoch}/{epochs}"));
    // The template is a constant: if it were wrong, the plain style would do.
    match ProgressStyle::with_template("epoch {prefix} [{bar:10}] {pos:>3}/{len} {msg}") {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

fn told(score: &Score) -> String {
    let percent = 100.0 * score.accuracy();
    format!("loss {:.4}, {percent:.2} % right", score.loss())
}
