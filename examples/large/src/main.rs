//! An image larger than memory, filtered chunk by chunk in a Zarr store (version 3). The program may
//! be killed at any moment: run again, it goes on with the chunks that are missing.
//!
//! ```text
//! cargo run --release -- make STORE [WIDTHxHEIGHT [CHUNK]]   an image of random u16 in STORE/in
//! cargo run --release -- filter STORE                        STORE/out, from STORE/in
//! cargo run --release -- check STORE                         compares it with the whole, in memory
//! ```
//!
//! ```text
//! chunks of `out` that are missing -> tiles -> the part of `in` that each reads, with its halo
//! -> apply_tile -> a chunk beside the store's -> renamed: it is there whole, or not at all
//! ```
//!
//! One process at a time makes an array, which it locks.
//!
//! Any program that reads Zarr can read the result, while it grows too.

mod chunks;

use chunks::{Chunks, Outcome};
use conv_kernel::Tile;
use conv_kernel::prelude::*;
use std::env;
use std::path::Path;
use std::process::ExitCode;

conv_kernel! {
    /// A blur that reads three rows and columns beyond each chunk.
    pub struct Blur: u16 { taps: binomial([7, 7]), padding: same, border: reflect101 }
}

const USAGE: &str =
    "usage: large make STORE [WIDTHxHEIGHT [CHUNK]], large filter STORE, or large check STORE";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words[..] {
        ["make", store] => make(store, "30000x30000", "1024"),
        ["make", store, size] => make(store, size, "1024"),
        ["make", store, size, chunk] => make(store, size, chunk),
        ["filter", store] => filter(store),
        ["check", store] => check(store),
        ["-h" | "--help"] => {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes an image whose elements depend on their place alone.
fn make(store: &str, size: &str, chunk: &str) -> Outcome<()> {
    let positive = |word: &str| word.parse().ok().filter(|&number| number > 0u64);
    let size = size
        .split_once('x')
        .and_then(|(width, height)| Some((positive(width)?, positive(height)?)));
    let (Some(size), Some(chunk)) = (size, positive(chunk)) else {
        return Err(USAGE.into());
    };
    let image = Chunks::create(Path::new(store), "in", (size, chunk), "random")?;
    image.complete(|number| {
        let rect = image.rect(number)?;
        let mut elements = Vec::with_capacity(rect.width * rect.height);
        for y in rect.y..rect.y + rect.height {
            elements.extend((rect.x..rect.x + rect.width).map(|x| element(x as u64, y as u64)));
        }
        Ok(elements)
    })
}

/// Bits of a place, mixed as in SplitMix64 (Steele, Lea and Flood, 2014).
fn element(x: u64, y: u64) -> u16 {
    let mut bits = (y << 32 | x).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits >> 48) as u16
}

/// Computes every chunk of the output that is missing.
fn filter(store: &str) -> Outcome<()> {
    let store = Path::new(store);
    let image = Chunks::open(store, "in")?;
    image.is_complete()?;
    // What is there of another kernel is not gone on with.
    let made_by = serde_json::to_string(&Blur.kernel())?;
    let output = Chunks::create(store, "out", (image.size(), image.chunk()), &made_by)?;
    let whole = image.whole()?;
    let chunk = usize::try_from(image.chunk())?;
    let tiles: Vec<Tile> = Blur
        .tiles((whole.width, whole.height), (chunk, chunk))?
        .collect();
    output.complete(|number| {
        let tile = &tiles[number];
        let part = image.read(tile.input)?;
        let part = Plane::new(&part, tile.input.width, tile.input.height)?;
        let mut done = PlaneBuf::filled(tile.output.width, tile.output.height, 0)?;
        Blur.apply_tile(part, tile, done.as_plane_mut())?;
        Ok(done.into_vec())
    })
}

/// Compares the output with that of the whole image, which has to fit into memory.
fn check(store: &str) -> Outcome<()> {
    let store = Path::new(store);
    let (image, output) = (Chunks::open(store, "in")?, Chunks::open(store, "out")?);
    output.is_complete()?;
    let whole = image.whole()?;
    let (width, height) = (whole.width, whole.height);
    let (elements, found) = (image.read(whole)?, output.read(whole)?);
    let expected = Blur.apply(Plane::new(&elements, width, height)?)?;
    let wrong = expected
        .data()
        .iter()
        .zip(&found)
        .filter(|(a, b)| a != b)
        .count();
    if wrong > 0 {
        return Err(format!("{wrong} elements of {width}x{height} differ from the whole").into());
    }
    println!("{width}x{height}: every element is that of the whole");
    Ok(())
}
