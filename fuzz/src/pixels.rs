//! Pixels of several channels: each has the bits of its plane; mixed ones are what the reference
//! makes of them.

use super::options::{self, built, computed, direct, exact, levels};
use super::{Draw, floats, taps};
use conv_kernel::reference::correlate_mixed;
use conv_kernel::{
    Alpha, DynKernel, DynMix, Element, Filter, MixFilter, Overflow, PixelFilter, Pixels, PixelsBuf,
    PlaneBuf, Rect, Scratch, Tap,
};
use conv_kernel_tests::checks::difference;

/// Draws a kernel and a picture, and compares.
pub fn run(bytes: &[u8]) {
    let draw = &mut Draw::new(bytes);
    match draw.below(6) {
        0 => channels::<u8, 2>(draw),
        1 => channels::<i16, 3>(draw),
        2 => channels::<f32, 4>(draw),
        3 => mixed::<u8, i16, 3>(draw),
        4 => mixed::<f32, f32, 3>(draw),
        _ => mixed::<u8, f32, 4>(draw),
    }
}

fn picture<T: Element, const N: usize>(draw: &mut Draw<'_>) -> PixelsBuf<T, N> {
    let (width, height) = options::size(draw);
    let elements = draw.elements::<T>(width * height * N);
    PixelsBuf::from_elements(elements, width, height).expect("a picture")
}

fn channels<T: Element, const N: usize>(draw: &mut Draw<'_>) {
    let Some(kernel) = options::plane::<T, T>(draw) else {
        return;
    };
    let picture = picture::<T, N>(draw);
    let src = picture.as_pixels();
    let Ok((columns, rows)) = kernel.output_size(src.width(), src.height()) else {
        return;
    };
    // By FFT the size of an output decides the bits of floats, and several channels have the same
    // size.
    if !computed(columns, rows * N) || !direct(&kernel.kernel()) {
        return;
    }
    let whole = kernel.apply_pixels(src).expect("there is an output");
    for channel in 0..N {
        let plane = src
            .channel(channel)
            .expect("there is memory")
            .expect("there is such a channel");
        let expected = kernel.apply(plane.as_plane()).expect("there is an output");
        let found = whole
            .as_pixels()
            .channel(channel)
            .expect("there is memory")
            .expect("the same channel");
        assert_eq!(
            difference(found.data(), expected.data()),
            None,
            "{channel} {}",
            kernel.explain()
        );
    }
    ways(draw, &kernel, src, &whole);
}

fn ways<T: Element, const N: usize>(
    draw: &mut Draw<'_>,
    kernel: &DynKernel<T, T>,
    src: Pixels<'_, T, N>,
    whole: &PixelsBuf<T, N>,
) {
    let (columns, rows) = kernel
        .output_size(src.width(), src.height())
        .expect("there is an output");
    let same = |found: &PixelsBuf<T, N>, expected: &[T], way: &str| {
        let differs = difference(found.data().as_flattened(), expected);
        assert_eq!(differs, None, "{way} {}", kernel.explain());
    };
    let whole = whole.data().as_flattened();
    let empty =
        |width, height| PixelsBuf::filled(width, height, [T::default(); N]).expect("it is small");
    let mut out = empty(columns, rows);
    kernel
        .apply_pixels_into(src, out.as_pixels_mut())
        .expect("it fits");
    same(&out, whole, "apply_pixels_into");
    same(
        &kernel.apply_pixels_par(src).expect("it fits"),
        whole,
        "apply_pixels_par",
    );
    let mut scratch = Scratch::new();
    for tile in kernel
        .tiles(
            (src.width(), src.height()),
            (draw.between(1, 40), draw.between(1, 9)),
        )
        .expect("tiles")
    {
        let (i, o) = (tile.input, tile.output);
        let part = src
            .sub(i.x, i.y, i.width, i.height)
            .expect("what is read is there");
        let mut out = empty(o.width, o.height);
        kernel
            .apply_pixels_tile_with(part, &tile, out.as_pixels_mut(), &mut scratch)
            .expect("it fits");
        let rows = whole.chunks_exact(columns * N).skip(o.y).take(o.height);
        let expected: Vec<T> = rows
            .flat_map(|row| &row[o.x * N..][..o.width * N])
            .copied()
            .collect();
        same(&out, &expected, "apply_pixels_tile_with");
    }
    // Alpha is an opacity of pixels of 2 or 4 channels.
    if let Some(src) = quadruples(src) {
        for alpha in [Alpha::Keep, Alpha::Filter, Alpha::Premultiply] {
            let found = kernel.apply_alpha(src.as_pixels(), alpha).expect("it fits");
            assert_eq!(
                (found.width(), found.height()),
                (columns, rows),
                "{alpha:?}"
            );
        }
    }
}

