//! What the macro says about mistakes, and what it accepts.
//!
//! One mistake a file, its message beside it. `TRYBUILD=overwrite` writes the
//! messages; nobody edits them by hand. The programs that are accepted are targets of
//! their own, so that nothing but mistakes needs a second build of the crates.

use std::fs;

#[test]
fn every_mistake_is_reported_at_its_token() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}

#[test]
fn every_program_that_is_accepted_is_built() -> std::io::Result<()> {
    let manifest = include_str!("../Cargo.toml");
    for entry in fs::read_dir("tests/ui/pass")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let target = format!("path = \"tests/ui/pass/{name}\"");
        assert!(manifest.contains(&target), "no `[[test]]` has {target}");
    }
    Ok(())
}

#[test]
fn every_kernel_of_the_library_is_declared_as_an_expression() {
    let program = include_str!("ui/pass/expressions.rs");
    for kernel in conv_kernel::taps::expression::named() {
        let declared = format!("= {{ {} }}, ", kernel.example);
        assert!(
            program.contains(&declared),
            "no kernel of {}",
            kernel.example
        );
    }
}
