//! The convolution cases of the ONNX standard, through layers known at run time.
//!
//! `fetch.py` puts the cases of the `onnx` package where they are looked for; the variable
//! `ONNX_CASES` names another directory. A word on the command line picks the cases that have it in
//! their names.
//!
//! ```text
//! directory -> Case -> Convolution -> layer, in every layout and level --> compare
//!                               \---> definition, in f64 -------------/
//! ```

mod case;
mod compare;
mod convolution;
mod definition;
mod layer;
mod model;
mod operator;
mod tensor;

use anyhow::{Result, ensure};
use case::Case;
use operator::Outcome;
use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Prints what becomes of each case, and fails if one of them does.
fn main() -> Result<ExitCode> {
    let given = env::var_os("ONNX_CASES").map(PathBuf::from);
    let fetched = Path::new(env!("CARGO_TARGET_TMPDIR")).join("onnx");
    if given.is_none() && !fetched.is_dir() {
        println!("SKIPPED: the ONNX cases are not here; tests/onnx/fetch.py fetches them");
        return Ok(ExitCode::SUCCESS);
    }
    let root = given.unwrap_or(fetched);
    let directories = case::directories(&root)?;
    ensure!(!directories.is_empty(), "no cases in {}", root.display());

    let word = env::args().nth(1).filter(|word| !word.starts_with('-'));
    let (mut passed, mut failed, mut skipped) = (0, 0, BTreeMap::new());
    for directory in directories {
        let name = directory.strip_prefix(&root)?.display().to_string();
        if word.as_ref().is_some_and(|word| !name.contains(word)) {
            continue;
        }
        let told = match Case::read(&directory).and_then(|case| operator::run(&case)) {
            Ok(Outcome::Passed(how)) => {
                passed += 1;
                format!("passed   {how}")
            }
            Ok(Outcome::Skipped(why)) => {
                let told = format!("skipped  {why}");
                *skipped.entry(why).or_insert(0) += 1;
                told
            }
            Err(error) => {
                failed += 1;
                format!("FAILED   {error:#}")
            }
        };
        println!("{name:<72} {told}");
    }
    let total: usize = skipped.values().sum();
    println!("\nONNX cases: {passed} passed, {failed} failed, {total} skipped");
    for (why, count) in skipped {
        println!("{count:>12} {why}");
    }
    // A word may be the name of another test.
    Ok(if failed == 0 && (passed > 0 || word.is_some()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
