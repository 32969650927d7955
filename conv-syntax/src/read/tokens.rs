//! The token tools of the readers: unwrapping, splitting, recovery.

use crate::diag::{Diagnostics, Place};
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};

/// The deepest nesting that is read; the stack would hold a few thousand levels.
const DEEPEST: usize = 256;

/// The longest value that a message shows.
pub const SHOWN: usize = 60;

/// The tokens without invisible groups, at every depth.
///
/// The fragments of a `macro_rules!` (`$e:expr`, `$t:ty`) arrive in groups
/// without delimiters, which are dissolved; beside an operator they get parentheses, since there
/// precedence depends on them. Attributes are the user's and stay as they are.
pub fn flatten(tokens: TokenStream, errors: &mut Diagnostics) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    dissolve(tokens, Depth::default(), &mut flat, errors);
    flat
}

/// How many groups are around a token.
#[derive(Debug, Clone, Copy, Default)]
struct Depth {
    /// Invisible ones included.
    all: usize,
    visible: usize,
}

/// Returns whether they differ from those that were given.
fn dissolve(
    tokens: TokenStream,
    depth: Depth,
    flat: &mut Vec<TokenTree>,
    errors: &mut Diagnostics,
) -> bool {
    let mut differ = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = token else {
            flat.push(token);
            continue;
        };
        let attribute = depth.visible == 0 && flat.last().is_some_and(is_pound);
        let invisible = group.delimiter() == Delimiter::None;
        let inner = Depth {
            all: depth.all + 1,
            visible: depth.visible + usize::from(!invisible),
        };
        if inner.all > DEEPEST {
            differ = true;
            errors.report(
                group.span(),
                "brackets are nested too deeply here: a kernel has 1 or 2 levels of them, a layer 4",
            );
        } else if invisible {
            differ = true;
            let mut fragment = Vec::new();
            dissolve(group.stream(), inner, &mut fragment, errors);
            let beside =
                flat.last().is_some_and(is_operator) || tokens.peek().is_some_and(is_operator);
            if beside && !is_signed(&fragment) {
                let mut list = Group::new(Delimiter::Parenthesis, fragment.into_iter().collect());
                list.set_span(group.span());
                flat.push(list.into());
            } else {
                flat.append(&mut fragment);
            }
        } else if attribute {
            flat.push(group.into());
        } else {
            let mut tokens = Vec::new();
            // Most groups are as they were, and a copy of each would take as long as reading it.
            if !dissolve(group.stream(), inner, &mut tokens, errors) {
                flat.push(group.into());
                continue;
            }
            differ = true;
            let mut copy = Group::new(group.delimiter(), tokens.into_iter().collect());
            copy.set_span(group.span());
            flat.push(copy.into());
        }
    }
    differ
}

/// Whether this is an operator of an expression, and not the beginning of an arrow.
fn is_operator(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '-' => punct.spacing() == Spacing::Alone,
            operator => matches!(operator, '+' | '*' | '/' | '.' | '&' | '|' | '!'),
        },
        _ => false,
    }
}

/// Whether this is one token, or a number with a sign.
fn is_signed(tokens: &[TokenTree]) -> bool {
    match tokens {
        [] | [_] => true,
        [minus, TokenTree::Literal(_)] => is_punct(minus, '-'),
        _ => false,
    }
}

fn is_pound(token: &TokenTree) -> bool {
    is_punct(token, '#')
}

/// Whether this is a punctuation character.
#[must_use]
pub fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

/// The tokens from the next one, if any, that can begin a declaration.
#[must_use]
pub fn next_declaration(tokens: &[TokenTree]) -> &[TokenTree] {
    let begins =
        |token: &TokenTree| is_pound(token) || is_word(token, "pub") || is_word(token, "struct");
    match tokens {
        [_, rest @ ..] => {
            let skipped = rest.iter().take_while(|token| !begins(token)).count();
            rest.get(skipped..).unwrap_or_default()
        }
        [] => tokens,
    }
}

/// Whether this is a word.
#[must_use]
pub fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// The tokens in the group.
#[must_use]
pub fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// The group, if this token is one with these delimiters.
#[must_use]
pub fn group(token: &TokenTree, delimiter: Delimiter) -> Option<&Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == delimiter => Some(group),
        _ => None,
    }
}

