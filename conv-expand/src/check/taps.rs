//! From nested rows to an array: its shape, its values and their places.

use crate::spec::{Node, Number, Spanned};
use conv_syntax::diag::{Diagnostics, Place, counted};
use std::collections::BTreeMap;

/// A rectangular array of taps.
pub(super) struct Array<'a> {
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<&'a Number>,
    /// Where each tap stands.
    pub(super) places: Vec<Place>,
}

/// The array; `None` if it is not rectangular or empty.
pub(super) fn array<'a>(root: &'a Node, errors: &mut Diagnostics) -> Option<Array<'a>> {
    let before = errors.count();
    let levels = root.levels();
    let mut shape: Vec<usize> = Vec::new();
    let mut level = vec![root];
    // One level of brackets at a time: all of its rows have one length, and
    // what they hold is the next level.
    while let Some(rows) = rows(&level, errors) {
        let length = usual_length(&rows);
        let mut ragged = false;
        for row in rows.iter().filter(|row| row.value.len() != length) {
            errors.report(
                row.place,
                wrong_length(
                    row.value.len(),
                    length,
                    rows.len() - 1,
                    parts(levels, shape.len()),
                ),
            );
            ragged = true;
        }
        if ragged {
            return None;
        }
        if length == 0 {
            if let Some(first) = rows.first() {
                errors.report(
                    first.place,
                    "a kernel needs at least one tap: add numbers between the brackets",
                );
            }
            return None;
        }
        shape.push(length);
        level = rows.iter().flat_map(|row| &row.value).collect();
    }
    if errors.count() != before {
        return None;
    }
    let (values, places) = level
        .into_iter()
        .filter_map(|node| match node {
            Node::Tap(tap) => Some((&tap.value, tap.place)),
            Node::Row(_) => None,
        })
        .collect::<(Vec<&Number>, Vec<Place>)>();
    Some(Array {
        shape,
        values,
        places,
    })
}

/// The rows of a level; `None` if it holds taps, or both, which is reported.
fn rows<'a>(level: &[&'a Node], errors: &mut Diagnostics) -> Option<Vec<&'a Spanned<Vec<Node>>>> {
    let mut rows = Vec::new();
    let mut taps = Vec::new();
    for node in level {
        match node {
            Node::Row(row) => rows.push(row),
            Node::Tap(tap) => taps.push((tap.place, shown(&tap.value))),
        }
    }
    match (rows.first(), taps.as_slice()) {
        (Some(_), []) => Some(rows),
        (None, _) => None,
        // The first node says what the others are meant to be.
        (Some(row), [tap, ..]) => {
            match level.first() {
                Some(Node::Row(_)) => {
                    let (place, shown) = tap;
                    errors.report(
                        *place,
                        format!("this tap is not in a row: write `[{shown}, ..]`"),
                    );
                }
                _ => errors.report(
                    row.place,
                    "this row is among taps: remove the brackets around its taps",
                ),
            }
            None
        }
    }
}

/// The length that most rows have; of several, the one that comes first.
fn usual_length(rows: &[&Spanned<Vec<Node>>]) -> usize {
    let lengths = || rows.iter().map(|row| row.value.len());
    let mut votes = BTreeMap::new();
    for length in lengths() {
        *votes.entry(length).or_insert(0usize) += 1;
    }
    let most = votes.values().max();
    lengths()
        .find(|length| votes.get(length) == most)
        .unwrap_or_default()
}

/// What a pair of brackets holds, and what it is itself, at this depth of an array of `levels`.
const fn parts(levels: usize, depth: usize) -> (&'static str, &'static str) {
    match (levels, depth) {
        (3 | 4, 1) => ("output channel", "input channel"),
        (3, 2) => ("input channel", "tap"),
        (4, 2) => ("input channel", "row"),
        _ => ("row", "tap"),
    }
}

fn wrong_length(found: usize, usual: usize, others: usize, (whole, part): (&str, &str)) -> String {
    let found = counted(found, part);
    let usual = counted(usual, part);
    let others = if others == 1 {
        format!("the other {whole} has")
    } else {
        format!("the other {whole}s have")
    };
    let number = usual.split(' ').next().unwrap_or_default();
    format!("this {whole} has {found}, and {others} {number}: write {usual}")
}

/// A tap as a user may write it.
fn shown(tap: &Number) -> String {
    match tap {
        Number::Decimal(_) => format!("{:?}", tap.double()),
        exact => exact.exact().to_string(),
    }
}
