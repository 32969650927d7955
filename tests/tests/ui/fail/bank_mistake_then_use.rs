use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Gradients: u8 -> i8 { taps: { gx: sobel_x, gy: sobel_y } }
}

fn main() {
    let _ = |plane: Plane<u8>| -> Result<usize, Error> {
        let [gx, _gy] = Gradients.apply(plane)?;
        let [_, _]: [[[i8; 1]; 1]; 2] = Gradients.apply_array(&[[0; 3]; 3]);
        let [rows, _] = Gradients::SHAPE;
        let [_, columns] = Gradients::STRIDE;
        let [[_, _], [_, right]] = Gradients::HALO;
        let [_, _]: [usize; 2] = Gradients::DILATION;
        let [_, _]: [conv_kernel::window::AxisPadding; 2] = Gradients::PADDING;
        let [_, name] = Gradients::NAMES;
        let numbers = rows + columns + right + Gradients::OPS_PER_OUTPUT;
        Ok(gx.width() + Gradients::GX + numbers + name.len())
    };
}
