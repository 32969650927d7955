//! The header of an `.npy` file, a Python literal of one form:
//!
//! ```text
//! header = "{" [ entry { "," entry } [ "," ] ] "}"
//! entry  = "'descr'" ":" string | "'fortran_order'" ":" ( "True" | "False" ) | "'shape'" ":" shape
//! shape  = "(" [ extent { "," extent } [ "," ] ] ")"
//! ```
//!
//! Each key once, in any order; strings in either quotes; spaces between all of these. The
//! grammar does not nest, so no header takes more than its length in stack or time.

use crate::file::open::excerpt;
use conv_syntax::diag::repeated;

#[derive(Debug, PartialEq)]
pub(super) struct Header<'a> {
    /// Type string of the elements.
    pub(super) descr: &'a str,
    /// Whether the first axis is the fastest.
    pub(super) fortran_order: bool,
    pub(super) shape: Vec<usize>,
}

impl<'a> Header<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let Ok(rest) = std::str::from_utf8(bytes) else {
            return Err("has a header that is not text: write it with `numpy.save`".into());
        };
        let mut literal = Literal { rest };
        let mut descr = None;
        let mut fortran_order = None;
        let mut shape = None;
        literal.demand("{")?;
        while !literal.take("}") {
            let key = literal.string()?;
            literal.demand(":")?;
            let twice = match key {
                "descr" => descr.replace(literal.descr()?).is_some(),
                "fortran_order" => fortran_order.replace(literal.boolean()?).is_some(),
                "shape" => shape.replace(literal.shape()?).is_some(),
                _ => {
                    let key = excerpt(key);
                    return Err(format!(
                        "has the unknown key `{key}` in its header: write it with `numpy.save`"
                    ));
                }
            };
            if twice {
                return Err(format!("has a header where {}", repeated(key)));
            }
            if !literal.take(",") {
                literal.demand("}")?;
                break;
            }
        }
        literal.end()?;
        Ok(Self {
            descr: descr.ok_or_else(|| lacks("descr"))?,
            fortran_order: fortran_order.ok_or_else(|| lacks("fortran_order"))?,
            shape: shape.ok_or_else(|| lacks("shape"))?,
        })
    }
}

fn lacks(key: &str) -> String {
    format!("has no key `{key}` in its header: write it with `numpy.save`")
}

/// The rest of the header.
struct Literal<'a> {
    rest: &'a str,
}

impl<'a> Literal<'a> {
    /// Takes `token` if it is next; returns whether it was.
    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_ascii_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn demand(&mut self, token: &str) -> Result<(), String> {
        if self.take(token) {
            Ok(())
        } else {
            Err(self.instead_of(&format!("`{token}`")))
        }
    }

    fn end(&mut self) -> Result<(), String> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.instead_of("its end"))
        }
    }

    fn string(&mut self) -> Result<&'a str, String> {
        let quote = if self.take("'") {
            '\''
        } else if self.take("\"") {
            '"'
        } else {
            return Err(self.instead_of("a string"));
        };
        let Some((string, rest)) = self.rest.split_once(quote) else {
            return Err(self.instead_of("a string that ends"));
        };
        self.rest = rest;
        Ok(string)
    }

    fn descr(&mut self) -> Result<&'a str, String> {
        if self.take("[") {
            Err("has elements with fields: save one of the fields alone".into())
        } else {
            self.string()
        }
    }

    fn boolean(&mut self) -> Result<bool, String> {
        if self.take("True") {
            Ok(true)
        } else if self.take("False") {
            Ok(false)
        } else {
            Err(self.instead_of("`True` or `False`"))
        }
    }

    fn shape(&mut self) -> Result<Vec<usize>, String> {
        let mut shape = Vec::new();
        self.demand("(")?;
        while !self.take(")") {
            shape.push(self.extent()?);
            if !self.take(",") {
                self.demand(")")?;
                break;
            }
        }
        Ok(shape)
    }

    fn extent(&mut self) -> Result<usize, String> {
        self.rest = self.rest.trim_ascii_start();
        let end = self
            .rest
            .find(|next: char| !next.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        if digits.is_empty() {
            return Err(self.instead_of("an extent"));
        }
        let Ok(extent) = digits.parse() else {
            let digits = excerpt(digits);
            return Err(format!(
                "has an axis of {digits} elements, too large for any memory: save a smaller array"
            ));
        };
        self.rest = rest;
        // Python 2 marked long integers.
        self.take("L");
        Ok(extent)
    }

    /// The message for a header with something else where `expected` should be.
    fn instead_of(&self, expected: &str) -> String {
        let found: String = self.rest.chars().take(12).collect();
        let found = match found.trim_ascii_end() {
            "" => "nothing".into(),
            found => format!("`{}`", excerpt(found)),
        };
        format!("has {found} in its header where {expected} should be: write it with `numpy.save`")
    }
}
