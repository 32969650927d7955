//! Keys and their values as text, each with the place that mistakes point at.

use crate::fault::{Failure, Fault, Source};
use conv_kernel::ElementType;
use conv_syntax::diag::{all_of, instead, nearest};
use conv_syntax::keys;
use conv_syntax::text::Mistake;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The keys of a declaration that a TOML file may have.
fn known() -> Vec<&'static str> {
    let first = ["taps", "input", "output"];
    first.into_iter().chain(keys::Kernel::KEYS).collect()
}

/// The text of a value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) text: String,
    source: Arc<Source>,
    /// Where the value stands in the source.
    whole: Range<usize>,
    /// Where the text begins there; `None` if it is not written as it is read.
    start: Option<usize>,
}

impl Entry {
    /// A text that is all of an argument.
    fn argument(name: &str, text: &str) -> Self {
        Self {
            text: text.to_owned(),
            source: Arc::new(Source {
                name: name.to_owned(),
                text: text.to_owned(),
            }),
            whole: 0..text.len(),
            start: Some(0),
        }
    }

    pub(super) fn fault(&self, message: impl Display) -> Fault {
        Fault::at(message, &self.source, self.whole.clone())
    }

    pub(super) fn mistake(&self, mistake: &Mistake) -> Fault {
        self.at(&mistake.message, &mistake.range)
    }

    /// A fault about a range of the text.
    fn at(&self, message: impl Display, range: &Range<usize>) -> Fault {
        let range = match self.start {
            Some(start) => start + range.start..start + range.end,
            None => self.whole.clone(),
        };
        Fault::at(message, &self.source, range)
    }
}

/// The values by their keys.
#[derive(Debug, Default)]
pub(super) struct Entries {
    all: BTreeMap<String, Entry>,
    /// The TOML file.
    pub(super) file: Option<PathBuf>,
    /// Where the files of a TOML file are.
    pub(super) directory: PathBuf,
}

impl Entries {
    /// Those of KERNEL: the keys of a TOML file, or an expression; none of an NPY file.
    pub(super) fn of_kernel(kernel: &str) -> Result<Self, Failure> {
        let mut entries = Self::default();
        if kernel.ends_with(".toml") {
            entries.read_toml(kernel)?;
        } else if kernel.ends_with(".safetensors") {
            return Err(Failure::usage(format!(
                "the tensors of {kernel} have names: write KERNEL as `file({kernel:?}, tensor(\"name\"))`"
            )));
        } else if !kernel.ends_with(".npy") {
            let entry = Entry::argument("KERNEL", kernel);
            entries.all.insert("taps".into(), entry);
        }
        Ok(entries)
    }

    /// A value from the command line.
    pub(super) fn set_option(&mut self, key: &str, text: &str) {
        let entry = Entry::argument(&format!("--{key}"), text);
        self.all.insert(key.to_owned(), entry);
    }

    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.all.get(key)
    }

    /// What was found in the value of a key: at its place, if the key was given.
    pub(super) fn found(&self, fault: &keys::Fault) -> Fault {
        match (self.get(fault.key), &fault.range) {
            (None, _) => Fault::new(&fault.message),
            (Some(entry), None) => entry.fault(&fault.message),
            (Some(entry), Some(range)) => entry.at(&fault.message, range),
        }
    }

    /// The keys of a declaration except types and taps, with their values.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let given = |key| Some((key, &*self.get(key)?.text));
        keys::Kernel::KEYS.into_iter().filter_map(given)
    }

    /// The element type under a key.
    pub(super) fn element(&self, key: &str, faults: &mut Vec<Fault>) -> Option<ElementType> {
        let entry = self.get(key)?;
        let word = entry.text.trim();
        let found = ElementType::ALL.into_iter().find(|ty| ty.name() == word);
        if found.is_none() {
            let instead = instead(word, &ElementType::ALL.map(ElementType::name));
            faults.push(entry.fault(format!("`{word}` is not an element type: {instead}")));
        }
        found
    }

    fn read_toml(&mut self, path: &str) -> Result<(), Failure> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("cannot read {path}: {error}")))?;
        self.file = Some(path.into());
        self.directory = PathBuf::from(path)
            .parent()
            .map(PathBuf::from)
            .unwrap_or_default();
        let source = Arc::new(Source {
            name: path.to_owned(),
            text: text.clone(),
        });
        let table = DeTable::parse(&text).map_err(|error| {
            let range = error.span().unwrap_or(0..text.len());
            Failure::kernel(vec![Fault::at(error.message(), &source, range)])
        })?;
        let mut faults = Vec::new();
        for (key, value) in table.get_ref() {
            let name = key.get_ref().as_ref();
            if !known().contains(&name) {
                faults.push(Fault::at(
                    unknown(name, table.get_ref()),
                    &source,
                    key.span(),
                ));
                continue;
            }
            let span = value.span();
            let raw = text.get(span.clone()).unwrap_or_default();
            let (text, start) = match value.get_ref() {
                DeValue::String(content) => {
                    let found = raw.find(content.as_ref()).filter(|_| !content.is_empty());
                    (content.to_string(), found.map(|at| span.start + at))
                }
                DeValue::Array(_) => (plain(raw), Some(span.start)),
                DeValue::Table(_) => {
                    let message = format!(
                        "`{name}` is no table: write its value as text, such as \"{{ gx: sobel_x, gy: sobel_y }}\" under `taps`"
                    );
                    faults.push(Fault::at(message, &source, key.span()));
                    continue;
                }
                _ => (raw.to_owned(), Some(span.start)),
            };
            let entry = Entry {
                text,
                source: source.clone(),
                whole: span,
                start,
            };
            self.all.insert(name.to_owned(), entry);
        }
        if !self.all.contains_key("taps") {
            faults.push(Fault::new(format!(
                "{path} has no `taps`: write an array or an expression, such as `taps = \"sobel_x\"`"
            )));
        }
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Failure::kernel(faults))
        }
    }
}

/// The message for a key that no kernel has here.
fn unknown(name: &str, given: &DeTable<'_>) -> String {
    let reason = match name {
        "shape" | "accumulator" => "taps are known here: write `taps`",
        "crate" | "verify" => "it is for the macro: remove it",
        "channels" => "the command line filters each channel: remove it",
        _ => match nearest(name, &known()) {
            Some(near) if given.contains_key(near) => {
                return format!(
                    "unknown key `{name}`, and `{near}` is given already: remove one of them"
                );
            }
            Some(near) => return format!("unknown key `{name}`: did you mean `{near}`?"),
            None => return format!("unknown key `{name}`: the keys are {}", all_of(&known())),
        },
    };
    format!("`{name}` is no key here: {reason}")
}

/// The text of a TOML array with blanks for quotes and comments, so that every other byte stays in
/// its place.
fn plain(raw: &str) -> String {
    let mut comment = false;
    raw.chars()
        .flat_map(|letter| {
            comment = (comment || letter == '#') && letter != '\n';
            let blank = comment || matches!(letter, '"' | '\'');
            let (letter, times) = if blank {
                (' ', letter.len_utf8())
            } else {
                (letter, 1)
            };
            std::iter::repeat_n(letter, times)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn arrays_lose_quotes_and_comments_and_nothing_moves() {
        let raw = "[\n  \"1/16\", # ä\n  2 ]";
        let text = plain(raw);
        assert_eq!(text, "[\n   1/16 ,     \n  2 ]");
        assert_eq!(text.len(), raw.len());
        assert_eq!(text.find('2'), raw.find("2 ]"));
    }
}
