use conv_kernel::Element;

fn sum<T: Element>(row: &[T]) -> f64 {
    row.iter().map(|value| value.to_f64()).sum()
}

fn main() {
    sum(&[1u64, 2]);
}
