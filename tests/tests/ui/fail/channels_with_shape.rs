use conv_kernel::conv_kernel;

conv_kernel! {
    struct Luma: u8 -> i32 { shape: [3, 3], channels: [0.299, 0.587, 0.114] }
}

fn main() {
    let _ = Luma::new([[0; 3]; 3]);
}
