use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Haar: u8 { taps: { low: [1, 1], high: [1, -1] }, stride: 2 }
}

struct Kept {
    stream: conv_kernel::StreamOf<'static, Haar>,
}

fn main() {
    let _ = |samples: &[u8]| -> Result<usize, Error> {
        let [low, _high] = Haar.apply(samples)?;
        let [_, _]: [[u8; 2]; 2] = Haar.apply_array(&[0; 4]);
        let mut kept = Kept {
            stream: Haar.stream(),
        };
        let (mut lows, mut highs) = ([0; 2], [0; 2]);
        let pushed = kept.stream.push(samples, [&mut lows, &mut highs])?;
        let ([taps], [_, after]) = (Haar::SHAPE, Haar::HALO);
        Ok(low.len() + Haar::LOW + pushed + taps + after + Haar::STRIDE)
    };
}
