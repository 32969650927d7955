//! What a value that cannot be read was meant to be.
//!
//! A value is repaired and read again, to see whether that helps: parentheses become brackets,
//! strings become words. A word that can only be read under another key is a value of that key. The
//! message then says what to write, and hides what was wrong before the repair.

use super::body::read;
use super::tokens::{SHOWN, group, inside, is_punct, shown};
use crate::spec::{Body, Entry, Key, Late, LateMistake};
use conv_plan::taps::expression;
use conv_syntax::diag::{Diagnostics, Place};
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};
use syn::LitStr;

/// The keys whose values are words, each with what such a word is.
const WORDS: [(Key, &str); 14] = [
    (Key::Padding, "a padding"),
    (Key::Border, "a border"),
    (Key::Overflow, "an overflow rule"),
    (Key::Mode, "a mode"),
    (Key::Method, "a method"),
    (Key::Layout, "a layout"),
    (Key::Activation, "an activation"),
    (Key::Winograd, "a value of `winograd`"),
    (Key::Accumulator, "an accumulator type"),
    (Key::Arithmetic, "an arithmetic"),
    (Key::Missing, "a rule for missing inputs"),
    (Key::Require, "a requirement"),
    (Key::Separable, "a value of `separable`"),
    (Key::Verify, "a place of `verify`"),
];

/// Reads the value of one key into its place, repaired if it cannot be read as it is.
pub(super) fn value(
    key: Key,
    tokens: &[TokenTree],
    place: Place,
    body: &mut Body,
    errors: &mut Diagnostics,
) {
    if key == Key::Groups && matches!(tokens, [TokenTree::Ident(word)] if word == "depthwise") {
        body.groups = Entry::Broken;
        body.late.push(Late {
            place: Place::of(tokens, place),
            what: LateMistake::Depthwise,
        });
        return;
    }
    // Known taps choose the accumulator, whatever the value is: the check says to remove it.
    if key == Key::Accumulator && body.announces(Key::Taps) && !body.announces(Key::Shape) {
        body.accumulator = Entry::Broken;
        return;
    }
    let mut found = mistakes(key, tokens, place, body);
    if found.is_empty() {
        return;
    }
    if let Some(word) = last_of_path(key, tokens)
        && mistakes(key, &word, place, body).is_empty()
    {
        let message = format!("a value is a word, not a path: write `{}`", shown(&word));
        errors.report(Place::of(tokens, place), message);
        return;
    }
    let mut tokens = tokens.to_vec();
    let repairs: [(Repair, bool); 3] = [(bracketed, true), (bare, false), (unquoted, false)];
    for (repair, hides_others) in repairs {
        let Some((repaired, changes)) = changed(&tokens, repair) else {
            continue;
        };
        let left = mistakes(key, &repaired, place, body);
        // Nothing in parentheses was read, so other mistakes may show only now.
        let helps =
            left.len() < found.len() || left.len() == found.len() && hides_others && left != found;
        // A mistake that shows when an expression is evaluated says more than its quotes.
        let shows_later = key == Key::Taps && left.is_empty() && !is_made(body);
        if helps && !shows_later {
            for change in changes {
                errors.report(change.place, change.message());
            }
        } else if !helps && !is_word(key, &repaired) {
            // A wrong word is wrong with or without quotes, and its message says more without them.
            continue;
        }
        (tokens, found) = (repaired, left);
    }
    if !found.is_empty()
        && let Some(message) = of_another_key(key, &tokens, body)
    {
        errors.report(place.to(Place::of(&tokens, place)), message);
        return read(key, &tokens, place, body, &mut Diagnostics::default());
    }
    read(key, &tokens, place, body, errors);
}

/// What is wrong with a value, which is read into its place.
fn mistakes(key: Key, tokens: &[TokenTree], place: Place, body: &mut Body) -> Vec<String> {
    let mut errors = Diagnostics::default();
    read(key, tokens, place, body, &mut errors);
    errors.errors().iter().map(syn::Error::to_string).collect()
}

/// Whether the expression under `taps`, if there is one, makes taps.
fn is_made(body: &Body) -> bool {
    body.kernels().all(|kernel| match &kernel.expression {
        Entry::Written(written) if written.files.is_empty() => {
            let evaluated = expression::evaluate(&written.tree, &mut |_| Err(String::new()));
            evaluated.is_ok()
        }
        _ => true,
    })
}

/// `Padding::SameLower` as `same_lower`, with the arguments that follow it.
fn last_of_path(key: Key, tokens: &[TokenTree]) -> Option<Vec<TokenTree>> {
    let (path, arguments) = match tokens {
        [path @ .., arguments @ TokenTree::Group(_)] => (path, Some(arguments)),
        path => (path, None),
    };
    let [.., first, second, TokenTree::Ident(last)] = path else {
        return None;
    };
    if !(is_punct(first, ':')
        && is_punct(second, ':')
        && WORDS.iter().any(|(words, _)| *words == key))
    {
        return None;
    }
    let mut word = String::new();
    for letter in last.to_string().chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    let word = syn::parse_str::<Ident>(&word).ok()?;
    let mut value = vec![TokenTree::from(word)];
    value.extend(arguments.cloned());
    Some(value)
}

