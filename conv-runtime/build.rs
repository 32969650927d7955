//! Tells the crate whether it is compiled without optimisation.
//!
//! Inlined into each kernel, the operations on vectors are most of the code of a debug build; as
//! functions they are compiled once for each level. Optimised code needs them inlined.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(unoptimised)");
    // Levels that `fearless_simd` is told to leave out.
    println!("cargo::rustc-check-cfg=cfg(disable_dispatch_avx512, disable_dispatch_avx2)");
    if std::env::var("OPT_LEVEL").is_ok_and(|level| level == "0") {
        println!("cargo::rustc-cfg=unoptimised");
    }
}
