//! A picture filtered in tiles by two threads that share nothing but the file: joined, they have
//! the bits of the whole.
//!
//! ```text
//! cargo run --release --example tiles [-- INPUT [OUT.png]]
//! ```
//!
//! Each thread gets copies of the parts that its tiles read, as another process or machine would,
//! and sends back its tiles. `INPUT` is a PNG or JPEG, which becomes grey; without it a picture is
//! drawn.

use conv_kernel::Tile;
use conv_kernel::prelude::*;
use image::GrayImage;
use std::error::Error;
use std::sync::mpsc;
use std::thread;

conv_kernel! {
    /// A blur of 31 rows and columns, so that tiles read well beyond themselves.
    struct Blur: f32 { taps: gaussian([31, 31], 5.0), padding: same, border: reflect101 }
}

/// Columns and rows of a tile.
const TILE: (usize, usize) = (128, 96);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let picture = match arguments.next().as_deref() {
        Some("-h" | "--help") => {
            println!("usage: tiles [INPUT [OUT.png]]");
            return Ok(());
        }
        Some(path) => image::open(path)
            .map_err(|error| format!("{path}: {error}"))?
            .into_luma8(),
        None => GrayImage::from_fn(640, 480, |x, y| image::Luma([(x * y / 40 % 256) as u8])),
    };
    let out = arguments.next().unwrap_or_else(|| "tiles.png".into());
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let elements: Vec<f32> = picture.iter().map(|&value| f32::from(value)).collect();
    let plane = Plane::new(&elements, width, height)?;

    let (results, received) = mpsc::channel::<(Tile, PlaneBuf<f32>)>();
    let mut workers = Vec::new();
    for _ in 0..2 {
        let (work, mine) = mpsc::channel::<(Tile, PlaneBuf<f32>)>();
        let results = results.clone();
        let worker = thread::spawn(move || -> Result<(), conv_kernel::Error> {
            for (tile, part) in mine {
                let mut done = PlaneBuf::filled(tile.output.width, tile.output.height, 0.0)?;
                Blur.apply_tile(part.as_plane(), &tile, done.as_plane_mut())?;
                // Nobody waits for it any more if this fails.
                let _ = results.send((tile, done));
            }
            Ok(())
        });
        workers.push((work, worker));
    }
    drop(results);
    let mut count = 0;
    for (tile, (work, _)) in Blur
        .tiles((width, height), TILE)?
        .zip(workers.iter().cycle())
    {
        let Rect {
            x,
            y,
            width,
            height,
        } = tile.input;
        let part = plane.sub(x, y, width, height)?;
        let copy = part.rows().flatten().copied().collect();
        work.send((tile, PlaneBuf::from_vec(copy, width, height)?))?;
        count += 1;
    }
    let workers: Vec<_> = workers.into_iter().map(|(_, worker)| worker).collect();
    let mut joined = PlaneBuf::filled(width, height, 0.0)?;
    for (tile, done) in received {
        let Rect {
            x,
            y,
            width,
            height,
        } = tile.output;
        let mut place = joined.as_plane_mut().sub(x, y, width, height)?;
        for (to, from) in place.rows_mut().zip(done.rows()) {
            to.copy_from_slice(from);
        }
    }
    for worker in workers {
        worker.join().map_err(|_| "a thread panicked")??;
    }
    let whole = Blur.apply(plane)?;
    let same = whole
        .data()
        .iter()
        .zip(joined.data())
        .all(|(a, b)| a.to_bits() == b.to_bits());
    println!(
        "{width}x{height} in {count} tiles on two threads: {}",
        if same { "same bits" } else { "other bits" }
    );
    let bytes = joined
        .data()
        .iter()
        .map(|&value| value.round_ties_even() as u8)
        .collect();
    let blurred = GrayImage::from_raw(picture.width(), picture.height(), bytes);
    blurred.ok_or("the result has another size")?.save(&out)?;
    println!("written {out}");
    if same {
        Ok(())
    } else {
        Err("tiles differ from the whole".into())
    }
}
