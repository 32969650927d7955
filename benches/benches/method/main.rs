//! The direct way and the FFT beside each other, and what `method: auto` makes of them.
//!
//! ```text
//! cargo bench --bench method              the table: both ways, `auto`, and the better of both
//! cargo bench --bench method -- --fit     the constants of the cost model, fitted on this machine
//! cargo bench --bench method -- --quick   a table of fewer sizes
//! ```
//!
//! Times are the least of several rounds of all ways in turn: whatever else runs only adds to them.

mod fit;
mod table;
mod timed;

use std::env;

fn main() {
    let has = |flag: &str| env::args().any(|argument| argument == flag);
    // `cargo test --benches` only has to build and start it.
    if !has("--bench") {
        return;
    }
    if has("--fit") {
        fit::print();
    } else {
        table::print(has("--quick"));
    }
}
