//! Where the linker finds the memory of the board.

use std::{env, fs, path::PathBuf};

fn main() {
    let Some(out) = env::var_os("OUT_DIR").map(PathBuf::from) else {
        return;
    };
    fs::copy("memory.x", out.join("memory.x")).expect("a file in OUT_DIR");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg=-Tlink.x");
    println!("cargo:rerun-if-changed=memory.x");
}
