//! KERNEL and the options beside it, as one declaration.
//!
//! ```text
//! KERNEL  name or expression, TOML, NPY -> entries by key: a text, and where it stands
//! options                               -> entries, which replace those of TOML
//! entries -> keys of conv-syntax -> Options for types of elements -> rules
//! ```
//!
//! A mistake, whoever finds it, points into the text that the user wrote.

mod entries;
mod taps;

use crate::args::KernelArguments;
use crate::fault::Failure;
use crate::typed;
use conv_kernel::rules::Options;
use conv_kernel::{ConvSpec, ElementType};
use conv_syntax::keys::{self, Values};
use entries::Entries;
use std::path::PathBuf;

/// How what messages say is written here.
const OPTIONS: &str = "keys are options: `overflow: saturate` is `--overflow saturate`, and the types `u8 -> i16` are `--input u8 --output i16`";

/// What is asked for, not yet for any types of elements.
#[derive(Debug)]
pub(crate) struct Kernel {
    /// What the user wrote, for messages.
    pub(crate) name: String,
    /// The types, as far as they are given.
    pub(crate) input: Option<ElementType>,
    pub(crate) output: Option<ElementType>,
    /// What it was read from.
    pub(crate) files: Vec<PathBuf>,
    keys: keys::Kernel,
    entries: Entries,
}

impl Kernel {
    /// Reads all that the command line says of a kernel.
    pub(crate) fn read(arguments: &KernelArguments) -> Result<Self, Failure> {
        let mut entries = Entries::of_kernel(&arguments.kernel)?;
        for (key, text) in arguments.keys() {
            entries.set_option(key, text);
        }
        let mut faults = Vec::new();
        let (taps, mut files) = taps::taps(&arguments.kernel, &entries, &mut faults);
        files.extend(entries.file.clone());
        let input = entries.element("input", &mut faults);
        let output = entries.element("output", &mut faults);
        let text = |key: &str| entries.get(key).map(|entry| &*entry.text);
        let mut values = Values::new(&text);
        let keys = keys::Kernel::read(taps, &mut values);
        faults.extend(values.faults.iter().map(|fault| entries.found(fault)));
        match keys {
            Some(keys) if faults.is_empty() => Ok(Self {
                name: arguments.kernel.clone(),
                input,
                output,
                files,
                keys,
                entries,
            }),
            _ => Err(Failure::kernel(faults)),
        }
    }

    /// Axes of the taps.
    pub(crate) fn axes(&self) -> usize {
        self.keys.axes()
    }

    /// Whether it says itself how large values become.
    pub(crate) fn is_scaled(&self) -> bool {
        ["scale", "map", "combine"]
            .iter()
            .any(|key| self.entries.get(key).is_some())
    }

    /// What the rules are applied to.
    pub(crate) fn options(&self, input: ElementType, output: ElementType) -> Options {
        self.keys.options(input, output)
    }

    /// The checked kernel for types of elements, or every rule that is broken.
    pub(crate) fn check(
        &self,
        input: ElementType,
        output: ElementType,
    ) -> Result<ConvSpec, Failure> {
        self.keys.check(input, output).map_err(|faults| {
            let faults = faults.iter();
            Failure::kernel(
                faults
                    .map(|fault| self.entries.found(fault).with_help(OPTIONS))
                    .collect(),
            )
        })
    }

    /// The declaration that says the same, where texts may end in a comment, and where the paths in
    /// it begin.
    pub(crate) fn declaration(&self) -> Result<(String, PathBuf), Failure> {
        let input = self.input.unwrap_or(ElementType::F32);
        let output = self.output.unwrap_or(input);
        self.check(input, output)?;
        let taps = match self.entries.get("taps") {
            Some(entry) => entry.text.clone(),
            None => format!("file({:?})", self.name),
        };
        let keys: String = self
            .entries
            .keys()
            .map(|(key, value)| format!("    {key}: {value}\n    ,\n"))
            .collect();
        let text = format!(
            "pub struct Kernel: {input} -> {output} {{\n    taps: {taps}\n    ,\n{keys}}}\n"
        );
        Ok((text, self.entries.directory.clone()))
    }

    /// The types that a kernel without a file has: those that were given, else `f32`, and the input
    /// as `apply` converts it.
    pub(crate) fn types(&self) -> (ElementType, ElementType) {
        let input = self.input.unwrap_or(ElementType::F32);
        let output = self.output.unwrap_or(input);
        (typed::working(input, output), output)
    }
}
