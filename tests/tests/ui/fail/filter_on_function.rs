use conv_kernel::conv_filter;

#[conv_filter(SobelX: u8 -> i16)]
fn sobel() -> [i16; 3] {
    [-1, 0, 1]
}

fn main() {
    let _ = sobel;
}
