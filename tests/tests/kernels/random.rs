//! Random kernels on random planes, against the reference.

use conv_kernel::prelude::*;
use conv_kernel::{Element, PerAxis, Tap, Taps};
use conv_kernel_tests::cases::Random;
use conv_kernel_tests::checks::check_plane;
use proptest::prelude::*;

/// What a kernel is made of, and the plane it meets.
#[derive(Debug, Clone)]
struct Recipe {
    types: (usize, usize),
    taps: Vec<Vec<i64>>,
    fraction: bool,
    stride: [usize; 2],
    dilation: [usize; 2],
    padding: Padding,
    border: Option<[Border; 2]>,
    mode: Mode,
    scale: Tap,
    overflow: Option<Overflow>,
    size: (usize, usize),
    seed: u64,
}

/// Rows of taps, a third of them zero; every other array is an outer product.
fn taps() -> impl Strategy<Value = Vec<Vec<i64>>> {
    let tap = || prop_oneof![1 => Just(0), 2 => -20i64..=20];
    let dense = (1usize..=9, 1usize..=11).prop_flat_map(move |(rows, columns)| {
        prop::collection::vec(prop::collection::vec(tap(), columns), rows)
    });
    let line = move || prop::collection::vec(tap(), 1..=9);
    let outer = (line(), line()).prop_map(|(column, row)| {
        let times = |a: &i64| row.iter().map(|b| a * b).collect();
        column.iter().map(times).collect()
    });
    prop_oneof![dense, outer]
}

fn padding() -> impl Strategy<Value = Padding> {
    prop_oneof![
        Just(Padding::Valid),
        Just(Padding::Same),
        Just(Padding::SameLower),
        Just(Padding::Full),
        (0usize..40).prop_map(Padding::from),
        [0usize..9, 0usize..40].prop_map(Padding::from),
        [[0usize..9, 0usize..9], [0usize..9, 0usize..9]].prop_map(Padding::from),
    ]
}

fn border() -> impl Strategy<Value = Border> {
    prop_oneof![
        Just(Border::Zero),
        Just(Border::Constant(7.0)),
        Just(Border::Replicate),
        Just(Border::Reflect),
        Just(Border::Reflect101),
        Just(Border::Wrap),
    ]
}

fn scale() -> impl Strategy<Value = Tap> {
    prop_oneof![
        2 => Just(Tap::integer(1)),
        2 => (-9i64..=9, 1i64..=4096).prop_filter_map("not 0", |(p, q)| Tap::ratio(p, q).filter(|_| p != 0)),
        1 => Just(Tap::Binary(0.3)),
    ]
}

fn recipe() -> impl Strategy<Value = Recipe> {
    let kernel = (
        taps(),
        any::<bool>(),
        [1usize..=4, 1usize..=4],
        [1usize..=3, 1usize..=3],
    );
    let outside = (padding(), prop::option::of([border(), border()]));
    let result = (
        prop_oneof![Just(Mode::Correlate), Just(Mode::Convolve)],
        scale(),
        prop_oneof![
            1 => Just(None),
            3 => Just(Some(Overflow::Saturate)),
            2 => Just(Some(Overflow::Wrap)),
        ],
    );
    let plane = (
        (0usize..7, 0usize..7),
        (1usize..=200, 1usize..=60),
        any::<u64>(),
    );
    (kernel, outside, result, plane).prop_map(|(kernel, outside, result, plane)| Recipe {
        types: plane.0,
        taps: kernel.0,
        fraction: kernel.1,
        stride: kernel.2,
        dilation: kernel.3,
        padding: outside.0,
        border: outside.1,
        mode: result.0,
        scale: result.1,
        overflow: result.2,
        size: plane.1,
        seed: plane.2,
    })
}

/// Builds the kernel and checks it; a kernel that is refused is right too.
fn check<In: Element, Out: Element>(recipe: &Recipe) -> Result<(), String> {
    let taps = recipe
        .taps
        .iter()
        .flatten()
        .map(|&tap| match Tap::ratio(tap, 6) {
            Some(sixth) if recipe.fraction => sixth,
            _ => Tap::integer(tap),
        });
    let shape = vec![recipe.taps.len(), recipe.taps.first().map_or(0, Vec::len)];
    let mut builder = DynKernel::<In, Out>::builder(Taps::new(shape, taps.collect()))
        .stride(recipe.stride)
        .dilation(recipe.dilation)
        .padding(recipe.padding.clone())
        .mode(recipe.mode)
        .scale(recipe.scale.clone());
    if let Some(border) = recipe.border {
        builder = builder.border(PerAxis::from(border));
    }
    if let Some(overflow) = recipe.overflow {
        builder = builder.overflow(overflow);
    }
    let filter = match builder.build() {
        Ok(filter) => filter,
        Err(Error::Kernel(_)) => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    let (width, height) = recipe.size;
    let data: Vec<In> = Random::new(recipe.seed).elements(width * height);
    let levels: Vec<Level> = Level::available().collect();
    check_plane(&levels, &filter, &data, width)
        .map_err(|what| format!("{what}\n{}", filter.explain()))
}

fn for_output<In: Element>(recipe: &Recipe) -> Result<(), String> {
    [
        check::<In, u8>,
        check::<In, i8>,
        check::<In, u16>,
        check::<In, i16>,
        check::<In, i32>,
        check::<In, f32>,
        check::<In, f64>,
    ][recipe.types.1](recipe)
}

fn for_types(recipe: &Recipe) -> Result<(), String> {
    [
        for_output::<u8>,
        for_output::<i8>,
        for_output::<u16>,
        for_output::<i16>,
        for_output::<i32>,
        for_output::<f32>,
        for_output::<f64>,
    ][recipe.types.0](recipe)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_kernels_agree_with_the_reference_or_are_refused(recipe in recipe()) {
        if let Err(what) = for_types(&recipe) {
            return Err(TestCaseError::fail(what));
        }
    }
}
