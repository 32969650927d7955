//! Planes: one element, rows, and what `Debug` prints.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A plane of 3x2 in rows of 4: the last of each row lies outside.
const DATA: [i32; 7] = [0, 1, 2, -1, 10, 11, 12];

fn plane() -> Plane<'static, i32> {
    Plane::new(&DATA, 3, 2).unwrap().with_stride(4).unwrap()
}

#[test]
fn an_index_is_column_then_row_as_in_sub() {
    let plane = plane();
    let copy: Vec<i32> = plane.rows().flatten().copied().collect();
    let mut owned = PlaneBuf::from_vec(copy, 3, 2).unwrap();
    for y in 0..2 {
        for x in 0..3 {
            let expected = plane.sub(x, y, 1, 1).unwrap().data()[0];
            assert_eq!(plane[(x, y)], expected);
            assert_eq!(owned[(x, y)], expected);
            assert_eq!(owned.as_plane_mut()[(x, y)], expected);
            owned[(x, y)] += 100;
            owned.as_plane_mut()[(x, y)] += 100;
            assert_eq!(owned.row(y).unwrap()[x], expected + 200);
        }
    }
}

#[test]
fn an_index_outside_panics_with_place_and_size_even_where_the_buffer_goes_on() {
    fn writable(data: &mut [i32]) -> PlaneMut<'_, i32> {
        PlaneMut::new(data, 3, 2).unwrap().with_stride(4).unwrap()
    }
    let mut data = DATA;
    for at in [(3, 0), (0, 2), (3, 1), (usize::MAX, 0), (0, usize::MAX)] {
        let owned = || PlaneBuf::filled(3, 2, 0).unwrap();
        let attempts: [&mut dyn FnMut() -> i32; 5] = [
            &mut || plane()[at],
            &mut || owned()[at],
            &mut || std::mem::replace(&mut owned()[at], 1),
            &mut || writable(&mut DATA.to_vec())[at],
            &mut || std::mem::replace(&mut writable(&mut data)[at], 1),
        ];
        for attempt in attempts {
            let panic = catch_unwind(AssertUnwindSafe(attempt)).unwrap_err();
            let message = panic.downcast_ref::<String>().unwrap();
            let (x, y) = at;
            let expected = format!("column {x}, row {y} is not inside the plane of 3x2");
            assert_eq!(*message, expected);
        }
    }
    assert_eq!(data, DATA);
}

#[test]
fn rows_are_those_of_the_plane_and_not_what_lies_between() {
    assert!(plane().rows().eq([[0, 1, 2], [10, 11, 12]]));
    let mut data = DATA;
    let mut writable = PlaneMut::new(&mut data, 3, 2)
        .unwrap()
        .with_stride(4)
        .unwrap();
    assert_eq!(writable.rows_mut().count(), 2);
    for row in writable.rows_mut() {
        row.fill(7);
    }
    assert_eq!(data, [7, 7, 7, -1, 7, 7, 7]);
    // Elements after the last row are no row.
    let mut long = [0; 9];
    let mut writable = PlaneMut::new(&mut long, 2, 2).unwrap();
    writable.rows_mut().for_each(|row| row.fill(1));
    assert_eq!(long, [1, 1, 1, 1, 0, 0, 0, 0, 0]);
    let mut owned = PlaneBuf::from_vec(vec![1, 2, 3, 4], 2, 2).unwrap();
    assert!(owned.rows().eq([[1, 2], [3, 4]]));
    owned.rows_mut().for_each(<[i32]>::reverse);
    assert_eq!(owned.data(), [2, 1, 4, 3]);
    owned.row_mut(1).unwrap().fill(0);
    assert_eq!(owned.row_mut(2), None);
    assert_eq!(owned.data(), [2, 1, 0, 0]);
}

#[test]
fn debug_prints_sizes_and_the_first_elements_in_one_line() {
    assert_eq!(
        format!("{:?}", plane()),
        "Plane<i32>(3x2, stride 4, [0, 1, 2, .. 3 more])"
    );
    let mut one = PlaneBuf::filled(2, 1, 0.5).unwrap();
    assert_eq!(
        format!("{one:?}"),
        "PlaneBuf<f64>(2x1, stride 2, [0.5, 0.5])"
    );
    assert_eq!(
        format!("{:?}", one.as_plane_mut()),
        "PlaneMut<f64>(2x1, stride 2, [0.5, 0.5])"
    );
    let large = PlaneBuf::filled(1920, 1080, 0u8).unwrap();
    assert_eq!(
        format!("{large:?}"),
        "PlaneBuf<u8>(1920x1080, stride 1920, [0, 0, 0, 0, 0, 0, 0, 0, .. 2073592 more])"
    );
}

#[test]
fn planes_are_equal_if_their_rows_are() {
    let mut other = DATA;
    other[3] = 99;
    let mut more = [0, 1, 2, 10, 11, 12, 5];
    let close = Plane::new(&more, 3, 2).unwrap();
    let same = Plane::new(&other, 3, 2).unwrap().with_stride(4).unwrap();
    assert_eq!(plane(), same);
    assert_eq!(plane(), close);
    assert_ne!(plane(), Plane::new(&DATA, 3, 2).unwrap());
    assert_ne!(plane(), plane().sub(0, 0, 3, 1).unwrap());
    assert_ne!(plane(), plane().sub(0, 0, 2, 2).unwrap());
    let wide = PlaneMut::new(&mut other, 3, 2).unwrap();
    assert_eq!(
        wide.with_stride(4).unwrap(),
        PlaneMut::new(&mut more, 3, 2).unwrap()
    );
}
