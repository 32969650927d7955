//! Kernels and layers as matrices, drawn: what a convolution looks like in linear algebra.
//!
//! ```text
//! cargo run --release --features layers --example matrix [-- DIRECTORY]
//! ```
//!
//! `views` makes the matrices, `spy` draws them into `matrix-*.png` in the directory, or in the
//! current one, and `unrolled` prints a layer as one product of matrices.

mod spy;
mod unrolled;
mod views;

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let directory = std::env::args_os()
        .nth(1)
        .map_or_else(PathBuf::new, PathBuf::from);
    spy::with_font()?;
    for (file, picture) in views::pictures()? {
        println!("{}", picture.title);
        for view in &picture.views {
            println!("  {}: {} by {}", view.name, view.rows(), view.columns());
            for line in &view.facts {
                println!("    {line}");
            }
        }
        let path = directory.join(file);
        picture.draw()?.save(&path)?;
        println!("  written: {}\n", path.display());
    }
    unrolled::print()?;
    Ok(())
}
