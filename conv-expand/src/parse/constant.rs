//! Reads `#[conv_filter(Name: In -> Out, key: value)]` above a constant of taps: it becomes the
//! declaration that `conv_kernel!` would have been given, and is read as that.
//!
//! ```text
//! #[conv_filter(Name: u8 -> i16, padding: same)] pub const TAPS: [i16; 2] = [-1, 1];
//! pub struct Name: u8 -> i16 { taps: [-1, 1], padding: same }
//! ```

use super::header;
use super::tokens::{Piece, flatten, group, inside, is_punct, is_word, pieces};
use crate::spec::Spec;
use conv_syntax::diag::{Diagnostics, Place};
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

const FORM: &str = "`#[conv_filter(Name: In -> Out, key: value)]`";

/// A filter and the constant that has its taps.
pub(crate) struct Filter {
    pub(crate) spec: Spec,
    pub(crate) constant: Ident,
}

/// The filter that the arguments of the attribute declare.
pub(crate) fn filter(
    arguments: TokenStream,
    item: TokenStream,
    errors: &mut Diagnostics,
) -> Option<Filter> {
    let item = flatten(item, errors);
    let Some(constant) = Constant::read(&item) else {
        let first = item.iter().find(|token| !is_attribute(token));
        errors.report(
            first.map_or(Place::call(), Place::from),
            "`conv_filter` goes above a constant of taps: write one, such as `const TAPS: [i16; 2] = [-1, 1];`",
        );
        return None;
    };
    let arguments = flatten(arguments, errors);
    let mut keys = pieces(&arguments).into_iter();
    let head = keys.next().map(|piece| piece.tokens).unwrap_or_default();
    let Some(first) = head.first() else {
        errors.report(
            Place::call(),
            format!("the filter has no name and no element types: write {FORM}"),
        );
        return None;
    };
    let braced = head
        .iter()
        .position(|token| group(token, Delimiter::Brace).is_some());
    let (head, braces) = head.split_at(braced.unwrap_or(head.len()));
    if !braces.is_empty() {
        errors.report(
            Place::of(braces, first.into()),
            format!("keys follow after a comma here, without braces: write {FORM}"),
        );
        return None;
    }
    let span = first.span();
    let mut body = Vec::new();
    assign("taps", span, constant.value, &mut body);
    for Piece { tokens, comma } in keys {
        body.push(comma_at(span));
        match tokens {
            [key @ TokenTree::Ident(word), colon, ..]
                if is_punct(colon, ':')
                    && ["taps", "shape", "weights"]
                        .iter()
                        .any(|source| word == source) =>
            {
                errors.report(
                    key,
                    format!("the taps are those of the constant: remove `{word}`"),
                );
                body.pop();
            }
            tokens => body.extend(tokens.iter().cloned().chain(
                // Nothing before a comma is a mistake that is reported there.
                comma.filter(|_| tokens.is_empty()).cloned(),
            )),
        }
    }
    let mut braces = Group::new(Delimiter::Brace, body.into_iter().collect());
    braces.set_span(span);
    let mut declaration = constant.documented();
    declaration.extend(constant.visibility.iter().cloned());
    declaration.push(Ident::new("struct", span).into());
    declaration.extend(head.iter().cloned());
    declaration.push(braces.into());
    let spec = header::declaration(&mut declaration.as_slice(), errors)?;
    Some(Filter {
        spec,
        constant: constant.name.clone(),
    })
}

fn comma_at(span: Span) -> TokenTree {
    let mut comma = Punct::new(',', Spacing::Alone);
    comma.set_span(span);
    comma.into()
}

/// `key: value`.
fn assign(key: &str, span: Span, value: &[TokenTree], body: &mut Vec<TokenTree>) {
    body.push(Ident::new(key, span).into());
    body.push(Punct::new(':', Spacing::Alone).into());
    body.extend(value.iter().cloned());
}

/// Whether this is a token of an attribute, of which an item has some at its beginning.
fn is_attribute(token: &TokenTree) -> bool {
    is_punct(token, '#') || group(token, Delimiter::Bracket).is_some()
}

/// `#[attributes] visibility const NAME: Type = value;`
struct Constant<'a> {
    attributes: &'a [TokenTree],
    visibility: &'a [TokenTree],
    name: &'a Ident,
    value: &'a [TokenTree],
}

impl<'a> Constant<'a> {
    fn read(item: &'a [TokenTree]) -> Option<Self> {
        let start = item.iter().position(|token| !is_attribute(token))?;
        let (attributes, item) = item.split_at(start);
        let start = item.iter().position(|token| is_word(token, "const"))?;
        let (visibility, item) = item.split_at(start);
        let [_, TokenTree::Ident(name), colon, rest @ ..] = item else {
            return None;
        };
        let equals = rest.iter().position(|token| is_punct(token, '='))?;
        let value = match rest.get(equals + 1..)? {
            [value @ .., last] if is_punct(last, ';') => value,
            value => value,
        };
        let known = visibility.first().is_none_or(|first| is_word(first, "pub"));
        (is_punct(colon, ':') && known).then_some(Self {
            attributes,
            visibility,
            name,
            value,
        })
    }

    /// The attributes that the struct has too, and which constant it is made from.
    fn documented(&self) -> Vec<TokenTree> {
        let mut kept = Vec::new();
        let mut docs = false;
        for pair in self.attributes.chunks(2) {
            let [_, TokenTree::Group(list)] = pair else {
                continue;
            };
            let first = inside(list).into_iter().next();
            let is = |word: &str| first.as_ref().is_some_and(|first| is_word(first, word));
            docs |= is("doc");
            if is("doc") || is("cfg") || is("cfg_attr") || is("allow") || is("deprecated") {
                kept.extend(pair.iter().cloned());
            }
        }
        let link = match docs {
            true => format!(" Its taps are [`{}`].", self.name),
            false => format!(" The filter whose taps are [`{}`].", self.name),
        };
        let blank = docs.then(|| quote!(#[doc = ""]));
        kept.extend(quote!(#blank #[doc = #link]));
        kept
    }
}