/// Whether this is a word, and the key's values are words, or may be.
fn is_word(key: Key, tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Ident(_)])
        && (key == Key::Taps || WORDS.iter().any(|(words, _)| *words == key))
}

/// The message for a word that another key has.
fn of_another_key(key: Key, tokens: &[TokenTree], body: &Body) -> Option<String> {
    let [TokenTree::Ident(word), rest @ ..] = tokens else {
        return None;
    };
    if !matches!(rest, [] | [TokenTree::Group(_)]) {
        return None;
    }
    let (other, what) = WORDS.into_iter().find(|(other, _)| {
        // Other libraries have a border that they call `symmetric`, and much may be called exact.
        if (key, *other) == (Key::Border, Key::Require)
            || *other == Key::Separable && word == "exact"
        {
            return false;
        }
        let mut errors = Diagnostics::default();
        let mut body = Body::default();
        read(*other, tokens, Place::call(), &mut body, &mut errors);
        *other != key && errors.count() == 0
    })?;
    let value = shown(tokens);
    let (this, other) = (key.name(), other.name());
    let padded = key != Key::Padding && body.announces(Key::Padding);
    let padding = if other == Key::Border.name() && !padded {
        "padding: same, "
    } else {
        ""
    };
    Some(format!(
        "`{word}` is {what}, not a value of `{this}`: write `{padding}{other}: {value}`"
    ))
}

/// A token of the value, and the tokens to write instead.
struct Change {
    place: Place,
    what: &'static str,
    instead: String,
}

impl Change {
    fn message(&self) -> String {
        let Self { what, instead, .. } = self;
        if instead.chars().count() > SHOWN {
            (*what).to_owned()
        } else {
            format!("{what}: write `{instead}`")
        }
    }
}

type Repair = fn(&TokenTree) -> Option<(Vec<TokenTree>, &'static str)>;

/// The tokens with every one changed that `repair` changes, outermost groups first; `None` if
/// there is none. Arguments of functions stay as they are.
fn changed(tokens: &[TokenTree], repair: Repair) -> Option<(Vec<TokenTree>, Vec<Change>)> {
    let mut all = Vec::new();
    let mut changes = Vec::new();
    let mut called = false;
    for token in tokens {
        let argument = called && group(token, Delimiter::Parenthesis).is_some();
        called = matches!(token, TokenTree::Ident(_));
        if argument {
            all.push(token.clone());
        } else if let Some((instead, what)) = repair(token) {
            // The same mistake inside it is not a further one.
            let instead = changed(&instead, repair).map_or(instead, |(tokens, _)| tokens);
            changes.push(Change {
                place: token.into(),
                what,
                instead: shown(&instead),
            });
            all.extend(instead);
        } else if let TokenTree::Group(outer) = token
            && let Some((tokens, within)) = changed(&inside(outer), repair)
        {
            changes.extend(within);
            all.push(regrouped(outer.delimiter(), tokens, outer.span()));
        } else {
            all.push(token.clone());
        }
    }
    (!changes.is_empty()).then_some((all, changes))
}

fn regrouped(delimiter: Delimiter, tokens: Vec<TokenTree>, span: Span) -> TokenTree {
    let mut group = Group::new(delimiter, tokens.into_iter().collect());
    group.set_span(span);
    group.into()
}

/// `(1, 2)` as `[1, 2]`.
fn bracketed(token: &TokenTree) -> Option<(Vec<TokenTree>, &'static str)> {
    let list = group(token, Delimiter::Parenthesis)?;
    let tokens = inside(list);
    tokens.iter().any(|token| is_punct(token, ',')).then(|| {
        let list = regrouped(Delimiter::Bracket, tokens, list.span());
        (vec![list], "a list needs square brackets")
    })
}

/// `(1)` as `1`.
fn bare(token: &TokenTree) -> Option<(Vec<TokenTree>, &'static str)> {
    let tokens = inside(group(token, Delimiter::Parenthesis)?);
    Some((tokens, "remove the parentheses"))
}

/// `"same"` as `same`.
fn unquoted(token: &TokenTree) -> Option<(Vec<TokenTree>, &'static str)> {
    let TokenTree::Literal(literal) = token else {
        return None;
    };
    let text = string(literal)?;
    let tokens: TokenStream = text.parse().ok()?;
    let tokens: Vec<TokenTree> = tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(literal.span());
            token
        })
        .collect();
    (!tokens.is_empty()).then_some((tokens, "remove the quotes"))
}

fn string(literal: &Literal) -> Option<String> {
    let text = syn::parse2::<LitStr>(TokenTree::from(literal.clone()).into()).ok()?;
    text.suffix().is_empty().then(|| text.value())
}
