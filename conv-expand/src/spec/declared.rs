//! The part of a declaration that does not depend on its kernel.

use super::{Entry, Form, Spanned, Spec, Word};
use crate::paths::Krate;
use conv_plan::number::ElementType;
use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token, Visibility};

/// What the emitter needs of a declaration, besides its kernel and plan.
pub(crate) struct Declared {
    /// The user's attributes, doc comments and derives among them.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
    pub(crate) krate: Krate,
    /// Last path segments of the traits in the user's `#[derive(..)]`.
    pub(crate) derives: Vec<Ident>,
    /// The sizes under `shape`; `None` if the taps are known.
    pub(crate) shape: Option<Vec<usize>>,
    /// Whether a bias is given to `new`.
    pub(crate) bias: bool,
    /// The element types, if both could be read.
    pub(crate) elements: Option<(ElementType, ElementType)>,
    pub(crate) form: Form,
    /// Whether the channels of pixels are mixed.
    pub(crate) mixes: bool,
    /// The names of the outputs of a bank; none for any other declaration.
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
        self.attrs.iter().filter_map(|attr| {
            let lints = attr.meta.require_list().ok().map(|list| &list.tokens);
            match attr.path().get_ident()?.to_string().as_str() {
                "allow" | "expect" => Some(quote!(#[allow(#lints)])),
                // The items use the struct.
                "deprecated" => Some(quote!(#[allow(deprecated)])),
                "warn" => Some(quote!(#[warn(#lints)])),
                "deny" | "forbid" => Some(quote!(#[deny(#lints)])),
                _ => None,
            }
        })
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

/// The traits that `#[derive(..)]` attributes name, without their paths.
fn derives(attrs: &[Attribute]) -> Vec<Ident> {
    attrs
        .iter()
        .flat_map(|attr| derived(&attr.meta, false))
        .collect()
}

/// These, and those that `#[cfg_attr(.., derive(..))]` may derive.
pub(crate) fn possible_derives(attrs: &[Attribute]) -> Vec<Ident> {
    attrs
        .iter()
        .flat_map(|attr| derived(&attr.meta, true))
        .collect()
}

fn derived(meta: &Meta, conditional: bool) -> Vec<Ident> {
    let Ok(list) = meta.require_list() else {
        return Vec::new();
    };
    if list.path.is_ident("derive") {
        return last_names(list.tokens.clone());
    }
    if !(conditional && list.path.is_ident("cfg_attr")) {
        return Vec::new();
    }
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    // The first is the condition.
    let attributes = parts.into_iter().flatten().skip(1);
    attributes
        .flat_map(|attribute| derived(&attribute, true))
        .collect()
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
