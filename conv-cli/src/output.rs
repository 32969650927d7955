//! Where results go: a file that appears whole or not at all, or the standard output.

use crate::fault::Failure;
use std::fs::{File, Permissions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Whether a path is the pipe.
pub(crate) fn is_pipe(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes next to the target and renames, so that no reader sees a part.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if is_pipe(path) {
        return print(bytes);
    }
    let failed =
        |error: std::io::Error| Failure::of(format!("cannot write {}: {error}", path.display()));
    if path.is_dir() {
        return Err(Failure::of(format!(
            "cannot write {}: it is a directory: write the name of a file",
            path.display()
        )));
    }
    let there = std::fs::metadata(path).ok();
    // A pipe with a name, or a device, is written into, and a link leads to what is written.
    if there.as_ref().is_some_and(|there| !there.is_file()) {
        return std::fs::write(path, bytes).map_err(failed);
    }
    let permissions = there.map(|there| there.permissions());
    if permissions
        .as_ref()
        .is_some_and(|old| is_protected(path, old))
    {
        return Err(Failure::of(format!(
            "cannot write {}: it is read-only: write another name, or make it writable",
            path.display()
        )));
    }
    let path = led_to(path);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".conv-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Without an old file as any new one; the umask restricts both.
        let mode = permissions.as_ref().map_or(0o666, |old| old.mode() & 0o777);
        builder.permissions(Permissions::from_mode(mode));
    }
    let mut file = builder.tempfile_in(directory).map_err(failed)?;
    if let Some(old) = permissions {
        // Some file systems have no modes, and refuse to set one.
        let _ = file.as_file().set_permissions(old);
    }
    file.write_all(bytes).map_err(failed)?;
    // Else the name could outlast a power failure, and the content not.
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Whether a file must not be written, which a rename over it does not ask.
fn is_protected(path: &Path, permissions: &Permissions) -> bool {
    let opened = || File::options().write(true).open(path);
    permissions.readonly()
        || opened().is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

/// Where links lead, to a file that need not be there yet.
pub(crate) fn led_to(path: &Path) -> PathBuf {
    // As many links as Linux follows.
    const MOST: usize = 40;
    let mut path = path.to_owned();
    for _ in 0..MOST {
        let Ok(next) = std::fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(next);
    }
    path
}

/// Writes to the standard output; a reader that has closed the pipe has seen enough.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::of(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints facts of what is drawn, unless the drawing goes to the pipe, where nothing else may be.
pub(crate) fn facts_beside(
    drawing: Option<&Path>,
    json: bool,
    value: &serde_json::Value,
    text: &str,
) -> Result<(), Failure> {
    if drawing.is_some_and(is_pipe) {
        return Ok(());
    }
    facts(json, value, text)
}

/// Prints facts as text, or as JSON.
pub(crate) fn facts(json: bool, value: &serde_json::Value, text: &str) -> Result<(), Failure> {
    if json {
        print(format!("{value:#}\n").as_bytes())
    } else {
        print(text.as_bytes())
    }
}
