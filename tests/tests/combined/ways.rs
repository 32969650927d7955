//! Every way of calling gives the bits of `apply_into`.

use crate::kernels::{
    Change, Compass, Corner, Emboss, Energy, Envelope, Far, Hypot, Length, Magnitude, Narrowed,
    Rate, Three, Unsharp,
};
use conv_kernel::prelude::*;
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::ways::{every_way, same};

#[test]
fn planes_pixels_regions_and_tiles_have_the_same_bits() {
    let mut random = Random::new(3);
    let (width, height) = (150, 61);
    every_way(&Magnitude, &random.elements(width * height), width);
    every_way(&Emboss, &random.elements(width * height), width);
    every_way(&Hypot, &random.elements(width * height), width);
    every_way(&Corner, &random.elements(width * height), width);
    every_way(&Energy, &random.elements(width * height), width);
    every_way(&Unsharp, &random.elements(width * height), width);
    every_way(&Narrowed, &random.elements(width * height), width);
    every_way(&Compass, &random.elements(width * height), width);
    every_way(&Three, &random.elements(width * height), width);
    every_way(&Length, &random.elements(width * height), width);
    every_way(&Far, &random.elements(width * height), width);
    // Wider than a buffer on the stack, and than a block in a cache.
    every_way(&Magnitude, &random.elements(17_000 * 9), 17_000);
    every_way(&Unsharp, &random.elements(9_000 * 40), 9_000);
    // Smaller than a window.
    every_way(&Unsharp, &random.elements(6), 3);
    every_way(&Magnitude, &random.elements(1), 1);
}

#[test]
fn in_place_has_the_same_bits() {
    let data: Vec<u8> = Random::new(4).elements(200 * 90);
    let plane = Plane::new(&data, 200, 90).unwrap();
    for (name, filter) in [
        ("Magnitude", &Magnitude as &dyn InPlaceOf),
        ("Emboss", &Emboss),
    ] {
        let mut copy = data.clone();
        filter.in_place(PlaneMut::new(&mut copy, 200, 90).unwrap());
        same(&copy, filter.applied(plane).data(), name);
    }
}

trait InPlaceOf {
    fn in_place(&self, plane: PlaneMut<'_, u8>);
    fn applied(&self, plane: Plane<'_, u8>) -> PlaneBuf<u8>;
}

impl<F: Filter<In = u8, Out = u8> + InPlace<u8>> InPlaceOf for F {
    fn in_place(&self, plane: PlaneMut<'_, u8>) {
        self.apply_in_place(plane, &mut Scratch::new()).unwrap();
    }

    fn applied(&self, plane: Plane<'_, u8>) -> PlaneBuf<u8> {
        self.apply(plane).unwrap()
    }
}

#[test]
fn streams_have_the_same_bits() {
    let data: Vec<f32> = Random::new(6).elements(5_000);
    let expected = Rate.apply(&data).unwrap();
    let mut stream = Rate.stream();
    let mut found = Vec::new();
    let mut out = vec![0.0; 5_000];
    for block in data.chunks(37) {
        let count = stream.push(block, &mut out).unwrap();
        found.extend_from_slice(&out[..count]);
    }
    let count = stream.finish(&mut out).unwrap();
    found.extend_from_slice(&out[..count]);
    same(&found, &expected, "stream");

    let data: Vec<u8> = Random::new(6).elements(5_000);
    let expected = Change.apply(&data).unwrap();
    same(
        &Change.apply_par(&data).unwrap(),
        &expected,
        "apply_par of two",
    );

    let data: Vec<i16> = Random::new(6).elements(5_000);
    let expected = Envelope.apply(&data).unwrap();
    same(&Envelope.apply_par(&data).unwrap(), &expected, "apply_par");
    let mut scratch = Scratch::new();
    let mut out = vec![0; expected.len()];
    Envelope.apply_with(&data, &mut out, &mut scratch).unwrap();
    same(&out, &expected, "apply_with");
}
