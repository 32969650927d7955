use conv_kernel::conv_kernel;

conv_kernel! {
    /// A signal kernel.
    #[derive(Clone)]
    pub struct Signal: f32 {
        taps: [1/4, 0.5, 1/4],
        padding: causal,
        border: constant(-1.5),
        stride: 2,
        dilation: 3,
        scale: 0.5,
    }

    pub(crate) struct Plane: u8 -> i16 {
        mode: convolve,
        taps: [[-1, 0, 0x1], [-2, 0b0, 2], [-1, 0, 1]],
        padding: same,
        anchor: [0, 2],
        border: [wrap, reflect101],
        crate: ::conv_kernel
    };

    struct Sides: i16 -> u8 {
        taps: [[1_0, -3]],
        scale: -1/16,
        overflow: saturate,
        stride: [1, 2],
        padding: [[1, 2], [3, 4]],
        border: reflect
    }

    struct Given: u8 -> i32 { shape: [3, 3], accumulator: i64, overflow: wrap, padding: [1, 2] }
}

fn main() {
    let _ = (Signal, Plane, Sides);
}
