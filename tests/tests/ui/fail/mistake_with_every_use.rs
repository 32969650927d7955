//! A use of every method does not add errors to the one mistake of a declaration.
use conv_kernel::prelude::*;

conv_kernel! {
    pub struct Edges: u8 {
        taps: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        padding: same,
    }
    struct Smooth: f32 {
        taps: [0.25, 0.5, 0.25],
        stride: 0,
    }
    struct Learned: f32 {
        shape: [3, 3],
        dilation: 0,
    }
}

struct Kept<'k> {
    one: conv_kernel::StreamOf<'k, Smooth>,
    two: conv_kernel::FrameStreamOf<'k, Smooth, 2>,
}

fn main() -> Result<(), Error> {
    let plane = Plane::new(&[0u8; 12], 4, 3)?;
    let edges: PlaneBuf<u8> = Edges.apply(plane)?;
    println!("{:?} {}", edges, Edges.explain());
    let [row, ..] = Edges.apply_array::<3, 4, 3, 4>(&[[0; 4]; 3]);
    let [pixels, ..] = Edges.apply_pixels_array::<3, 3, 4, 3, 4>(&[[[0; 3]; 4]; 3]);
    println!("{row:?} {pixels:?} {:?}", Smooth.apply(&[1.0, 2.0])?);
    let mut kept = Kept {
        one: Smooth.stream(),
        two: Smooth.frame_stream(),
    };
    kept.one.push(&[1.0, 2.0], &mut [0.0; 2])?;
    kept.two.push(&[[1.0; 2]; 2], &mut [[0.0; 2]; 2])?;
    let learned = Learned::new([[0.0f32; 3]; 3])?;
    println!("{:?}", learned.apply(Plane::new(&[0.0f32; 12], 4, 3)?)?);
    conv_kernel::verify(&Edges)?;
    conv_kernel::verify(&Smooth)?;
    conv_kernel::verify(&learned)?;
    Ok(())
}
