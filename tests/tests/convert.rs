//! Planes from and to `imgref` and `image`.
#![allow(clippy::unwrap_used)]

use conv_kernel::prelude::*;
use image::{GrayImage, ImageBuffer, Luma};
use imgref::{Img, ImgRef, ImgVec};

conv_kernel! {
    /// Differences of horizontal neighbours.
    struct Difference: u8 -> i16 { taps: [[-1, 1]] }
}

#[test]
fn imgref_slices_become_planes_with_their_stride() {
    let data: Vec<u8> = (0..14).collect();
    let image = Img::new_stride(&data[..], 4, 3, 5);
    let plane = Plane::try_from(image).unwrap();
    assert_eq!((plane.width(), plane.height(), plane.stride()), (4, 3, 5));
    assert_eq!(plane.row(2), Some(&[10, 11, 12, 13][..]));
    let part = Plane::try_from(image.sub_image(1, 1, 2, 2)).unwrap();
    assert_eq!(part.row(1), Some(&[11, 12][..]));

    let back = ImgRef::try_from(plane).unwrap();
    assert_eq!((back.width(), back.height(), back.stride()), (4, 3, 5));
    assert_eq!(back.rows().nth(1), Some(&[5, 6, 7, 8][..]));
}

#[test]
fn a_kernel_writes_into_an_imgref_slice_and_not_between_its_rows() {
    let mut out = vec![-1i16; 7];
    let src = Img::new(vec![1u8, 5, 6, 2, 2, 0], 3, 2);
    let image = Img::new_stride(&mut out[..], 2, 2, 5);
    let dst = PlaneMut::try_from(image).unwrap();
    let src = Plane::try_from(src.as_ref()).unwrap();
    Difference.apply_into(src, dst).unwrap();
    assert_eq!(out, [4, 1, -1, -1, -1, 0, -2]);
}

#[test]
fn imgref_vectors_become_planes_and_back() {
    for (stride, data) in [
        (2, vec![1, 2, 3, 4, 5, 6]),
        (2, vec![1, 2, 3, 4, 5, 6, 0, 0, 0]),
        (3, vec![1, 2, 0, 3, 4, 0, 5, 6]),
        (4, vec![1, 2, 0, 0, 3, 4, 0, 0, 5, 6, 0, 0]),
    ] {
        let image = Img::new_stride(data, 2, 3, stride);
        let plane = PlaneBuf::try_from(image).unwrap();
        assert_eq!((plane.width(), plane.height()), (2, 3));
        assert_eq!(plane.data(), [1, 2, 3, 4, 5, 6]);
        let back = ImgVec::try_from(plane).unwrap();
        assert_eq!((back.width(), back.height(), back.stride()), (2, 3, 2));
        assert_eq!(back.buf(), &[1, 2, 3, 4, 5, 6]);
    }
}

#[test]
fn imgref_sizes_that_the_buffer_does_not_have_are_errors() {
    let empty: [(usize, usize); 3] = [(0, 2), (2, 0), (0, 0)];
    for (width, height) in empty {
        let image = Img::new_stride(vec![0u8; 4], width, height, 2);
        assert_eq!(Plane::try_from(image.as_ref()), Err(Error::Empty));
        assert_eq!(PlaneBuf::try_from(image), Err(Error::Empty));
    }
    let short = |needed| Error::BufferTooShort { needed, found: 8 };
    for (width, height, stride, needed) in [(3, 3, 3, 9), (2, 3, 4, 10), (8, 2, 8, 16)] {
        let mut image = Img::new_stride(vec![0u8; 8], width, height, stride);
        assert_eq!(Plane::try_from(image.as_ref()), Err(short(needed)));
        assert_eq!(PlaneMut::try_from(image.as_mut()), Err(short(needed)));
        assert_eq!(PlaneBuf::try_from(image), Err(short(needed)));
    }
    let huge = Img::new_stride(vec![0u8; 8], 2, 3, usize::MAX);
    assert_eq!(Plane::try_from(huge.as_ref()), Err(Error::SizeOverflow));
    assert_eq!(PlaneBuf::try_from(huge), Err(Error::SizeOverflow));
}

