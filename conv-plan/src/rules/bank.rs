//! Several kernels with one window, each of which has an output of its own: a bank.
//!
//! ```text
//! options, other taps  ->  the window that holds all  ->  the rules of one kernel, for each
//! ```
//!
//! So each is a kernel as if it stood alone, with sums, range and plan of its own. A fault that all
//! have is told once; one that some have names them.

use super::common::{self, Common};
use super::{ConvSpec, Options, TapSource};
use crate::fault::names::all_of;
use crate::fault::{Fault, Faults, KernelError, Subject, Voice};
use crate::taps::Taps;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The most kernels of a bank.
pub const MAX_KERNELS: usize = 64;

impl ConvSpec {
    /// Checks every rule for kernels that have all options in common except their taps: those of
    /// the `options` are the first one's, the `others` follow it.
    ///
    /// Smaller taps are as large as the largest, with their middle on its middle. Messages are in
    /// the words of the macro or of the builders; the `names` are those of all kernels.
    ///
    /// ```
    /// # use conv_plan::fault::Voice;
    /// # use conv_plan::number::ElementType;
    /// # use conv_plan::rules::{ConvSpec, Options, TapSource};
    /// # use conv_plan::taps::library::{sobel_x, sobel_y};
    /// let options = Options::new(ElementType::U8, ElementType::I16, TapSource::Taps(sobel_x()));
    /// let names = ["x".to_owned(), "y".to_owned()];
    /// let bank = ConvSpec::check_bank(&options, &[sobel_y()], &names, Voice::Builder)?;
    /// let alone = Options { source: TapSource::Taps(sobel_y()), ..options };
    /// assert_eq!(bank[1], ConvSpec::check_in(&alone, Voice::Builder)?);
    /// # Ok::<(), conv_plan::fault::KernelError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`KernelError`] with every fault, each naming its subject.
    pub fn check_bank(
        options: &Options,
        others: &[Taps],
        names: &[String],
        voice: Voice,
    ) -> Result<Vec<Self>, KernelError> {
        let mut faults = Faults::new(voice);
        let TapSource::Taps(first) = &options.source else {
            let message = "a bank has taps that are known: write the taps of each kernel";
            return Err(KernelError::new(voice, Subject::Shape, message));
        };
        let count = 1 + others.len();
        if count > MAX_KERNELS {
            faults.add(
                Subject::Part(MAX_KERNELS),
                format!("a bank has at most {MAX_KERNELS} kernels, and this has {count}: remove some, or make a second bank of them"),
            );
        }
        if options.channels.is_some() {
            let key = voice.key(Subject::Channels);
            faults.add_key(
                Subject::Channels,
                format!("{key} is for one kernel, and this is a bank: remove {key}"),
            );
        }
        Common::check(first, others, Subject::Taps, &mut faults);
        if !faults.is_empty() {
            return Err(faults.into_error());
        }
        let common = Common::of(first, others);
        let shape = common.as_ref().and_then(Common::shape);
        let all = core::iter::once(first).chain(others);
        let checked = all.enumerate().map(|(index, taps)| {
            let padded = shape.map_or_else(
                || taps.clone(),
                |shape| common::padded(taps, shape, options.window.mode),
            );
            let moved = padded.shape() != taps.shape();
            let options = Options {
                source: TapSource::Taps(padded),
                combined: None,
                ..options.clone()
            };
            Self::check_in(&options, voice).map_err(|error| {
                let own = error.faults().iter().cloned();
                own.map(|fault| placed(fault, index, moved)).collect()
            })
        });
        let checked: Vec<Result<Self, Vec<Fault>>> = checked.collect();
        let wrong: Vec<&[Fault]> = checked
            .iter()
            .map(|checked| checked.as_ref().err().map_or(&[][..], Vec::as_slice))
            .collect();
        tell(&wrong, names, &mut faults);
        if !faults.is_empty() {
            return Err(faults.into_error());
        }
        Ok(checked.into_iter().flatten().collect())
    }
}

/// A fault of a kernel as one of the bank: that of its taps is about the taps of this kernel.
fn placed(fault: Fault, index: usize, moved: bool) -> Fault {
    let subject = match fault.subject {
        Subject::Taps | Subject::Tap(_) if index > 0 => Subject::Part(index),
        Subject::Tap(_) if moved => Subject::Taps,
        subject => subject,
    };
    Fault { subject, ..fault }
}

/// Adds the faults of all kernels: each once, with the names of the kernels that have it if these
/// are not all, or if it is about their sums.
fn tell(wrong: &[&[Fault]], names: &[String], faults: &mut Faults) {
    let mut told: Vec<&Fault> = Vec::new();
    for fault in wrong.iter().copied().flatten() {
        if told.contains(&fault) {
            continue;
        }
        told.push(fault);
        let has = |index: &usize| wrong.get(*index).is_some_and(|own| own.contains(fault));
        let guilty: Vec<usize> = (0..wrong.len()).filter(has).collect();
        let named = match fault.subject {
            // Their place says which kernel it is.
            Subject::Taps | Subject::Tap(_) | Subject::Part(_) => false,
            Subject::Output => true,
            _ => guilty.len() < wrong.len(),
        };
        let message = if named {
            format!(
                "in {}, {}",
                listed(&guilty, names, faults.voice),
                fault.message
            )
        } else {
            fault.message.clone()
        };
        faults.again(Fault {
            message,
            ..fault.clone()
        });
    }
}

/// Some kernels by their names, or by their numbers where these were given in a list.
fn listed(kernels: &[usize], names: &[String], voice: Voice) -> String {
    let name = |kernel: usize| names.get(kernel).map_or("", String::as_str);
    match (voice, kernels) {
        (Voice::Language, _) => {
            let names: Vec<&str> = kernels.iter().map(|&kernel| name(kernel)).collect();
            all_of(&names)
        }
        (Voice::Builder, [one]) => format!("kernel {one}"),
        (Voice::Builder, several) => {
            let numbers: Vec<String> = several.iter().map(|kernel| format!("{kernel}")).collect();
            let (last, before) = numbers
                .split_last()
                .map_or(("", &[][..]), |(last, before)| (last.as_str(), before));
            format!("kernels {} and {last}", before.join(", "))
        }
    }
}
