use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y } }
}

fn main() {
    let _: Box<dyn Filter<In = u8, Out = i16>> = Box::new(Gradients);
}
