use conv_kernel::{Error, Plane, conv_kernel};

conv_kernel! {
    struct Sobel: u8 -> i16 { taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]] }
}

fn main() -> Result<(), Error> {
    let _ = Sobel.apply(Plane::new(&[0; 9], 3, 3)?)?;
    Ok(())
}
