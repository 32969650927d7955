//! Names in messages: lists of them, and the one that a misspelled word was meant to be.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// "`a`", "`a` or `b`", "`a`, `b` or `c`".
#[must_use]
pub fn one_of(names: &[&str]) -> String {
    listed(names, "or")
}

/// "`a`", "`a` and `b`", "`a`, `b` and `c`".
#[must_use]
pub fn all_of(names: &[&str]) -> String {
    listed(names, "and")
}

fn listed(names: &[&str], last_with: &str) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [init @ .., last] => {
            let init: Vec<String> = init.iter().map(|name| format!("`{name}`")).collect();
            format!("{} {last_with} `{last}`", init.join(", "))
        }
    }
}

/// What to write instead of `word`: the one name that is near, or all of them.
#[must_use]
pub fn instead(word: &str, names: &[&str]) -> String {
    match nearest(word, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write {}", one_of(names)),
    }
}

/// The name that `word` was probably meant to be.
#[must_use]
pub fn nearest<'a>(word: &str, names: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    // Short words are near to many others that mean something else.
    let room = if length < 5 { 1 } else { 1 + length / 4 };
    let abbreviated = |name: &&&str| word.len() >= 3 && name.starts_with(word.as_str());
    names
        .iter()
        .map(|&name| {
            let swapped = letters(&word) == letters(name);
            (if swapped { 1 } else { distance(&word, name) }, name)
        })
        .filter(|&(distance, _)| distance <= room)
        // A letter that is another is a likelier slip than one that is missing.
        .min_by_key(|&(distance, name)| (distance, length.abs_diff(name.chars().count())))
        .map(|(_, name)| name)
        .or_else(|| names.iter().find(abbreviated).copied())
}

/// The letters of a word in the order of the alphabet: two that are swapped do not change them.
fn letters(word: &str) -> Vec<char> {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters
}

/// The Levenshtein distance, row by row (Wagner and Fischer, 1974).
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut left = i + 1;
        let mut row = vec![left];
        for (to, pair) in b.iter().zip(above.windows(2)) {
            if let &[diagonal, up] = pair {
                left = (diagonal + usize::from(from != *to))
                    .min(up + 1)
                    .min(left + 1);
                row.push(left);
            }
        }
        above = row;
    }
    above.last().copied().unwrap_or_default()
}
