//! Paths and features; `disk` has files, `npy` and `safetensors` the bytes of the formats, `noise`
//! what is neither.

#[cfg(any(feature = "npy", feature = "safetensors"))]
mod disk;
#[cfg(any(feature = "npy", feature = "safetensors"))]
mod noise;
#[cfg(feature = "npy")]
mod npy;
#[cfg(feature = "safetensors")]
mod safetensors;

use super::{read, shown};
use std::path::Path;

/// The message about the file, after its name.
fn fault(path: &Path, tensor: Option<&str>) -> String {
    let message =
        read(Path::new("/home/me/net"), path, tensor).expect_err("the file cannot be read");
    let name = format!("`{}` ", path.display());
    match message.strip_prefix(&name) {
        Some(fault) => fault.into(),
        None => panic!("{message:?} does not begin with {name:?}"),
    }
}

#[test]
fn paths_inside_the_package_are_shown_without_it() {
    let manifest = Path::new("/home/me/net");
    for (path, expected) in [
        ("/home/me/net/weights/stem.npy", "weights/stem.npy"),
        ("/home/me/network/stem.npy", "/home/me/network/stem.npy"),
        ("/home/me/net/../stem.npy", "../stem.npy"),
    ] {
        assert_eq!(shown(Path::new(path), manifest), expected);
    }
    let inside = manifest.join("weights/stem.npz");
    let message = read(manifest, &inside, None).expect_err("no format");
    assert!(message.starts_with("`weights/stem.npz` "), "{message}");
}

#[test]
fn an_unknown_extension_is_told_the_known_ones() {
    for path in [
        "stem",
        "stem.npz",
        "stem.pt",
        ".npy",
        "",
        "npy",
        "stem.npy.gz",
    ] {
        assert_eq!(
            fault(Path::new(path), None),
            "has an unknown format: write the path of an `.npy` or `.safetensors` file"
        );
    }
}

#[test]
fn an_array_without_a_name_takes_none() {
    assert_eq!(
        fault(Path::new("stem.npy"), Some("stem.weight")),
        "holds one array, which has no name: remove `\"stem.weight\"`"
    );
}

#[cfg(not(feature = "npy"))]
#[test]
fn without_the_feature_npy_it_is_asked_for() {
    assert_eq!(
        fault(Path::new("stem.npy"), None),
        "needs the feature `npy`: add `features = [\"npy\"]` to `conv-kernel` in `Cargo.toml`"
    );
}

#[cfg(not(feature = "safetensors"))]
#[test]
fn without_the_feature_safetensors_it_is_asked_for() {
    assert_eq!(
        fault(Path::new("net.safetensors"), Some("stem.weight")),
        "needs the feature `safetensors`: add `features = [\"safetensors\"]` to `conv-kernel` in `Cargo.toml`"
    );
}
