use conv_kernel::conv_kernel;

conv_kernel! {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub struct Taps: u8 -> i32 { shape: [3, 3] }
}

fn main() {}
