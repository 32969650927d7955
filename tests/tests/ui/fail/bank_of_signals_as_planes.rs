use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Rates: f32 { taps: { fast: [1, 2, 1], slow: [1, 4, 6, 4, 1] } }
}

fn main() {
    let _: Box<dyn Bank<2, In = f32, Out = f32>> = Box::new(Rates);
}
