//! Layers on arrays of `ndarray`.

use crate::cases::Random;
use conv_kernel::LayerValues;
use conv_kernel::{DynLayer, Error, Layer, Layout, reorder};
use ndarray::{Array, Array1, Array4, ArrayView4, ShapeBuilder, s};

fn array(random: &mut Random, shape: [usize; 4]) -> Array4<f32> {
    let elements = random.singles(shape.iter().product());
    Array::from_shape_vec(shape, elements).expect("there are as many")
}

fn layer(random: &mut Random, layout: Layout) -> DynLayer<f32, f32> {
    let weights = array(random, [5, 3, 3, 2]);
    DynLayer::builder(&weights, weights.shape())
        .bias(Array1::from(random.singles(5)))
        .layout(layout)
        .padding(1)
        .stride([1, 2])
        .build()
        .expect("the layer keeps the rules")
}

/// Checks that an array gives what its elements give in logical order.
fn check(layer: &dyn Layer<In = f32, Out = f32>, x: ArrayView4<'_, f32>) {
    let (n, a, b, c) = x.dim();
    let elements: Vec<f32> = x.iter().copied().collect();
    let shape = layer.output_shape([n, a, b, c]).expect("it fits");
    // An array has no blocks.
    let in_blocks = layer.explain().kernel().layout() == Layout::Nchw16;
    let expected = if in_blocks {
        let x = reorder(&elements, [n, a, b, c], Layout::Nchw, Layout::Nchw16);
        let y = layer
            .apply(&x.expect("it fits"), [n, a, b, c])
            .expect("it fits");
        reorder(&y, shape, Layout::Nchw16, Layout::Nchw).expect("it fits")
    } else {
        layer.apply(&elements, [n, a, b, c]).expect("it fits")
    };
    let found = layer.apply_ndarray(x).expect("it fits");
    assert_eq!(found.shape(), shape);
    assert_eq!(found.as_slice(), Some(&expected[..]));
}

#[test]
fn arrays_of_any_strides_give_what_their_elements_give() {
    let mut random = Random::new(1);
    for layout in Layout::ALL {
        let layer = layer(&mut random, layout);
        let shape = match layout {
            Layout::Nchw | Layout::Nchw16 => [2, 3, 7, 9],
            Layout::Nhwc => [2, 7, 9, 3],
        };
        let x = array(&mut random, shape);
        check(&layer, x.view());
        check(&layer, x.slice(s![1.., .., .., ..]));
        check(&layer, x.slice(s![..;-1, .., .., ..]));
        let wide = array(&mut random, shape.map(|size| 2 * size + 1));
        check(&layer, wide.slice(s![1..;2, 1..;2, 1..;2, ..-1;2]));
        // Elements in the order of Fortran, and the axes of the other layout.
        let [n, a, b, c] = shape;
        let order = Array4::from_shape_fn([n, a, b, c].f(), |_| random.unit() as f32);
        check(&layer, order.view());
        let (other, axes) = match layout {
            Layout::Nchw | Layout::Nchw16 => ([n, b, c, a], [0, 3, 1, 2]),
            Layout::Nhwc => ([n, c, a, b], [0, 2, 3, 1]),
        };
        let other = array(&mut random, other);
        check(&layer, other.view().permuted_axes(axes));
        check(&layer, x.broadcast(shape).expect("it is its own shape"));
        let one = array(&mut random, [1, 1, 1, shape[3]]);
        check(
            &layer,
            one.broadcast(shape).expect("sizes of 1 are repeated"),
        );
    }
}

#[test]
fn weights_are_taken_in_logical_order() {
    let weights = Array::from_shape_vec([2, 3], vec![1, 2, 3, 4, 5, 6]).expect("there are 6");
    let turned = LayerValues::Integer(vec![1, 4, 2, 5, 3, 6]);
    assert_eq!(LayerValues::from(weights.t()), turned);
    assert_eq!(
        LayerValues::from(&weights),
        LayerValues::from([1, 2, 3, 4, 5, 6])
    );
    assert_eq!(
        LayerValues::from(weights.mapv(f64::from)),
        LayerValues::from([1.0f64, 2.0, 3.0, 4.0, 5.0, 6.0])
    );
    assert_eq!(
        LayerValues::from(weights.mapv(|w| w as u8).view()),
        LayerValues::from(&weights)
    );
}

#[test]
fn shapes_that_do_not_fit_are_errors() {
    let layer = layer(&mut Random::new(2), Layout::Nchw);
    let apply = |shape: [usize; 4]| layer.apply_ndarray(Array4::zeros(shape).view());
    assert_eq!(
        apply([1, 2, 4, 4]),
        Err(Error::Channels {
            expected: 3,
            found: 2
        })
    );
    assert_eq!(apply([1, 3, 0, 4]), Err(Error::Empty));
    assert_eq!(apply([0, 3, 4, 4]).map(|y| y.dim()), Ok((0, 5, 4, 3)));
    let point = DynLayer::<f32, f32>::builder([1.0f32; 5], [5, 1, 1, 1]).build();
    let huge = Array4::zeros([0, 1, 1 << 30, 1 << 31]);
    let applied = point.and_then(|layer| layer.apply_ndarray(huge.view()));
    assert_eq!(applied, Err(Error::SizeOverflow));
}

#[test]
fn owned_arrays_in_logical_order_are_moved_and_others_copied() {
    let values = |array: Array1<f32>| match LayerValues::from(array) {
        LayerValues::F32(values) => values,
        other => panic!("{other:?}"),
    };
    let array = Array1::from(vec![1.0f32, 2.0, 3.0, 4.0]);
    let place = array.as_ptr();
    assert_eq!(values(array.clone().slice_move(s![1..3])), [2.0, 3.0]);
    assert_eq!(
        values(array.clone().slice_move(s![..;-1])),
        [4.0, 3.0, 2.0, 1.0]
    );
    assert_eq!(values(array.clone().slice_move(s![..;2])), [1.0, 3.0]);
    let moved = values(array);
    assert_eq!(
        (&moved[..], moved.as_ptr()),
        (&[1.0, 2.0, 3.0, 4.0][..], place)
    );
}
