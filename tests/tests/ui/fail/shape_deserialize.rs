use conv_kernel::conv_kernel;

conv_kernel! {
    #[derive(serde::Serialize, serde::Deserialize)]
    pub struct Taps: u8 -> i32 { shape: [3, 3] }
}

conv_kernel! {
    #[cfg_attr(all(), derive(serde::Serialize), cfg_attr(not(test), derive(serde::Deserialize)))]
    pub struct Signal: u8 -> i32 { shape: [3] }
}

fn main() {}
