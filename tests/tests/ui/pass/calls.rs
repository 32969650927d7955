//! The calls that the documentation of generated structs shows.
#![expect(
    clippy::needless_borrows_for_generic_args,
    reason = "the documentation borrows what may be used again"
)]
use conv_kernel::prelude::*;

conv_kernel! {
    struct Plane8: u8 -> i16 { taps: [[-1, 0, 1]] }
    struct Signal8: u8 -> i16 { taps: [-1, 1] }
    struct PlaneOf: f32 { shape: [3, 2] }
    struct SignalOf: i16 -> i32 { shape: [3], accumulator: i64, overflow: wrap }
    struct Rows: f32 { taps: [[[[0.299]], [[0.587]], [[0.114]]]], layout: nhwc }
    struct Channels: u8 -> i32 { shape: [2, 1, 2, 2], bias: true }
    struct OneAxis: f64 { axes: 1, shape: [4, 3, 2] }
    struct Mixed: u8 -> i16 { taps: [[-1, 0, 1]], channels: [0.25, 0.5, 0.25] }
}

fn main() -> Result<(), Error> {
    let (width, height, n, h, w, length) = (4, 3, 2, 5, 6, 7);
    {
        let pixels = [1; 12];
        let result: PlaneBuf<i16> = Plane8.apply(Plane::new(&pixels, width, height)?)?;
        assert_eq!(result.data(), [0; 6]);
    }
    {
        let samples = [1, 3, 6];
        let result: Vec<i16> = Signal8.apply(&samples)?;
        assert_eq!(result, [2, 3]);
    }
    {
        let (taps, pixels): ([[f32; 2]; 3], _) = ([[0.5; 2]; 3], [1.0; 12]);
        let kernel = PlaneOf::new(taps)?; // such as `[[f32; 2]; 3]`
        let result: PlaneBuf<f32> = kernel.apply(Plane::new(&pixels, width, height)?)?;
        assert_eq!(result.data(), [3.0; 3]);
    }
    {
        let (taps, samples): ([i64; 3], _) = ([1, 2, 3], [1; 4]);
        let kernel = SignalOf::new(taps)?; // such as `[i64; 3]`
        let result: Vec<i32> = kernel.apply(&samples)?;
        assert_eq!(result, [6, 6]);
    }
    {
        let x = vec![1.0; 2 * 5 * 6 * 3];
        let y: Vec<f32> = Rows.apply(&x, [n, h, w, 3])?;
        assert_eq!(y.len(), 2 * 5 * 6);
    }
    {
        let (weights, bias, x) = ([1i32; 8], [0; 2], [1; 2 * 5 * 6]);
        let layer = Channels::new(&weights, &bias)?; // 8 weights of `i32`
        let y: Vec<i32> = layer.apply(&x, [n, 1, h, w])?;
        assert_eq!(y, [4; 2 * 2 * 4 * 5]);
    }
    {
        let (weights, x) = ([0.5f64; 24], [1.0; 2 * 3 * 7]);
        let layer = OneAxis::new(&weights)?; // 24 weights of `f64`
        let y: Vec<f64> = layer.apply(&x, [n, 3, 1, length])?;
        assert_eq!(y, [3.0; 2 * 4 * 6]);
    }
    {
        let pixels = [[4, 8, 12]; 12];
        let result: PlaneBuf<i16> = Mixed.apply(Pixels::<u8, 3>::new(&pixels, width, height)?)?;
        assert_eq!(result.data(), [0; 6]);
    }
    Ok(())
}
