//! The parts of a page that are written by a command, between marks that name them.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Replaces what is between `<!-- name -->` and `<!-- end of name -->` in a file.
pub(crate) fn replace(path: &Path, name: &str, body: &str) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| format!("no {}", path.display()))?;
    let replaced = replaced(&text, name, body)?;
    fs::write(path, replaced)?;
    Ok(())
}

fn replaced(text: &str, name: &str, body: &str) -> Result<String> {
    let (begin, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->\n"),
    );
    let (before, rest) = text
        .split_once(&begin)
        .with_context(|| format!("no line `{}`", begin.trim_end()))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("no line `{}`", end.trim_end()))?;
    ensure!(!after.contains(&begin), "two sections `{name}`");
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", body.trim()))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    const PAGE: &str = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n";

    #[test]
    fn only_the_named_section_is_replaced() {
        let page = replaced(PAGE, "x", "new\n").expect("it is there");
        assert_eq!(page, "a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n");
        assert_eq!(replaced(&page, "x", "new").expect("it is there"), page);
    }

    #[test]
    fn a_section_that_is_missing_or_double_is_an_error() {
        assert!(replaced(PAGE, "y", "new").is_err());
        assert!(replaced("<!-- x -->\n", "x", "new").is_err());
        assert!(replaced(&PAGE.repeat(2), "x", "new").is_err());
    }
}
