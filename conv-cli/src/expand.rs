//! `conv expand`: the code that the macro writes, formatted.
//!
//! ```text
//! KERNEL and options -> the declaration that says the same --+
//! a declaration ---------------------------------------------+-> conv-expand -> items -> text
//! a Rust file -> its calls of the macro ---------------------+
//! ```

use crate::args::Expand;
use crate::fault::{Failure, Fault, Source};
use crate::kernel::Kernel;
use crate::output;
use conv_expand::Expansion;
use conv_syntax::text::mistakes;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use syn::visit::Visit;

pub(crate) fn run(request: &Expand) -> Result<(), Failure> {
    let written = &request.kernel.kernel;
    let code = if written == "-" || written.ends_with(".rs") {
        no_options(request)?;
        file(written)?
    } else if is_declaration(written) {
        no_options(request)?;
        declaration(&source("KERNEL", written.clone()), &here()?)?
    } else {
        let (text, directory) = Kernel::read(&request.kernel)?.declaration()?;
        declaration(&source("KERNEL", text), &here()?.join(directory))?
    };
    let text = formatted(code)?;
    output::facts(request.json, &json!({ "code": text }), &text)
}

fn source(name: &str, text: String) -> Arc<Source> {
    Arc::new(Source {
        name: name.to_owned(),
        text,
    })
}

fn here() -> Result<PathBuf, Failure> {
    std::env::current_dir()
        .map_err(|error| Failure::of(format!("the current directory is not known: {error}")))
}

/// A declaration has its keys inside.
fn no_options(request: &Expand) -> Result<(), Failure> {
    match request.kernel.keys().next() {
        None => Ok(()),
        Some((key, _)) => Err(Failure::usage(format!(
            "`--{key}` is for an expression or a file of taps: write `{key}` into the declaration"
        ))),
    }
}

/// Whether a text has the word `struct`, as no expression has.
fn is_declaration(text: &str) -> bool {
    text.parse::<TokenStream>().is_ok_and(|tokens| {
        let is_struct = |token| matches!(token, TokenTree::Ident(word) if word == "struct");
        tokens.into_iter().any(is_struct)
    })
}

fn declaration(source: &Arc<Source>, directory: &Path) -> Result<TokenStream, Failure> {
    let tokens: TokenStream = source.text.parse().map_err(|error| unread(source, error))?;
    items(source, conv_expand::declarations(tokens, Some(directory)))
}

/// The items of all calls in a file, in its order; `-` is the standard input.
fn file(path: &str) -> Result<TokenStream, Failure> {
    let failed = |error| Failure::usage(format!("cannot read {path}: {error}"));
    let text = if path == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        text
    } else {
        std::fs::read_to_string(path).map_err(failed)?
    };
    let source = source(path, text);
    let tokens: TokenStream = source
        .text
        .parse()
        .map_err(|error| unread(&source, error))?;
    let file: syn::File = syn::parse2(tokens).map_err(|error| {
        let message = format!("this is no Rust: {error}");
        let range = error.span().byte_range();
        Failure::kernel(vec![Fault::at(message, &source, range)])
    })?;
    let mut calls = Calls {
        directory: directory(path)?,
        found: Vec::new(),
    };
    calls.visit_file(&file);
    if calls.found.is_empty() {
        return Err(Failure::usage(format!(
            "{path} has no declaration: the calls of `conv_kernel!` and the constants under `#[conv_filter(..)]` are printed"
        )));
    }
    let (mut code, mut faults) = (TokenStream::new(), Vec::new());
    for expansion in calls.found {
        match items(&source, expansion) {
            Ok(items) => code.extend(items),
            Err(failure) => faults.extend(failure.into_faults()),
        }
    }
    if faults.is_empty() {
        Ok(code)
    } else {
        Err(Failure::kernel(faults))
    }
}

/// Where the paths of weights begin: at the nearest `Cargo.toml`, as in a build.
fn directory(path: &str) -> Result<PathBuf, Failure> {
    let here = here()?;
    let file = here.join(path);
    let holds = |directory: &&Path| directory.join("Cargo.toml").is_file();
    let manifest = file.ancestors().skip(1).find(holds);
    Ok(manifest.map_or(here, Path::to_path_buf))
}

/// The declarations of a file.
struct Calls {
    directory: PathBuf,
    found: Vec<Expansion>,
}

impl Visit<'_> for Calls {
    fn visit_macro(&mut self, call: &syn::Macro) {
        let name = call.path.segments.last();
        if name.is_some_and(|name| name.ident == "conv_kernel") {
            let tokens = call.tokens.clone();
            self.found
                .push(conv_expand::declarations(tokens, Some(&self.directory)));
        }
    }

    fn visit_item_const(&mut self, item: &syn::ItemConst) {
        let named = |attribute: &syn::Attribute| {
            let name = attribute.path().segments.last();
            name.is_some_and(|name| name.ident == "conv_filter")
        };
        let Some(at) = item.attrs.iter().position(named) else {
            return syn::visit::visit_item_const(self, item);
        };
        let mut item = item.clone();
        let arguments = match item.attrs.remove(at).meta {
            syn::Meta::List(list) => list.tokens,
            _ => TokenStream::new(),
        };
        let item = quote::quote!(#item);
        self.found
            .push(conv_expand::filter(arguments, item, Some(&self.directory)));
    }
}

/// The items of an expansion without a mistake.
fn items(source: &Arc<Source>, expansion: Expansion) -> Result<TokenStream, Failure> {
    if expansion.mistakes.count() == 0 {
        return Ok(expansion.code);
    }
    let faults = mistakes(&source.text, &expansion.mistakes)
        .into_iter()
        .map(|mistake| Fault::at(mistake.message, source, mistake.range));
    Err(Failure::kernel(faults.collect()))
}

fn unread(source: &Arc<Source>, error: proc_macro2::LexError) -> Failure {
    let message = "this cannot be read: close every bracket and quote, and open none twice";
    let range = error.span().byte_range();
    Failure::kernel(vec![Fault::at(message, source, range)])
}

fn formatted(code: TokenStream) -> Result<String, Failure> {
    match syn::parse2(code) {
        Ok(file) => Ok(prettyplease::unparse(&file)),
        Err(error) => Err(Failure::of(format!(
            "the code cannot be formatted, which is a bug of `conv`: please report it ({error})"
        ))),
    }
}
