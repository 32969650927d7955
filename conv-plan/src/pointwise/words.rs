//! Values in words: as the macro takes them, `v0` for the first sum.

use super::node::{Comparison, Node};
use super::value::Value;
use alloc::string::{String, ToString};
use core::fmt;

/// The expression, sums by number; nodes that occur more than once are written out each time.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.named(&[]))
    }
}

/// The names of sums, and how many operations are around what is written.
#[derive(Clone, Copy)]
struct Names<'n> {
    names: &'n [String],
    depth: usize,
}

/// Operations inside more than so many others are dots: each takes a stack frame.
const DEEPEST: usize = 100;

/// Expressions that are longer than this end in dots.
const LONGEST: usize = 400;

impl Value {
    /// The expression, with these names for its sums.
    ///
    /// ```
    /// # use conv_plan::pointwise::Value;
    /// let edges = Value::sum(0).abs() + Value::sum(1).abs();
    /// assert_eq!(edges.named(&["gx".to_owned(), "gy".to_owned()]), "gx.abs() + gy.abs()");
    /// ```
    #[must_use]
    pub fn named(&self, names: &[String]) -> String {
        let mut words = String::new();
        let names = Names { names, depth: 0 };
        self.write(self.nodes().len() - 1, 0, names, &mut words);
        if words.len() > LONGEST {
            let end = (0..=LONGEST).rev().find(|&end| words.is_char_boundary(end));
            words.truncate(end.unwrap_or(0));
            words.push_str(" ..");
        }
        words
    }

    /// Writes a node; in parentheses, where its operator binds less than what is around it.
    fn write(&self, node: usize, around: u8, names: Names<'_>, to: &mut String) {
        if to.len() > LONGEST {
            return;
        }
        if names.depth > DEEPEST {
            to.push_str("..");
            return;
        }
        let names = Names {
            depth: names.depth + 1,
            ..names
        };
        let Some(&node) = self.nodes().get(node) else {
            return;
        };
        let own = match node {
            Node::Add(..) | Node::Sub(..) => 1,
            Node::Mul(..) | Node::Div(..) => 2,
            Node::Ratio(n, d) if n < 0 || d != 1 => 2,
            Node::Neg(_) => 3,
            Node::Float(value) if value.is_sign_negative() => 3,
            Node::If(..) => 0,
            _ => 4,
        };
        let brackets = own < around;
        if brackets {
            to.push('(');
        }
        match node {
            Node::Sum(index) => match names.names.get(index) {
                Some(name) => to.push_str(name),
                None => to.push_str(&alloc::format!("v{index}")),
            },
            Node::Ratio(n, 1) => to.push_str(&n.to_string()),
            Node::Ratio(n, d) => to.push_str(&alloc::format!("{n} / {d}")),
            Node::Float(value) => to.push_str(&alloc::format!("{value:?}")),
            Node::Neg(a) => {
                to.push('-');
                self.write(a, 3, names, to);
            }
            Node::Abs(a) => self.call(a, "abs", None, names, to),
            Node::Sqrt(a) => self.call(a, "sqrt", None, names, to),
            Node::Round(a) => self.call(a, "round", None, names, to),
            Node::Min(a, b) => self.call(a, "min", Some(b), names, to),
            Node::Max(a, b) => self.call(a, "max", Some(b), names, to),
            Node::Atan2(a, b) => self.call(a, "atan2", Some(b), names, to),
            Node::Add(a, b) => self.binary((a, 1), " + ", (b, 2), names, to),
            Node::Sub(a, b) => self.binary((a, 1), " - ", (b, 2), names, to),
            Node::Mul(a, b) => self.binary((a, 2), " * ", (b, 3), names, to),
            Node::Div(a, b) => self.binary((a, 2), " / ", (b, 3), names, to),
            Node::If(is, a, b, x, y) => {
                let is = match is {
                    Comparison::Less => " < ",
                    Comparison::LessEqual => " <= ",
                    Comparison::Equal => " == ",
                };
                to.push_str("if ");
                self.binary((a, 1), is, (b, 1), names, to);
                to.push_str(" { ");
                self.write(x, 0, names, to);
                to.push_str(" } else { ");
                self.write(y, 0, names, to);
                to.push_str(" }");
            }
        }
        if brackets {
            to.push(')');
        }
    }

    fn binary(
        &self,
        (a, left): (usize, u8),
        operator: &str,
        (b, right): (usize, u8),
        names: Names<'_>,
        to: &mut String,
    ) {
        self.write(a, left, names, to);
        to.push_str(operator);
        self.write(b, right, names, to);
    }

    fn call(&self, a: usize, method: &str, b: Option<usize>, names: Names<'_>, to: &mut String) {
        self.write(a, 4, names, to);
        to.push_str(&alloc::format!(".{method}("));
        if let Some(b) = b {
            self.write(b, 0, names, to);
        }
        to.push(')');
    }
}
