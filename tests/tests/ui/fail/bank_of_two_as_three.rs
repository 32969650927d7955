use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i16 { taps: { gx: sobel_x, gy: sobel_y } }
}

fn main() {
    let _ = |plane: Plane<u8>| -> Result<(), Error> {
        let [_, _, _] = Gradients.apply(plane)?;
        Ok(())
    };
}
