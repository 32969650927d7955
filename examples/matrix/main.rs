//! Kernels and layers as matrices, drawn: what a convolution looks like in linear algebra.
//!
//! ```text
//! cargo run --release --features layers --example matrix [-- [--dark] [DIRECTORY]]
//! ```
//!
//! `views` makes the matrices, `spy` draws them into `matrix-*.png` in the directory, or in the
//! current one, on dark paper with `--dark`, and `unrolled` prints a layer as one product of
//! matrices.

#[path = "../plots/mod.rs"]
mod plots;
mod spy;
mod unrolled;
mod views;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let (theme, directory) = plots::asked()?;
    plots::letters::with_font()?;
    for (file, picture) in views::pictures()? {
        println!("{}", picture.title);
        for view in &picture.views {
            println!("  {}: {} by {}", view.name, view.rows(), view.columns());
            for line in &view.facts {
                println!("    {line}");
            }
        }
        let path = directory.join(file);
        picture.draw(theme).save(&path)?;
        println!("  written: {}\n", path.display());
    }
    unrolled::print()?;
    Ok(())
}