/// The same pixels, if they have four channels.
fn quadruples<T: Element, const N: usize>(src: Pixels<'_, T, N>) -> Option<PixelsBuf<T, 4>> {
    let elements: Vec<T> = src.rows().flatten().flatten().copied().collect();
    (N == 4)
        .then(|| PixelsBuf::from_elements(elements, src.width(), src.height()).expect("a picture"))
}

fn mixed<In: Element, Out: Element, const N: usize>(draw: &mut Draw<'_>) {
    let mut builder =
        options::window!(DynKernel::<In, Out>::builder(taps::drawn(draw, 2)), draw, 2);
    if draw.one_in(3) {
        builder = builder.scale(taps::number(draw));
    }
    let weights: [Tap; N] = std::array::from_fn(|_| taps::number(draw));
    let overflow = draw.pick(&[Overflow::Saturate, Overflow::Wrap]);
    let Some(kernel) = built(builder.overflow(overflow).channels(weights).build()) else {
        return;
    };
    let picture = picture::<In, N>(draw);
    let src = picture.as_pixels();
    let Ok((columns, rows)) = kernel.output_size(src.width(), src.height()) else {
        return;
    };
    if computed(columns, rows) {
        compare_mixed(draw, &kernel, src, (columns, rows));
    }
}

fn compare_mixed<In: Element, Out: Element, const N: usize>(
    draw: &mut Draw<'_>,
    kernel: &DynMix<In, Out, N>,
    src: Pixels<'_, In, N>,
    (columns, rows): (usize, usize),
) {
    let spec = kernel.kernel();
    let expected =
        correlate_mixed::<In, Out, N>(&spec, src).expect("the reference takes every kernel");
    let empty =
        |width, height| PlaneBuf::filled(width, height, Out::default()).expect("it is small");
    let best = kernel.apply(src).expect("there is an output");
    for level in levels() {
        let mut out = empty(columns, rows);
        kernel
            .apply_into_at(level, src, out.as_plane_mut())
            .expect("the level is here");
        let differs = difference(out.data(), expected.data());
        assert!(
            !exact(&spec) || differs.is_none(),
            "{level} {differs:?} {}",
            kernel.explain()
        );
        floats::mixed(&spec, src.elements(), expected.data(), out.data());
    }
    let same = |found: &PlaneBuf<Out>, expected: &[Out], way: &str| {
        assert_eq!(
            difference(found.data(), expected),
            None,
            "{way} {}",
            kernel.explain()
        );
    };
    let mut out = empty(columns, rows);
    kernel.apply_into(src, out.as_plane_mut()).expect("it fits");
    same(&out, best.data(), "apply_into");
    same(
        &kernel.apply_par(src).expect("it fits"),
        best.data(),
        "apply_par",
    );
    let (x, y) = (draw.below(columns), draw.below(rows));
    let rect = Rect::new(
        x,
        y,
        draw.between(1, columns - x),
        draw.between(1, rows - y),
    );
    let mut out = empty(rect.width, rect.height);
    kernel
        .apply_region(src, rect, out.as_plane_mut())
        .expect("it is inside");
    let part = best
        .as_plane()
        .sub(x, y, rect.width, rect.height)
        .expect("it is inside");
    let part: Vec<Out> = part.rows().flatten().copied().collect();
    same(&out, &part, "apply_region");
}
