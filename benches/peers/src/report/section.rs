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

/// What is between those marks, or what to do about it where there is nothing yet.
pub(crate) fn kept(path: &Path, name: &str, otherwise: &str) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    let (begin, end) = marks(name);
    let body = text
        .split_once(&begin)
        .and_then(|(_, rest)| rest.split_once(&end));
    body.map_or(otherwise, |(body, _)| body).trim().into()
}

/// A section with its marks.
pub(crate) fn marked(name: &str, body: &str) -> String {
    let (begin, end) = marks(name);
    format!("{begin}\n{}\n\n{end}", body.trim())
}

fn marks(name: &str) -> (String, String) {
    (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->\n"),
    )
}

fn replaced(text: &str, name: &str, body: &str) -> Result<String> {
    let (begin, end) = marks(name);
    let (before, rest) = text
        .split_once(&begin)
        .with_context(|| format!("no line `{}`", begin.trim_end()))?;
    let (_, after) = rest
        .split_once(&end)
        .with_context(|| format!("no line `{}`", end.trim_end()))?;
    ensure!(!after.contains(&begin), "two sections `{name}`");
    Ok(format!("{before}{}{after}", marked(name, body)))
}

#[cfg(test)]
mod tests {
    use super::{kept, marked, replaced};

    const PAGE: &str = "a\n<!-- x -->\nold\n<!-- end of x -->\nb\n";

    #[test]
    fn only_the_named_section_is_replaced() {
        let page = replaced(PAGE, "x", "new\n").expect("it is there");
        assert_eq!(page, "a\n<!-- x -->\n\nnew\n\n<!-- end of x -->\nb\n");
        assert_eq!(replaced(&page, "x", "new").expect("it is there"), page);
    }

    #[test]
    fn a_section_is_kept_and_a_missing_one_has_what_stands_in() -> std::io::Result<()> {
        let path = std::env::temp_dir().join(format!("section-{}.md", std::process::id()));
        std::fs::write(&path, format!("a\n{}b\n", marked("x", "| table |")))?;
        assert_eq!(kept(&path, "x", "none"), "| table |");
        assert_eq!(kept(&path, "y", "none"), "none");
        std::fs::remove_file(&path)?;
        assert_eq!(kept(&path, "x", "none"), "none");
        Ok(())
    }

    #[test]
    fn a_section_that_is_missing_or_double_is_an_error() {
        assert!(replaced(PAGE, "y", "new").is_err());
        assert!(replaced("<!-- x -->\n", "x", "new").is_err());
        assert!(replaced(&PAGE.repeat(2), "x", "new").is_err());
    }
}