/// Elements without a size make planes of any size out of nothing.
#[test]
#[cfg(target_pointer_width = "64")]
fn sizes_beyond_32_bits_are_errors_of_both_crates() {
    let wide = vec![(); 1 << 33];
    let plane = Plane::new(&wide, 1 << 33, 1).unwrap();
    assert_eq!(ImgRef::try_from(plane), Err(Error::SizeOverflow));
    let plane = PlaneBuf::from_vec(wide, 1, 1 << 33).unwrap();
    assert_eq!(ImgVec::try_from(plane), Err(Error::SizeOverflow));
}

#[test]
fn grey_images_of_every_depth_become_planes_and_back() {
    fn round_trip<T>(values: [T; 6])
    where
        T: image::Primitive + std::fmt::Debug,
        Luma<T>: image::Pixel<Subpixel = T>,
    {
        let image = ImageBuffer::<Luma<T>, Vec<T>>::from_vec(3, 2, values.to_vec()).unwrap();
        let plane = Plane::try_from(&image).unwrap();
        assert_eq!((plane.width(), plane.height(), plane.stride()), (3, 2, 3));
        assert_eq!(plane.row(1), Some(&values[3..]));
        let owned = PlaneBuf::try_from(image.clone()).unwrap();
        assert_eq!(owned.data(), values);
        let back = ImageBuffer::<Luma<T>, Vec<T>>::try_from(owned).unwrap();
        assert!(back.dimensions() == (3, 2) && back.as_raw() == image.as_raw());
    }
    round_trip([0u8, 1, 2, 253, 254, 255]);
    round_trip([0u16, 1, 2, 65533, 65534, 65535]);
    round_trip([0.0f32, -1.0, 0.5, 1.0, f32::INFINITY, 1e-40]);
}

#[test]
fn a_kernel_runs_on_borrowed_grey_images() {
    let pixels = [1u8, 5, 6, 2, 2, 0, 77];
    let image = ImageBuffer::<Luma<u8>, &[u8]>::from_raw(3, 2, &pixels).unwrap();
    let result = Difference.apply(Plane::try_from(&image).unwrap()).unwrap();
    assert_eq!(result.data(), [4, 1, 0, -2]);

    let mut target = GrayImage::new(2, 2);
    let mut plane = PlaneMut::try_from(&mut target).unwrap();
    plane.row_mut(1).unwrap().fill(9);
    assert_eq!(target.as_raw(), &[0, 0, 9, 9]);
}

#[test]
fn empty_grey_images_are_errors_and_spare_pixels_are_cut_off() {
    for (width, height) in [(0, 0), (0, 3), (3, 0)] {
        let mut image = GrayImage::new(width, height);
        assert_eq!(Plane::try_from(&image), Err(Error::Empty));
        assert_eq!(PlaneMut::try_from(&mut image), Err(Error::Empty));
        assert_eq!(PlaneBuf::try_from(image), Err(Error::Empty));
    }
    let longer = GrayImage::from_raw(2, 1, vec![1, 2, 3, 4]).unwrap();
    assert_eq!(PlaneBuf::try_from(longer).unwrap().data(), [1, 2]);
}

#[test]
fn sizes_that_imgref_refuses_are_errors() {
    const MOST: usize = u32::MAX as usize;
    let row = vec![(); MOST];
    let plane = Plane::new(&row, MOST, 1).unwrap();
    assert_eq!(ImgRef::try_from(plane).err(), Some(Error::SizeOverflow));
    let plane = Plane::new(&row[1..], MOST - 1, 1).unwrap();
    assert!(ImgRef::try_from(plane).is_ok());
}
