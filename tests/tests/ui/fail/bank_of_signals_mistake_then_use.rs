use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Haar: u8 { taps: { low: [1, 1], high: [1, -1] }, stride: 2 }
}

fn main() {
    let _ = |samples: &[u8]| -> Result<usize, Error> {
        let [low, _high] = Haar.apply(samples)?;
        let [_, _]: [[u8; 2]; 2] = Haar.apply_array(&[0; 4]);
        Ok(low.len() + Haar::LOW)
    };
}
