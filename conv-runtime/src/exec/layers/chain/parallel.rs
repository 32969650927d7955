//! A chain on several threads: they share the images, or parts of their rows where images are few.
//!
//! A thread computes its rows band by band, as one thread would compute all of them, so that their
//! number changes no bit. Where an image has several planes, a part of its rows is not contiguous:
//! it is computed into a buffer of the thread, and copied.

use super::band::{Bands, Lines, ROWS};
use super::scratch::ChainScratch;
use super::{Pair, images};
use crate::data::{Error, grown, try_filled};
use crate::exec::Element;
use crate::exec::layers::parallel::{self, TASKS, tasks, work};
use crate::exec::simd::detected;
use alloc::vec::Vec;
use fearless_simd::Level as Token;
use rayon::prelude::*;

/// Some rows of the output of one image.
struct Part<'a, In, Out> {
    x: &'a [In],
    first: usize,
    /// The rows in each plane.
    planes: Vec<&'a mut [Out]>,
}

/// Applies two layers on the threads of the current pool.
pub(crate) fn run<In: Element, Mid: Element, Out: Element>(
    pair: &Pair<In, Mid, Out>,
    x: &[In],
    shape: [usize; 4],
    y: &mut [Out],
) -> Result<(), Error> {
    let sizes = pair.checked(shape, x.len(), y.len())?;
    let token = detected();
    let (between, output) = (sizes.first.output, sizes.second.output);
    let outputs = between.elements(pair.layout()).ok_or(Error::SizeOverflow)?;
    let second = work(pair.second.plan(), y.len());
    let tasks = tasks(work(pair.first.plan(), outputs).saturating_add(second));
    let Some((from, to)) = images(&sizes, pair.layout()).filter(|_| tasks > TASKS) else {
        return pair.run(token, x, shape, y, &mut ChainScratch::new());
    };
    if output.images >= tasks {
        let [_, a, b, c] = shape;
        let count = output.images.div_ceil(tasks * TASKS);
        let batches = x.par_chunks(count * from).zip(y.par_chunks_mut(count * to));
        return batches.try_for_each_init(ChainScratch::new, |scratch, (x, y)| {
            pair.run(token, x, [x.len() / from, a, b, c], y, scratch)
        });
    }
    let bands = Bands::new(pair, &sizes.of_image())?;
    if bands.whole {
        let mut middle = try_filled(outputs, Mid::default())?;
        parallel::run(&pair.first, x, shape, &mut middle)?;
        let shape = between.to_array(pair.layout());
        return parallel::run(&pair.second, &middle, shape, y);
    }
    let rows = output.rows.div_ceil(tasks.div_ceil(output.images));
    let rows = rows.next_multiple_of(ROWS).min(output.rows);
    parts(
        x.chunks_exact(from).zip(y.chunks_exact_mut(to)),
        rows,
        &bands,
    )?
    .into_par_iter()
    .try_for_each_init(
        || (ChainScratch::new(), Vec::new()),
        |(scratch, buffer), part| compute(pair, &bands, token, part, scratch, buffer),
    )
}

/// Cuts the outputs of images into parts of so many rows.
fn parts<'a, In, Out>(
    images: impl ExactSizeIterator<Item = (&'a [In], &'a mut [Out])>,
    rows: usize,
    bands: &Bands,
) -> Result<Vec<Part<'a, In, Out>>, Error> {
    let all = bands.sizes.second.output.rows;
    let Lines { planes, line } = bands.lines[1];
    let mut parts: Vec<Part<'a, In, Out>> = Vec::new();
    parts.try_reserve_exact(images.len() * all.div_ceil(rows))?;
    for (x, y) in images {
        let before = parts.len();
        for first in (0..all).step_by(rows) {
            let mut part = Part {
                x,
                first,
                planes: Vec::new(),
            };
            part.planes.try_reserve_exact(planes)?;
            parts.push(part);
        }
        for plane in y.chunks_exact_mut(all * line) {
            for (part, rows) in parts[before..]
                .iter_mut()
                .zip(plane.chunks_mut(rows * line))
            {
                part.planes.push(rows);
            }
        }
    }
    Ok(parts)
}

fn compute<In: Element, Mid: Element, Out: Element>(
    pair: &Pair<In, Mid, Out>,
    bands: &Bands,
    token: Token,
    mut part: Part<'_, In, Out>,
    scratch: &mut ChainScratch<Mid>,
    buffer: &mut Vec<Out>,
) -> Result<(), Error> {
    let line = bands.lines[1].line;
    let elements = part.planes.first().map_or(0, |rows| rows.len());
    let count = elements / line;
    let rows = part.first..part.first + count;
    if let [y] = &mut part.planes[..] {
        return pair.rows(token, bands, part.x, rows, (y, count), scratch);
    }
    let y = grown(buffer, part.planes.len() * elements)?;
    pair.rows(token, bands, part.x, rows, (y, count), scratch)?;
    for (to, from) in part.planes.iter_mut().zip(y.chunks_exact(elements)) {
        to.copy_from_slice(from);
    }
    Ok(())
}
