use conv_kernel::conv_filter;

#[conv_filter(Sum: u8)]
const SUM: [u8; 3] = [1, 2, 1];

fn main() {
    let _ = (Sum, SUM);
}
