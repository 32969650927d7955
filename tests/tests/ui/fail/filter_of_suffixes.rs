use conv_kernel::conv_filter;

#[conv_filter(Twice: u8 -> i16)]
const TWICE: [i16; 2] = [2i16, 1];

fn main() {
    let _ = (Twice, TWICE);
}
