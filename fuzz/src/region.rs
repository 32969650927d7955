//! Regions, tiles and calls in place: with the bits of the whole plane, from what they say that
//! they read.

use super::Draw;
use super::options::{self, computed, direct};
use conv_kernel::{
    DynKernel, Element, Error, Filter, InPlace, Plane, PlaneBuf, PlaneMut, Rect, Scratch,
};
use conv_kernel_tests::checks::difference;

/// Draws a kernel, a plane and a rectangle, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(3) {
        0 => typed::<u8>(draw),
        1 => typed::<i16>(draw),
        _ => typed::<f32>(draw),
    }
}

fn typed<T: Element>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::plane::<T, T>(draw) else {
        return;
    };
    let (width, height) = options::size(draw);
    let rect = Rect::new(draw.size(30), draw.size(12), draw.size(30), draw.size(12));
    let tile = (draw.size(40), draw.size(12));
    let data = draw.elements::<T>(width * height);
    let src = Plane::new(&data, width, height).expect("a plane");
    let size = kernel.output_size(width, height);
    let needed = kernel.region_needed((width, height), rect);
    let Ok((columns, rows)) = size else {
        assert_eq!(needed.err(), size.err());
        return;
    };
    // What is computed by FFT as a whole is summed directly in parts.
    if !computed(columns, rows) || !direct(&kernel.kernel()) {
        return;
    }
    let whole = kernel.apply(src).expect("there is an output");
    let inside = fits(rect.x, rect.width, columns) && fits(rect.y, rect.height, rows);
    assert_eq!(needed.is_ok(), inside, "{rect} {columns}x{rows}");
    if let Ok(needed) = needed {
        region(&kernel, src, (rect, needed), &whole);
    } else if computed(rect.width, rect.height) && rect.width > 0 && rect.height > 0 {
        let mut out = PlaneBuf::filled(rect.width, rect.height, T::default()).expect("it is small");
        let refused = kernel.apply_region(src, rect, out.as_plane_mut());
        assert!(matches!(refused, Err(Error::Region { .. })), "{refused:?}");
    }
    tiles(&kernel, src, tile, &whole);
    in_place(&kernel, (&data, width), &whole);
}

/// Whether a part has elements, all of which an axis has.
fn fits(first: usize, length: usize, all: usize) -> bool {
    length > 0 && first.checked_add(length).is_some_and(|end| end <= all)
}

/// The outputs of a rectangle.
fn part<T: Element>(whole: &PlaneBuf<T>, rect: Rect) -> Vec<T> {
    let part = whole
        .as_plane()
        .sub(rect.x, rect.y, rect.width, rect.height);
    part.expect("it is inside")
        .rows()
        .flatten()
        .copied()
        .collect()
}

fn region<T: Element>(
    kernel: &DynKernel<T, T>,
    src: Plane<'_, T>,
    (rect, needed): (Rect, Rect),
    whole: &PlaneBuf<T>,
) {
    let expected = part(whole, rect);
    let mut out = PlaneBuf::filled(rect.width, rect.height, T::default()).expect("it is small");
    kernel
        .apply_region(src, rect, out.as_plane_mut())
        .expect("it is inside");
    assert_eq!(
        difference(out.data(), &expected),
        None,
        "{rect} {}",
        kernel.explain()
    );
    // Nothing else of the plane is read.
    let other = match T::TYPE.range() {
        Some((_, largest)) => T::from_i64_wrapping(largest),
        None => T::from_f64(f64::NAN),
    };
    let others = (0..src.width() * src.height()).map(|at| {
        let (x, y) = (at % src.width(), at / src.width());
        let read = (needed.x..needed.x + needed.width).contains(&x)
            && (needed.y..needed.y + needed.height).contains(&y);
        match read {
            true => src[(x, y)],
            false => other,
        }
    });
    let others: Vec<T> = others.collect();
    let others = Plane::new(&others, src.width(), src.height()).expect("a plane");
    kernel
        .apply_region(others, rect, out.as_plane_mut())
        .expect("it is inside");
    assert_eq!(
        difference(out.data(), &expected),
        None,
        "{rect} reads more than {needed} {}",
        kernel.explain()
    );
}

fn tiles<T: Element>(
    kernel: &DynKernel<T, T>,
    src: Plane<'_, T>,
    tile: (usize, usize),
    whole: &PlaneBuf<T>,
) {
    let tiles = match kernel.tiles((src.width(), src.height()), tile) {
        Ok(tiles) => tiles,
        Err(error) => {
            assert!(
                error == Error::Empty && (tile.0 == 0 || tile.1 == 0),
                "{error} {tile:?}"
            );
            return;
        }
    };
    let (count, mut seen, mut outputs, mut scratch) = (tiles.len(), 0, 0, Scratch::new());
    for tile in tiles {
        let (i, o) = (tile.input, tile.output);
        let part_of_src = src
            .sub(i.x, i.y, i.width, i.height)
            .expect("what is read is there");
        let mut out = PlaneBuf::filled(o.width, o.height, T::default()).expect("it is small");
        let with = kernel.apply_tile_with(part_of_src, &tile, out.as_plane_mut(), &mut scratch);
        assert_eq!(with, Ok(()));
        assert_eq!(
            difference(out.data(), &part(whole, o)),
            None,
            "{tile:?} {}",
            kernel.explain()
        );
        (seen, outputs) = (seen + 1, outputs + o.width * o.height);
    }
    assert_eq!((seen, outputs), (count, whole.data().len()));
}

fn in_place<T: Element>(
    kernel: &DynKernel<T, T>,
    (data, width): (&[T], usize),
    whole: &PlaneBuf<T>,
) {
    let mut plane = data.to_vec();
    let height = data.len() / width;
    let view = PlaneMut::new(&mut plane, width, height).expect("a plane");
    let found = kernel.apply_in_place(view, &mut Scratch::new());
    if (whole.width(), whole.height()) == (width, height) {
        assert_eq!(found, Ok(()));
        assert_eq!(
            difference(&plane, whole.data()),
            None,
            "{}",
            kernel.explain()
        );
    } else {
        assert!(matches!(found, Err(Error::OutputSize { .. })), "{found:?}");
    }
}
