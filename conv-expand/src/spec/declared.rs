//! The part of a declaration that does not depend on its kernel.

use super::{Entry, Form, Spanned, Spec, Word};
use crate::paths::Krate;
use conv_plan::number::ElementType;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Visibility};

/// What the emitter needs of a declaration, besides its kernel and plan.
pub(crate) struct Declared {
    /// The user's attributes, doc comments and derives among them.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) krate: Krate,
    /// What the user derives.
    pub(crate) derives: Vec<Derive>,
    /// The sizes under `shape`; `None` if the taps are known.
    pub(crate) shape: Option<Vec<usize>>,
    /// Whether a bias is given to `new`.
    pub(crate) bias: bool,
    /// The element types, if both could be read.
    pub(crate) elements: Option<(ElementType, ElementType)>,
    pub(crate) form: Form,
    /// Whether the channels of pixels are mixed.
    pub(crate) mixes: bool,
    /// The names of the outputs of a bank, as they are written; none for any other declaration.
    pub(crate) bank: Vec<String>,
    /// Whether there is a test that compares all ways of computing.
    pub(crate) verify: bool,
    /// The files that the taps were read from.
    pub(crate) files: Vec<String>,
    /// The words of the language, for editors.
    pub(crate) words: Vec<Word>,
}

impl Declared {
    /// The attributes that decide whether the struct exists: its impls need them too.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }

    /// The user's lint levels, for the items next to the struct.
    ///
    /// What the user `expect`s of the struct is allowed there, and nothing else: lints do not look
    /// into code from a macro of another crate, and an `allow` is an error where the user forbids
    /// the lint.
    pub(crate) fn lint_levels(&self) -> impl Iterator<Item = TokenStream> {
        levels(&self.attrs, &|name| name == "deprecated" || is_level(name))
    }

    /// What lets an item name something with these attributes. Elsewhere it would be an error in a
    /// crate that forbids the lint.
    pub(crate) fn deprecations(&self) -> impl Iterator<Item = TokenStream> {
        deprecations(&self.attrs)
    }

    /// The names of the outputs of a bank, as text.
    pub(crate) fn outputs(&self) -> Vec<&str> {
        let names = self.bank.iter();
        names.map(|name| name.trim_start_matches("r#")).collect()
    }
}

impl Spec {
    /// The part that does not depend on the kernel.
    pub(crate) fn declared(&self) -> Declared {
        let given = |sizes: &Spanned<Vec<Spanned<usize>>>| {
            sizes.value.iter().map(|size| size.value).collect()
        };
        Declared {
            attrs: self.attrs.clone(),
            vis: self.vis.clone(),
            ident: self.ident.clone(),
            krate: self.body.krate.written().cloned().unwrap_or_default(),
            derives: derives(&self.attrs),
            shape: match &self.body.shape {
                Entry::Absent => None,
                Entry::Broken => Some(Vec::new()),
                Entry::Written(sizes) => Some(given(sizes)),
            },
            bias: self.body.bias.written().is_some(),
            elements: self
                .input
                .written()
                .zip(self.output.written())
                .map(|(input, output)| (input.value, output.value)),
            form: self.body.form(),
            mixes: self.body.key(super::Key::Channels).is_some(),
            bank: match self.body.is_bank() {
                true => self
                    .body
                    .names
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect(),
                false => Vec::new(),
            },
            verify: self.body.verify.written().is_some(),
            files: self.body.files.read.clone(),
            words: self.words.clone(),
        }
    }
}

/// A trait that an attribute of the user's derives.
pub(crate) struct Derive {
    /// The last segment of its path.
    pub(crate) name: Ident,
    /// The conditions of each `cfg_attr` around it.
    pub(crate) conditions: Vec<TokenStream>,
}

fn derives(attrs: &[Attribute]) -> Vec<Derive> {
    let derives = attrs.iter().flat_map(|attr| derived(&attr.meta, &[]));
    derives.collect()
}

/// The traits that these attributes derive under some condition or none.
pub(crate) fn possible_derives(attrs: &[Attribute]) -> Vec<Ident> {
    let derives = derives(attrs).into_iter();
    derives.map(|derive| derive.name).collect()
}

fn derived(meta: &Meta, conditions: &[TokenStream]) -> Vec<Derive> {
    if let Some((condition, attributes)) = conditional(meta) {
        let conditions = [conditions, &[condition]].concat();
        let derived = attributes.iter().map(|meta| derived(meta, &conditions));
        return derived.flatten().collect();
    }
    let names = match meta.require_list() {
        Ok(list) if list.path.is_ident("derive") => last_names(list.tokens.clone()),
        _ => Vec::new(),
    };
    let conditions = || conditions.to_vec();
    let derive = |name| Derive {
        name,
        conditions: conditions(),
    };
    names.into_iter().map(derive).collect()
}

/// `cfg_attr(condition, attributes)`.
fn conditional(meta: &Meta) -> Option<(TokenStream, Vec<Meta>)> {
    let list = meta.require_list().ok()?;
    let parts = |input: ParseStream<'_>| {
        let mut condition = TokenStream::new();
        while !input.peek(Token![,]) {
            condition.extend([input.parse::<TokenTree>()?]);
        }
        input.parse::<Token![,]>()?;
        let attributes = Punctuated::<Meta, Token![,]>::parse_terminated(input)?;
        Ok((condition, attributes.into_iter().collect()))
    };
    let is_one = list.path.is_ident("cfg_attr");
    is_one.then(|| list.parse_args_with(parts).ok()).flatten()
}

/// What lets an item name another with these attributes.
pub(crate) fn deprecations(attrs: &[Attribute]) -> impl Iterator<Item = TokenStream> {
    levels(attrs, &|name| name == "deprecated")
}

fn is_level(name: &str) -> bool {
    ["allow", "expect", "warn", "deny", "forbid"].contains(&name)
}

/// Attributes for what uses an item with these, from those with a name that is `taken`.
fn levels(attrs: &[Attribute], taken: &dyn Fn(&str) -> bool) -> impl Iterator<Item = TokenStream> {
    let levels = attrs.iter().filter_map(|attr| level(&attr.meta, taken));
    levels.map(|level| quote!(#[#level]))
}

fn level(meta: &Meta, taken: &dyn Fn(&str) -> bool) -> Option<TokenStream> {
    if let Some((condition, attributes)) = conditional(meta) {
        let levels = attributes.iter().filter_map(|meta| level(meta, taken));
        let levels: Vec<TokenStream> = levels.collect();
        return (!levels.is_empty()).then(|| quote!(cfg_attr(#condition, #(#levels),*)));
    }
    let name = meta.path().get_ident()?.to_string();
    let lints = meta.require_list().ok().map(|list| &list.tokens);
    taken(&name).then(|| match name.as_str() {
        "deprecated" => quote!(allow(deprecated)),
        "warn" => quote!(warn(#lints)),
        "deny" | "forbid" => quote!(deny(#lints)),
        _ => quote!(allow(#lints)),
    })
}

/// The last names of paths between commas.
fn last_names(paths: TokenStream) -> Vec<Ident> {
    let mut names = Vec::new();
    let mut last = None;
    for token in paths {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ',' => names.extend(last.take()),
            // A path from a macro's fragment stands in an invisible group.
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                if let Some(TokenTree::Ident(ident)) = group.stream().into_iter().last() {
                    last = Some(ident);
                }
            }
            _ => {}
        }
    }
    names.extend(last);
    names
}
