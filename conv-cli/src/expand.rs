//! `conv expand`: the code that the macro writes, formatted.
//!
//! ```text
//! KERNEL and options -> the declaration that says the same --+
//! a declaration ---------------------------------------------+-> conv-expand -> items -> text
//! a Rust file, or a call -> its calls of the macro ----------+
//! ```

mod calls;

use crate::args::Expand;
use crate::fault::{Failure, Fault, Source};
use crate::kernel::Kernel;
use crate::output;
use conv_expand::Expansion;
use conv_syntax::text;
use proc_macro2::{TokenStream, TokenTree};
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Brackets in brackets: a parser that calls itself for each needs a few kilobytes of stack.
const DEEPEST: usize = 500;

pub(crate) fn run(request: &Expand) -> Result<(), Failure> {
    let written = request.kernel.kernel.as_str();
    let code = if is_file(written) {
        no_options(request)?;
        let (source, directory) = file(written)?;
        calls(&source, &directory)?
    } else {
        match Form::of(written) {
            Form::Kernel => {
                let (text, directory) = Kernel::read(&request.kernel)?.declaration()?;
                // Nobody has written this text.
                let source = source("the declaration of KERNEL", text);
                declaration(&source, &here()?.join(directory))?
            }
            form => {
                no_options(request)?;
                let source = source("KERNEL", written.to_owned());
                let directory = package(&here()?)?;
                match form {
                    Form::Calls => calls(&source, &directory)?,
                    _ => declaration(&source, &directory)?,
                }
            }
        }
    };
    let formatted = formatted(code)?;
    output::facts(request.json, &json!({ "code": formatted }), &formatted)
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

/// Where the paths of weights begin: at the nearest `Cargo.toml`, as in a build, else here.
fn package(inside: &Path) -> Result<PathBuf, Failure> {
    let holds = |directory: &&Path| directory.join("Cargo.toml").is_file();
    match inside.ancestors().find(holds) {
        Some(package) => Ok(package.to_path_buf()),
        None => here(),
    }
}

/// A declaration has its keys inside.
fn no_options(request: &Expand) -> Result<(), Failure> {
    match request.kernel.keys().next() {
        None => Ok(()),
        Some((key @ ("input" | "output"), _)) => Err(Failure::usage(format!(
            "`--{key}` is for an expression or a file of taps: write the types into the declaration, as `struct K: u8 -> i16`"
        ))),
        Some((key, _)) => Err(Failure::usage(format!(
            "`--{key}` is for an expression or a file of taps: write `{key}` into the declaration"
        ))),
    }
}

fn is_file(written: &str) -> bool {
    let extension = Path::new(written).extension();
    written == "-" || extension.is_some_and(|extension| extension.eq_ignore_ascii_case("rs"))
}

/// What a text that is no file seems to be.
#[derive(Clone, Copy)]
enum Form {
    Kernel,
    Declaration,
    /// A call of the macro, or a constant under the attribute.
    Calls,
}

impl Form {
    /// No expression has the words that this looks for.
    fn of(text: &str) -> Self {
        let Ok(tokens) = text.parse::<TokenStream>() else {
            return if text.contains("struct") {
                Self::Declaration
            } else {
                Self::Kernel
            };
        };
        let mut form = Self::Kernel;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if word == "struct" => form = Self::Declaration,
                TokenTree::Ident(word) if word == "conv_kernel" || word == "const" => {
                    return Self::Calls;
                }
                _ => {}
            }
        }
        form
    }
}

/// The text of a file, without what stands before Rust, and where paths in it begin.
fn file(path: &str) -> Result<(Arc<Source>, PathBuf), Failure> {
    let (name, text, directory) = if path == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        ("the standard input", read.map(|_| text), here()?)
    } else {
        // Links and `..` lead to other packages than their names say.
        let found = Path::new(path).canonicalize();
        let directory = found.ok().and_then(|file| Some(file.parent()?.to_owned()));
        let text = std::fs::read_to_string(path);
        (path, text, directory.unwrap_or_default())
    };
    let text = text.map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    let mut text = text.trim_start_matches('\u{feff}').to_owned();
    if text.starts_with("#!") && !text.starts_with("#![") {
        let end = text.find('\n').unwrap_or(text.len());
        text.replace_range(..end, &" ".repeat(end));
    }
    Ok((source(name, text), package(&directory)?))
}

fn tokens(source: &Arc<Source>) -> Result<TokenStream, Failure> {
    let fault = |message, range| Failure::kernel(vec![Fault::at(message, source, range)]);
    let tokens =
        text::tokens(&source.text).map_err(|mistake| fault(mistake.message, mistake.range))?;
    // One group inside the other, without a call for each.
    let mut open = vec![tokens.clone().into_iter()];
    while let Some(group) = open.last_mut() {
        match group.next() {
            Some(TokenTree::Group(group)) if open.len() >= DEEPEST => {
                let message = format!("this bracket is in {DEEPEST} others: nest fewer");
                return Err(fault(message, group.span_open().byte_range()));
            }
            Some(TokenTree::Group(group)) => open.push(group.stream().into_iter()),
            Some(_) => {}
            None => drop(open.pop()),
        }
    }
    Ok(tokens)
}

fn declaration(source: &Arc<Source>, directory: &Path) -> Result<TokenStream, Failure> {
    let expansion = conv_expand::declarations(tokens(source)?, Some(directory));
    items(source, expansion)
}

/// The items of all calls in a text, in its order.
fn calls(source: &Arc<Source>, directory: &Path) -> Result<TokenStream, Failure> {
    let file: syn::File = syn::parse2(tokens(source)?).map_err(|error| {
        let message = format!("this is no Rust: {error}");
        let range = error.span().byte_range();
        Failure::kernel(vec![Fault::at(message, source, range)])
    })?;
    let found = calls::found(&file, directory);
    if found.is_empty() {
        return Err(Failure::usage(format!(
            "{} has no declaration: the calls of `conv_kernel!` and the constants under `#[conv_filter(..)]` are printed, not those that other macros write",
            source.name
        )));
    }
    let (mut code, mut faults) = (TokenStream::new(), Vec::new());
    for expansion in found {
        match items(source, expansion) {
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

/// The items of an expansion without a mistake.
fn items(source: &Arc<Source>, expansion: Expansion) -> Result<TokenStream, Failure> {
    if expansion.mistakes.count() == 0 {
        return Ok(expansion.code);
    }
    let faults = text::mistakes(&source.text, &expansion.mistakes)
        .into_iter()
        .map(|mistake| Fault::at(mistake.message, source, mistake.range));
    Err(Failure::kernel(faults.collect()))
}

fn formatted(code: TokenStream) -> Result<String, Failure> {
    match syn::parse2(code) {
        Ok(file) => Ok(prettyplease::unparse(&file)),
        Err(error) => Err(Failure::of(format!(
            "the code cannot be formatted, which is a bug of `conv`: please report it ({error})"
        ))),
    }
}
