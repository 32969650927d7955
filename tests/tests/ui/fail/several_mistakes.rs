use conv_kernel::conv_kernel;

conv_kernel! {
    pub struct First: u8 -> u32 {
        taps: [[1, x], [2.0u8, 1/0]],
        stride: [0, -1],
        strde: 2,
        padding: 1,
        border: constant(300),
        padding: 2,
        anchor: [0, 5],
    }

    pub struct Second: u8 {
        taps: [[1, 2], [3]],
        overflow: clamp,
    }

    pub struct Third: u8 {
        taps: [[1, 2], [3, 4]],
        dilation: 0,
    }

    pub struct Right: u8 -> i16 {
        taps: [[-1, 0, 1]],
    }
}

fn main() {
    let _ = (First, Second, Third, Right);
}
