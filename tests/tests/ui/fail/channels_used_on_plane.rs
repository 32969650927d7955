use conv_kernel::prelude::*;

conv_kernel! {
    struct Luma: u8 -> i16 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        channels: [0.299, 0.587, 0.114],
    }
}

fn main() {
    let plane = Plane::new(&[0u8; 9], 3, 3).unwrap();
    let _ = Luma.apply(plane);
    let _: &dyn Filter<In = u8, Out = i16> = &Luma;
}
