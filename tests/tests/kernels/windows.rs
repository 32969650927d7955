//! Windows larger than the buffers on the stack: slower, with the same bits.

use conv_kernel::prelude::*;
use conv_kernel::{Element, Tap, Taps};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::{check_plane, difference};

conv_kernel! {
    struct Far: u8 -> i32 { taps: [[1, -2, 3], [4, 5, -6], [7, 8, 9]], dilation: 1000, padding: same, border: wrap }
    struct FarFloat: f32 {
        taps: [[1.5, -2, 3], [4, 5, -6], [7, 8, 9.1]],
        dilation: 1000,
        padding: same,
        border: reflect101,
    }
    struct FarSeparable: u8 {
        taps: [[1, 2, 2, 1], [2, 4, 4, 2], [1, 2, 2, 1]],
        scale: 1/24,
        dilation: 1000,
        padding: same,
        border: reflect,
    }
    struct FarSeparableFloat: f32 {
        taps: [[1, 4, 6, 4, 1], [2, 8, 12, 8, 2], [1, 4, 6, 4, 1]],
        scale: 1/60,
        dilation: [3, 4000],
        stride: [1, 2],
        padding: same,
        border: replicate,
    }
    struct FarGiven: f32 { shape: [2, 2], dilation: 9000, padding: same, border: replicate }
}

/// That small and large buffers give the same bits, and those of the reference.
fn buffers_do_not_matter<F: Filter>(filter: &F, width: usize, height: usize) {
    let data: Vec<F::In> = Random::new(1).elements(width * height);
    let src = Plane::new(&data, width, height).unwrap();
    let heap = filter.apply(src).unwrap();
    let mut stack = PlaneBuf::filled(heap.width(), heap.height(), F::Out::default()).unwrap();
    filter.apply_into(src, stack.as_plane_mut()).unwrap();
    assert_eq!(difference(stack.data(), heap.data()), None, "{filter:?}");
    let levels: Vec<Level> = Level::available().collect();
    if let Err(what) = check_plane(&levels, filter, &data, width) {
        panic!("{what}\n{}", filter.explain());
    }
}

#[test]
fn far_apart_taps_have_the_same_bits_in_small_and_large_buffers() {
    for (width, height) in [(1, 1), (40, 3), (70, 5)] {
        buffers_do_not_matter(&Far, width, height);
        buffers_do_not_matter(&FarFloat, width, height);
        buffers_do_not_matter(&FarSeparable, width, height);
        buffers_do_not_matter(&FarSeparableFloat, width, height);
        let given = FarGiven::new([[1.5, 0.0], [-0.1, 0.7]]).unwrap();
        buffers_do_not_matter(&given, width, height);
        buffers_do_not_matter(&Far.to_dyn(), width, height);
        buffers_do_not_matter(&FarFloat.to_dyn(), width, height);
        buffers_do_not_matter(&FarSeparable.to_dyn(), width, height);
        buffers_do_not_matter(&FarSeparableFloat.to_dyn(), width, height);
    }
}

#[test]
fn the_longest_kernels_have_the_same_bits_in_small_and_large_buffers() {
    fn along<In: Element, Out: Element>(rows: usize, columns: usize, width: usize, height: usize) {
        let tap = |at: usize| Tap::integer((at * at % 23) as i64 - 11);
        let taps = Taps::new(vec![rows, columns], (0..rows * columns).map(tap).collect());
        let filter = DynKernel::<In, Out>::builder(taps)
            .padding(Padding::Same)
            .border(Border::Reflect)
            .build()
            .unwrap();
        buffers_do_not_matter(&filter, width, height);
    }
    along::<u8, i32>(4096, 1, 19, 5);
    along::<u8, i32>(1, 4096, 50, 3);
    along::<f32, f32>(4096, 1, 19, 5);
    along::<f32, f32>(1, 4096, 50, 3);
    along::<u8, i32>(64, 64, 33, 6);
}

#[test]
fn tall_separable_kernels_have_the_same_bits_in_small_and_large_buffers() {
    fn outer<In: Element, Out: Element>(rows: usize, columns: usize) {
        let values = |count: usize| (0..count).map(|at| (at % 5) as i64 + 1).collect::<Vec<_>>();
        let taps = Taps::outer(&values(rows).into(), &values(columns).into());
        let filter = DynKernel::<In, Out>::builder(taps)
            .padding(Padding::Same)
            .border([Border::Wrap, Border::Replicate])
            .build()
            .unwrap();
        buffers_do_not_matter(&filter, 21, 6);
    }
    outer::<u8, i32>(1024, 4);
    outer::<f32, f32>(1024, 4);
    outer::<u8, i32>(2, 2048);
    outer::<f32, f32>(3, 1365);
}