/// `name(..)`, as its name and what is between the parentheses.
#[must_use]
pub fn call(tokens: &[TokenTree]) -> Option<(&Ident, Vec<TokenTree>)> {
    match tokens {
        [TokenTree::Ident(name), argument] => {
            group(argument, Delimiter::Parenthesis).map(|group| (name, inside(group)))
        }
        _ => None,
    }
}

/// The only token, if it is a word.
#[must_use]
pub const fn word(tokens: &[TokenTree]) -> Option<&Ident> {
    match tokens {
        [TokenTree::Ident(ident)] => Some(ident),
        _ => None,
    }
}

/// The contents of `[..]`, if that is all there is.
#[must_use]
pub fn brackets(tokens: &[TokenTree]) -> Option<Vec<TokenTree>> {
    match tokens {
        [token] => group(token, Delimiter::Bracket).map(inside),
        _ => None,
    }
}

/// The tokens between two commas, and the comma after them.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// The tokens between the commas.
    pub tokens: &'a [TokenTree],
    /// The comma, if one follows.
    pub comma: Option<&'a TokenTree>,
}

/// The pieces between top-level commas, except those between the bars of a closure; nothing after a
/// trailing comma.
#[must_use]
pub fn pieces(tokens: &[TokenTree]) -> Vec<Piece<'_>> {
    let mut rest = tokens;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let mut inside = false;
        let mut ends = |token: &TokenTree| {
            inside ^= is_punct(token, '|');
            !inside && is_punct(token, ',')
        };
        let end = rest.iter().position(&mut ends);
        let length = end.unwrap_or(rest.len());
        let (tokens, after) = rest.split_at(length);
        pieces.push(Piece {
            tokens,
            comma: after.first(),
        });
        rest = after.get(1..).unwrap_or_default();
    }
    pieces
}

/// Where a comma is missing between two numbers or two lists, and the message for it.
#[must_use]
pub fn missing_comma(tokens: &[TokenTree]) -> Option<(Place, String)> {
    let is_list = |token| group(token, Delimiter::Bracket).is_some();
    let is_number = |token: &TokenTree| matches!(token, TokenTree::Literal(_));
    let mut pairs = tokens.windows(2).enumerate();
    let (second, why) = pairs.find_map(|(at, pair)| match pair {
        [first, second]
            if is_number(first) && is_number(second) || is_list(first) && is_list(second) =>
        {
            Some((tokens.get(at + 1..at + 2)?, ""))
        }
        [first, minus] if is_number(first) && is_punct(minus, '-') => {
            let negative = tokens.get(at + 1..at + 3)?;
            let number = negative.last().is_some_and(is_number);
            number.then_some((negative, ", since the macro does not subtract"))
        }
        _ => None,
    })?;
    let mut next = shown(second);
    if next.chars().count() > SHOWN {
        next = "[".into();
    }
    let place = Place::of(second, second.first()?.into());
    Some((
        place,
        format!("missing comma{why}: add `,` before `{next}`"),
    ))
}

/// The tokens as a user writes them.
#[must_use]
pub fn shown(tokens: &[TokenTree]) -> String {
    let parts = pieces(tokens).into_iter().map(|piece| {
        let mut text = String::new();
        let mut after_word = false;
        for token in piece.tokens {
            let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Literal(_));
            // Otherwise two words would be one.
            if after_word && is_word {
                text.push(' ');
            }
            after_word = is_word;
            text.push_str(&one_shown(token));
        }
        text
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn one_shown(token: &TokenTree) -> String {
    let TokenTree::Group(group) = token else {
        return token.to_string();
    };
    let (open, close) = match group.delimiter() {
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::None => ("", ""),
    };
    format!("{open}{}{close}", shown(&inside(group)))
}

/// The tokens without the brackets around some of them.
#[must_use]
pub fn flattened(tokens: &[TokenTree]) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match group(token, Delimiter::Bracket) {
            Some(list) => flat.extend(flattened(&inside(list))),
            None => flat.push(token.clone()),
        }
    }
    flat
}
