use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i8 { taps: { gx: sobel_x, gy: sobel_y } }
}

fn main() {
    let _ = |plane: Plane<u8>| -> Result<usize, Error> {
        let [gx, _gy] = Gradients.apply(plane)?;
        let [_, _]: [[[i8; 1]; 1]; 2] = Gradients.apply_array(&[[0; 3]; 3]);
        Ok(gx.width() + Gradients::GX)
    };
}
