//! A use of every method does not add errors to the one mistake of a declaration.
use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Luma: f32 {
        taps: [[[[0.299]], [[0.587]], [[0.114]]]],
        layout: nhwc,
        activation: relu5,
    }
    struct Stem: f32 {
        shape: [32, 3, 3, 3],
        bias: true,
        stride: 0,
    }
    struct Onset: f32 {
        axes: 1,
        taps: [[[1, 2, 1]]],
        padding: [1, 2, 3],
    }
}

const SIZE: usize = Stem::PARAMETERS + Stem::MACS + Stem::RECEPTIVE_FIELD[0];

fn main() -> Result<(), Error> {
    let y: Vec<f32> = Luma.apply(&[0.0; 12], [1, 2, 2, 3])?;
    let array = Luma.apply_array(&[[[0.0; 3]; 2]; 2])?;
    assert_eq!(array, [[[0.0]; 2]; 2]);
    println!("{y:?} {} {:?}", Luma.explain(), Luma.to_dyn()?);
    let stem = Stem::new(&[0.0; 864], &[0.0; 32])?;
    println!("{:?} {SIZE}", stem.output_shape([1, 3, 4, 4])?);
    println!("{:?} {:?}", Stem::macs([1, 3, 4, 4]), Stem::output_shape_for([1, 3, 4, 4]));
    assert_eq!(Onset.apply_array(&[[1.0, 0.0]])?, [[1.0, 2.0]]);
    conv_kernel::verify(&Luma)?;
    conv_kernel::verify(&stem)?;
    Ok(())
}
