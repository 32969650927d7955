use conv_kernel::conv_filter;

#[conv_filter(SobelX: u8 -> i16, taps: [1, 2], padding: same)]
const SOBEL_X: [[i16; 3]; 3] = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]];

fn main() {
    let _ = SobelX;
}
