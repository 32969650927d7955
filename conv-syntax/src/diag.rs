//! The error collector, the places that errors point at, and the messages that
//! more than one room uses.

pub use conv_plan::fault::names::{all_of, instead, nearest, one_of};

use proc_macro2::{Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use std::collections::BTreeSet;
use std::fmt::Display;

/// The tokens that an error is about, from the first to the last.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    first: Span,
    last: Span,
}

impl Place {
    /// All of `tokens`; `otherwise` if there are none.
    #[must_use]
    pub fn of(tokens: &[TokenTree], otherwise: Self) -> Self {
        match tokens {
            [] => otherwise,
            [only] => only.into(),
            [first, .., last] => Self {
                first: first.span(),
                last: last.span(),
            },
        }
    }

    /// From the beginning of this to the end of `other`.
    #[must_use]
    pub const fn to(self, other: Self) -> Self {
        Self {
            first: self.first,
            last: other.last,
        }
    }

    /// The call of the macro.
    #[must_use]
    pub fn call() -> Self {
        Span::call_site().into()
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self {
            first: span,
            last: span,
        }
    }
}

impl From<&TokenTree> for Place {
    fn from(token: &TokenTree) -> Self {
        token.span().into()
    }
}

/// Stand-in tokens with the spans: `syn::Error` takes a range of spans only as tokens.
impl ToTokens for Place {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for span in [self.first, self.last] {
            let mut token = Punct::new('.', Spacing::Alone);
            token.set_span(span);
            tokens.append(token);
        }
    }
}

/// Every error found so far.
#[derive(Debug, Default)]
pub struct Diagnostics {
    errors: Vec<syn::Error>,
}

/// File, line and column where an error begins; `None` outside of the compiler, in tests.
fn position(error: &syn::Error) -> Option<(String, usize, usize)> {
    proc_macro::is_available().then(|| {
        // This `unwrap` is the span of the compiler, which is there.
        let span = error.span().unwrap();
        (span.file(), span.line(), span.column())
    })
}

impl Diagnostics {
    /// Notes a message about some tokens.
    pub fn report(&mut self, place: impl Into<Place>, message: impl Display) {
        self.errors
            .push(syn::Error::new_spanned(place.into(), message));
    }

    /// Notes an error that another parser found.
    pub fn add(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// How many errors there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.errors.len()
    }

    /// The errors in the order in which they were found.
    #[must_use]
    pub fn errors(&self) -> &[syn::Error] {
        &self.errors
    }

    /// The errors in the order of the source, as far as they are in one file.
    #[must_use]
    pub fn into_compile_errors(mut self) -> TokenStream {
        let files: BTreeSet<Option<String>> = self
            .errors
            .iter()
            .map(|error| position(error).map(|(file, ..)| file))
            .collect();
        if files.len() == 1 {
            self.errors.sort_by_cached_key(position);
        }
        self.errors
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }
}

/// What a number is for.
#[derive(Debug, Clone, Copy)]
pub struct Noun {
    /// With its article.
    pub what: &'static str,
    /// Several of them, without an article.
    pub many: &'static str,
    /// A value that it may have.
    pub such_as: &'static str,
}

impl Noun {
    /// The message for something else in place of the number.
    #[must_use]
    pub fn expected(&self) -> String {
        let Self { such_as, .. } = self;
        format!("this is not a number: write a number, such as `{such_as}`")
    }

    /// The message for a calculation in place of the number.
    #[must_use]
    pub fn calculated(&self) -> String {
        let Self { such_as, .. } = self;
        format!("the macro does not calculate: write a number, such as `{such_as}`")
    }

    /// The message for a word in place of the number.
    #[must_use]
    pub fn hidden_by(&self, word: &str) -> String {
        hidden_by(word, &format!("a number, such as `{}`", self.such_as))
    }

    /// The message for NaN and infinities.
    #[must_use]
    pub fn not_finite(&self) -> String {
        let Self { what, such_as, .. } = self;
        format!("{what} must be finite: write a number, such as `{such_as}`")
    }
}

/// The message for the name of a constant, and what to write instead of it.
#[must_use]
pub fn hidden_by(word: &str, instead: &str) -> String {
    format!("`{word}` is a name, whose value the macro cannot see: write {instead}")
}

/// The message for a key that already has a value.
#[must_use]
pub fn repeated(key: &str) -> String {
    format!("`{key}` is given twice: remove one of them")
}

/// "1 tap", "2 taps".
#[must_use]
pub fn counted(count: usize, thing: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{s}")
}
