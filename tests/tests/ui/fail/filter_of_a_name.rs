use conv_kernel::conv_filter;

#[conv_filter(Twice: u8 -> i16)]
const TWICE: [i16; 2] = [2, STEP];
const STEP: i16 = 2;

fn main() {
    let _ = (Twice, TWICE);
}
