//! The declarations of a Rust file, wherever they stand in it.

use conv_expand::Expansion;
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::path::Path;
use syn::visit::{self, Visit};
use syn::{Attribute, ItemConst, ItemFn, ItemStatic, Macro, Meta};

/// What the calls of `conv_kernel!` and the items under `#[conv_filter(..)]` become, in their order.
pub(super) fn found(file: &syn::File, directory: &Path) -> Vec<Expansion> {
    let mut calls = Calls {
        directory,
        found: Vec::new(),
    };
    calls.visit_file(file);
    calls.found
}

struct Calls<'a> {
    directory: &'a Path,
    found: Vec<Expansion>,
}

impl Calls<'_> {
    /// Expands an item if it is under the attribute.
    fn filter<T: ToTokens + Clone>(
        &mut self,
        item: &T,
        attributes: impl Fn(&mut T) -> &mut Vec<Attribute>,
    ) -> bool {
        let named = |attribute: &Attribute| {
            let name = attribute.path().segments.last();
            name.is_some_and(|name| name.ident == "conv_filter")
        };
        let mut item = item.clone();
        let of_item = attributes(&mut item);
        let Some(at) = of_item.iter().position(named) else {
            return false;
        };
        let arguments = match of_item.remove(at).meta {
            Meta::List(list) => list.tokens,
            _ => TokenStream::new(),
        };
        let item = item.into_token_stream();
        self.found
            .push(conv_expand::filter(arguments, item, Some(self.directory)));
        true
    }
}

impl Visit<'_> for Calls<'_> {
    fn visit_macro(&mut self, call: &Macro) {
        let name = call.path.segments.last();
        if name.is_some_and(|name| name.ident == "conv_kernel") {
            let tokens = call.tokens.clone();
            self.found
                .push(conv_expand::declarations(tokens, Some(self.directory)));
        }
    }

    fn visit_item_const(&mut self, item: &ItemConst) {
        if !self.filter(item, |item| &mut item.attrs) {
            visit::visit_item_const(self, item);
        }
    }

    // These are mistakes, which the macro reports.

    fn visit_item_static(&mut self, item: &ItemStatic) {
        if !self.filter(item, |item| &mut item.attrs) {
            visit::visit_item_static(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        if !self.filter(item, |item| &mut item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }
}
