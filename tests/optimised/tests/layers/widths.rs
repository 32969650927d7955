//! Every width: rows are cut into tiles in ways that depend on it. The definition takes most of the
//! time, so that all levels are compared with it in one test.

use crate::cases::{Random, check_float, check_integer, elements};
use conv_kernel::{DynLayer, Layer, Layout};

const UNIT: f64 = 1.0 / (1u64 << 24) as f64;

#[test]
fn every_width_is_read_within_its_buffer() {
    let mut random = Random::new(9);
    for (shape, groups) in [
        ([64, 1, 1, 1], 1),
        ([40, 2, 1, 1], 1),
        ([20, 1, 3, 3], 1),
        ([3, 2, 2, 3], 1),
        ([4, 1, 3, 3], 4),
        ([34, 3, 1, 2], 2),
    ] {
        for layout in Layout::ALL {
            let count = shape.iter().product();
            let singles = DynLayer::<f32, f32>::builder(random.singles(count), shape);
            let singles = singles.groups(groups).layout(layout).build();
            let doubles = DynLayer::<f64, f64>::builder(random.doubles(count), shape);
            let doubles = doubles.groups(groups).layout(layout).build();
            let integers = DynLayer::<u8, i32>::builder(random.integers(count, -9, 9), shape);
            let integers = integers.groups(groups).layout(layout).build();
            for (height, width) in (shape[3]..130).map(|width| (shape[2] + width % 2, width)) {
                let input = match layout {
                    Layout::Nchw | Layout::Nchw16 => [1, groups * shape[1], height, width],
                    Layout::Nhwc => [1, height, width, groups * shape[1]],
                };
                let what = format!("{shape:?} / {groups}, {layout}, {input:?}");
                let n = elements(layout, input);
                let layer = singles.as_ref().expect("the layer keeps the rules");
                check_float(&what, layer, &random.singles(n), input, UNIT);
                let layer = doubles.as_ref().expect("the layer keeps the rules");
                check_float(&what, layer, &random.doubles(n), input, UNIT * UNIT / 32.0);
                let layer = integers.as_ref().expect("the layer keeps the rules");
                let x: Vec<u8> = (0..n).map(|_| random.below(256) as u8).collect();
                check_integer(&what, layer, &x, input);
                assert_eq!(layer.output_shape(input).map(|shape| shape[0]), Ok(1));
            }
        }
    }
}
