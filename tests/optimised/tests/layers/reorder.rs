//! Tensors from one layout to another.

use crate::cases::elements;
use conv_kernel::prelude::*;
use conv_kernel::{reorder, reorder_into};

/// Where the element of an image, a channel, a row and a column is, by the definition of a layout.
fn place(layout: Layout, [_, c, h, w]: [usize; 4], [n, k, y, x]: [usize; 4]) -> usize {
    match layout {
        Layout::Nchw => ((n * c + k) * h + y) * w + x,
        Layout::Nhwc => ((n * h + y) * w + x) * c + k,
        Layout::Nchw16 => (((n * c.div_ceil(16) + k / 16) * h + y) * w + x) * 16 + k % 16,
    }
}

#[test]
fn every_element_is_reordered_to_its_place_and_the_rest_is_zero() -> Result<(), Error> {
    let order = |layout, [n, c, h, w]: [usize; 4]| match layout {
        Layout::Nhwc => [n, h, w, c],
        _ => [n, c, h, w],
    };
    let channels = (1..=33).chain([48, 50]);
    for (channels, (h, w)) in channels.flat_map(|c| [(c, (1, 1)), (c, (3, 5)), (c, (9, 15))]) {
        let shape = [2, channels, h, w];
        for (from, to) in Layout::ALL
            .into_iter()
            .flat_map(|a| Layout::ALL.map(|b| (a, b)))
        {
            let elements = |layout: Layout| elements(layout, order(layout, shape));
            // No element is 0 or 255.
            let (mut x, mut expected) = (vec![255u8; elements(from)], vec![0; elements(to)]);
            for at in 0..2 * channels * h * w {
                let (rest, column) = (at / w, at % w);
                let element = [rest / h / channels, rest / h % channels, rest % h, column];
                let value = 1 + (at % 251) as u8;
                x[place(from, shape, element)] = value;
                expected[place(to, shape, element)] = value;
            }
            let y = reorder(&x, order(from, shape), from, to)?;
            assert!(y == expected, "{shape:?}, {from} to {to}");
            let mut y = vec![99; expected.len()];
            reorder_into(&x, order(from, shape), from, to, &mut y)?;
            assert!(y == expected, "{shape:?}, {from} to {to}");
        }
    }
    Ok(())
}

#[test]
fn what_cannot_be_reordered_is_an_error() {
    let (from, to) = (Layout::Nchw, Layout::Nchw16);
    let wrong = |expected, found| Err(Error::Length { expected, found });
    let mut y = [7; 32];
    assert_eq!(
        reorder(&[1; 5], [1, 3, 1, 2], from, to),
        wrong(6, 5).map(|()| vec![])
    );
    assert_eq!(
        reorder_into(&[1; 6], [1, 3, 1, 2], from, to, &mut y[1..]),
        wrong(32, 31)
    );
    assert_eq!(y, [7; 32]);
    let huge = [1, 1, usize::MAX / 2, 1];
    assert_eq!(reorder(&[1u8; 0], huge, from, to), Err(Error::SizeOverflow));
    assert_eq!(
        reorder(&[1u8; 0], [usize::MAX; 4], to, from),
        Err(Error::SizeOverflow)
    );
    for empty in [[0, 3, 4, 5], [1, 0, 4, 5], [1, 3, 0, 5], [1, 3, 4, 0]] {
        assert_eq!(reorder(&[0u8; 0], empty, from, to), Ok(vec![]));
    }
}
