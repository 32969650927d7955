//! Expressions under `taps`: what they make, and one mistake each with its message.

use super::errors;
use crate::{check, parse};
use conv_plan::taps::Taps;
use conv_plan::taps::expression::{named, unknown};
use conv_plan::taps::library::{self, smooth};
use conv_syntax::diag::Diagnostics;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What an expression makes, or the messages about it.
fn made(expression: &str) -> Result<Taps, Vec<String>> {
    let source = format!("struct K: f64 {{ taps: {expression}, overflow: saturate }}");
    let mut diagnostics = Diagnostics::default();
    let mut specs = parse::declarations(source.parse().expect("tokens"), &mut diagnostics);
    let spec = specs.first_mut().expect("a struct");
    spec.body.files.directory = Some(super::HERE.into());
    check::evaluate(spec, &mut diagnostics);
    match spec.body.first.made.take() {
        Some(made) if diagnostics.count() == 0 => Ok(made.value),
        _ => Err(errors(&source)),
    }
}

/// What an expression, or an array, makes.
fn taps(expression: &str) -> Taps {
    made(&format!("1 * ({expression})"))
        .unwrap_or_else(|errors| panic!("{expression}: {errors:#?}"))
}

#[test]
fn operators_bind_as_in_rust_and_methods_bind_closest() {
    for (expression, expected) in [
        ("2 * [1, 2]", Taps::from([2, 4])),
        ("[1, 2] * 2", [2, 4].into()),
        ("[2, 4] / 2", [1, 2].into()),
        ("-[1, -2]", [-1, 2].into()),
        ("--[1, -2]", [1, -2].into()),
        ("[1, 1] * [1, 1]", [1, 2, 1].into()),
        ("[1] + [1] * 2 - [1] / 2 * 2", [2].into()),
        ("([1] + [1]) * 2 * (1 + 2)", [12].into()),
        ("2 * 3 * [1] - 4 / 2 * [1]", [4].into()),
        ("[1, 2] + [10, 20, 30]", [10, 21, 32].into()),
        ("[1, 2].flip()", [2, 1].into()),
        ("-[1, 2].flip()", [-2, -1].into()),
        ("([1, 2] * 2).flip().flip()", [2, 4].into()),
        ("[1, 2].transpose()", [[1], [2]].into()),
        ("[[1, 2], [3, 4]].rotate90()", [[2, 4], [1, 3]].into()),
        ("[2, 2].normalize() * 4", [2, 2].into()),
        ("[3; 4]", [3, 3, 3, 3].into()),
        ("[[3; 2]; 2]", [[3, 3], [3, 3]].into()),
        ("[[1, 2]; 2] - [[1]]", [[0, 2], [1, 2]].into()),
        ("outer([1, 2, 1], [-1, 0, 1])", library::sobel_x()),
        (
            "outer(row: [-1, 0, 1], column: binomial(3) * 4)",
            library::sobel_x(),
        ),
        ("impulse([3, 3]) - laplacian(4)", library::sharpen()),
        ("robinson(south)", library::sobel_y()),
        ("sobel_x()", library::sobel_x()),
        ("binomial([3, 3])", library::gaussian()),
    ] {
        assert_eq!(taps(expression), expected, "{expression}");
    }
}

#[test]
fn every_kernel_has_an_example_that_is_right() {
    let mut count = 0;
    for kernel in named() {
        let found = taps(kernel.example);
        assert!(!found.values().is_empty(), "{}", kernel.example);
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn decimals_and_angles_are_exact() {
    let tenth = conv_plan::taps::Tap::ratio(1, 10).expect("a denominator");
    let gaussian = smooth::gaussian(5, tenth).expect("taps");
    assert_eq!(taps("gaussian(5, 0.1)"), gaussian.scaled(1));
    let motion = |angle| taps(&format!("motion(9, {angle})"));
    assert_eq!(motion("pi/4"), motion("degrees(45)"));
    assert_eq!(motion("pi/2 - pi/4"), motion("45 * degrees(1)"));
    assert_eq!(motion("pi/2"), motion("0").transposed());
    assert_eq!(
        taps("gaussian([5, 5], 1.0)"),
        taps("gaussian([5, 5], sigma: [1.0, 1.0])")
    );
    assert_eq!(taps("gaussian(5, 1.0, order: 0)"), taps("gaussian(5, 1.0)"));
    assert_eq!(
        taps("lowpass(9, 0.5)"),
        taps("lowpass(9, 0.5, hamming, scale: true)")
    );
}

#[test]
fn each_mistake_in_an_expression_gives_one_message() {
    for (expression, expected) in [
        (
            "gausian(5, 1.0)",
            "unknown kernel `gausian`: did you mean `gaussian`?",
        ),
        ("SOBEL", "did you mean `sobel_x`?"),
        ("WEIGHTS * 2", "the values of names are not seen here"),
        ("[sobel_x]", "without the brackets"),
        ("[[gaussian(5, 1.0)]]", "without the brackets"),
        ("mean(5)", "write `box(size)`, such as `box([3, 3])`"),
        (
            "[1, 2] * blur",
            "write `box([3, 3])` or `gaussian([5, 5], 1.0)`",
        ),
        ("BLUR", "the values of names are not seen here"),
        ("hamming", "is an argument, not a kernel"),
        ("north", "is an argument, not a kernel"),
        ("flip([1, 2])", "write `(..).flip()`"),
        ("box()", "`box` needs `size`: write `box([3, 3])`"),
        ("gaussian()", "`gaussian` needs `size` and `sigma`"),
        ("sobel_x(3)", "`sobel_x` takes no argument: write `sobel_x`"),
        ("box(3, 4)", "`box` takes one argument: write `box([3, 3])`"),
        (
            "box(sizes: 3)",
            "`box` has no argument `sizes`: did you mean `size`?",
        ),
        (
            "sobel_x(a = 1)",
            "`sobel_x` takes no argument: write `sobel_x`",
        ),
        (
            "sobel_x(size: 3)",
            "`sobel_x` takes no argument: write `sobel_x`",
        ),
        (
            "lowpass(63, 0.25, fs = 48000)",
            "`lowpass` has no argument `fs`: write frequencies as fractions of half the sampling rate, such as `2000/24000`",
        ),
        ("box(3, size: 4)", "`size` is given twice"),
        ("box(0)", "`size` is 0: write 1 to 4096"),
        ("box(2.5)", "`size` is a whole number: write one"),
        ("box(-1)", "`size` cannot be negative"),
        ("box([1, 2, 3])", "write two, such as `[3, 5]`"),
        ("box([3])", "write two, such as `[3, 5]`"),
        ("box(box(3))", "`size` is a number"),
        ("gaussian(5, [1])", "a plane: write `1.0`"),
        ("gaussian(5, [1.5, 2, 3])", "a plane: write `1.5`"),
        ("gaussian([5, 5], [1])", "write two, such as `[1.0, 2.5]`"),
        ("gaussian(5, pi)", "`pi` is for angles"),
        ("gaussian(5, 1.0, order: 9)", "`order` is 9: write 0 to 8"),
        ("kirsch(up)", "this is not a direction: write `east`"),
        ("kirsch(nort)", "did you mean `north`?"),
        ("lowpass(63, 0.25, hanning)", "write `hann`"),
        ("lowpass(63, 0.25, hamm)", "did you mean `hamming`?"),
        ("lowpass(63, 0.25, kaiser)", "write `kaiser(8.6)`"),
        (
            "lowpass(63, 0.25, kaiser(-1))",
            "`beta` is -1: write 0 to 100",
        ),
        ("lowpass(63, 0.25, scale: maybe)", "write `true` or `false`"),
        ("lowpass(63, 25)", "`cutoff` is 25: write a fraction"),
        ("bandpass(63, 0.25)", "`cutoffs` are two numbers"),
        ("bandpass(63, [0.4, 0.1])", "write `[0.1, 0.4]`"),
        ("motion(9, [1])", "this is not an angle"),
        ("outer([[1]], [1])", "`column` has one axis"),
        ("[1] + [[1]]", "these have 1 and 2"),
        ("gaussian(5, 1.0) * laplacian(4)", "these have 1 and 2"),
        ("[1] + 1", "a number and taps have no sum"),
        ("1 - [1]", "a number and taps have no sum"),
        ("[1] / 0", "nothing can be divided by 0"),
        ("1 / [1]", "nothing is divided by taps"),
        ("[1] / [1]", "nothing is divided by taps"),
        (
            "1 + 2",
            "this is a number, and taps are an array: write `[3]`",
        ),
        (
            "pi * pi * [1]",
            "`pi` is multiplied and divided by numbers only",
        ),
        ("[0, 0].normalize()", "these are all 0"),
        ("[1].flop()", "unknown method `flop`: did you mean `flip`?"),
        ("[1].flip(1)", "write `.flip()`"),
        ("[1].flip", "write `.flip()`"),
        ("[1].5", "a method is missing after the `.`"),
        ("[1] *", "a value is missing here"),
        ("* [1]", "`taps` is an array"),
        (
            "[1] [2]",
            "an operator is missing: write `+`, `-`, `*` or `/` before `[2]`",
        ),
        ("[1] % 2", "unknown operator `%`"),
        ("box(3,, 4)", "remove one `,`"),
        ("library::sobel_x", "write `sobel_x`"),
        ("2 * \"k.npy\"", "a path goes inside `file(..)`"),
        (
            "1 * [[1, 2], [3]]",
            "this row has 1 tap, and the first row 2: write 2 taps",
        ),
        ("1 * [[[1]]]", "an array in an expression is a row"),
        ("1 * []", "at least one tap"),
        ("1 * +[1]", "remove the `+`"),
        ("[1; 0]", "a count cannot be 0"),
        ("[1; 2; 3]", "a repetition has one `;`"),
        ("[1; 99999]", "this makes 99999 taps"),
        ("[1; N]", "`N` is a name"),
        (
            "box([255, 255]) * box([255, 255])",
            "multiplies 4228250625 pairs",
        ),
        ("degrees(45)", "this is a number"),
        ("degrees(1, 2) * [1]", "write `degrees(45)`"),
    ] {
        let found = made(expression).expect_err(expression);
        assert_eq!(found.len(), 1, "{expression}: {found:#?}");
        assert!(found[0].contains(expected), "{expression}: {found:#?}");
    }
}

#[test]
fn mistakes_of_both_sides_are_found() {
    let found = made("gausian(5, 1.0) + box(0)").expect_err("two mistakes");
    assert_eq!(found.len(), 2, "{found:#?}");
}

#[test]
fn long_and_deep_expressions_are_refused() {
    let long = vec!["[1]"; 300].join(" + ");
    let deep = format!("{}[1]{}", "(".repeat(150), ")".repeat(150));
    let signs = format!("{}[1]", "-".repeat(5000));
    assert!(made(&long).is_err() && made(&signs).is_err());
    assert_eq!(taps(&deep), [1].into());
}

#[test]
fn an_expression_is_no_layer() {
    let found = errors("struct K: f32 { taps: 1 * [1, 2], axes: 1 }");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("remove `axes`"), "{found:#?}");
}

#[test]
fn a_fragment_of_a_macro_is_one_value_beside_an_operator() {
    let fragment = |text: &str| {
        let inner = text.parse().expect("tokens");
        TokenTree::from(Group::new(Delimiter::None, inner))
    };
    let made = |before: &str, inner: &str, after: &str| {
        let mut taps: TokenStream = format!("taps: {before}").parse().expect("tokens");
        taps.extend([fragment(inner)]);
        taps.extend(after.parse::<TokenStream>().expect("tokens"));
        let mut source: TokenStream = "struct K: f64".parse().expect("tokens");
        source.extend([TokenTree::from(Group::new(Delimiter::Brace, taps))]);
        let mut diagnostics = Diagnostics::default();
        let mut specs = parse::declarations(source, &mut diagnostics);
        let spec = specs.first_mut().expect("a struct");
        check::evaluate(spec, &mut diagnostics);
        assert_eq!(diagnostics.count(), 0, "{before} {inner} {after}");
        spec.body.first.made.take().map(|made| made.value)
    };
    for (before, inner, after, expected) in [
        ("2 *", "[1] + [2]", "", 6),
        ("[16] /", "4/2", "", 8),
        ("", "[1] + [2]", "* 2", 6),
        ("", "[1] - [2]", ".flip()", -1),
        ("2 *", "-3", "* [1]", -6),
        ("", "[1] + [2]", "+ [3]", 6),
    ] {
        let expected = Taps::from([expected]);
        assert_eq!(
            made(before, inner, after),
            Some(expected),
            "{before} {inner} {after}"
        );
    }
}

#[cfg(feature = "npy")]
#[test]
fn a_file_is_taps_of_its_shape_and_is_watched() {
    use super::layers::files::Npy;

    let kernel = Npy::of(&[1, 7], &[1.0, 0.5, 0.0, 0.0, 0.0, -0.5, 3.0]);
    let file = format!("file({:?})", kernel.path());
    let expected = Taps::from([[3.0f32, -0.5, 0.0, 0.0, 0.0, 0.5, 1.0]]).scaled(1);
    assert_eq!(taps(&format!("{file}.flip()")), expected);
    let source = format!("struct K: f32 {{ taps: {file} / 2 }}");
    let code = super::expanded(source.parse().expect("tokens")).to_string();
    let watched = format!("include_bytes ! ({:?})", kernel.path());
    assert_eq!(code.matches(&watched).count(), 1, "{code}");

    let layer = Npy::of(&[1, 1, 1, 7], &[0.0; 7]);
    let found = made(&format!("file({:?})", layer.path())).expect_err("four axes");
    let expected = "this has the shape [1, 1, 1, 7], and taps have one axis or two";
    assert!(found[0].contains(expected), "{found:?}");
    let found = made("2 * file(\"no.npy\")").expect_err("no file");
    assert!(found[0].contains("does not exist"), "{found:?}");
}

#[test]
fn what_to_write_for_kernels_of_other_libraries_is_right() {
    for word in [
        "mean",
        "average",
        "moving_average",
        "boxcar",
        "blur",
        "smooth",
        "gaussian_blur",
        "derivative",
        "gradient",
        "edges",
        "sobel",
        "scharr",
        "prewitt",
        "roberts",
        "laplace",
        "mexican_hat",
        "difference_of_gaussians",
        "unsharp_mask",
        "motion_blur",
        "savgol",
        "identity",
        "pillbox",
        "firwin",
        "firpm",
        "ram_lak",
    ] {
        let message = unknown(word).expect("no kernel has this name");
        let mut quoted = message.split('`').skip(1).step_by(2);
        assert_eq!(quoted.next(), Some(word), "{message}");
        let named: Vec<&str> = named().map(|kernel| kernel.name).collect();
        for call in quoted.clone() {
            let name = call.split('(').next().unwrap_or_default();
            assert!(named.contains(&name), "{message}");
        }
        let last = quoted.last().expect("a call");
        assert!(made(last).is_ok(), "{message}");
    }
}

#[test]
fn what_other_libraries_write_is_one_mistake_with_what_to_write() {
    for (expression, message) in [
        (
            "gaussian(5, 5, 1.5)",
            "`gaussian` takes a size and a sigma, each a list where there are two: write `gaussian([5, 5], 1.0)`; `order` needs its name: write `order: 1`",
        ),
        (
            "gaussian([5, 5], 1.5, 1.5)",
            "`gaussian` takes a size and a sigma, each a list where there are two: write `gaussian([5, 5], 1.0)`; `order` needs its name: write `order: [0, 1]`",
        ),
        (
            "gaussian([4.5, 4.5], 1.5)",
            "`size` is a whole number: write one, such as `5`",
        ),
        (
            "gaussian(5, sigma = 1.5)",
            "an argument takes `:`, not `=`: write `sigma: 1.5`",
        ),
        (
            "gaussian(5, sigma == 1.5)",
            "an argument takes `:`, not `=`: write `sigma: 1.5`",
        ),
        (
            "bandpass(101, 0.1, 0.4)",
            "`cutoffs` are two numbers: write both, such as `[0.1, 0.4]`",
        ),
        (
            "[sobel_x, sobel_y] * 2",
            "several kernels have names: write `{ gx: sobel_x, gy: sobel_y }`",
        ),
        (
            "laplacian([3, 3])",
            "`neighbours` is a number: write one, such as `4`",
        ),
        (
            "lowpass(63, 0.25, \"hamming\")",
            "remove the quotes: write `hamming`",
        ),
        ("sobel_x.T", "unknown method `T`: write `.transpose()`"),
        ("sobel_x.flip", "`flip` is a method: write `.flip()`"),
        (
            "getGaussianKernel(5, 1.5)",
            "unknown kernel `getGaussianKernel`: write `gaussian(size, sigma)`, such as `gaussian([5, 5], 1.0)`",
        ),
    ] {
        let found = made(expression).expect_err(expression);
        assert_eq!(found, [format!("{message:?}")], "{expression}");
    }
    // Without the other operator the list is an array.
    for keys in ["", ", combine: |gx, gy| gx + gy"] {
        let found = errors(&format!(
            "struct K: f32 {{ taps: [sobel_x, sobel_y]{keys} }}"
        ));
        assert_eq!(found.len(), 1, "{found:?}");
    }
    let found = errors("struct K: f32 { taps: [pi, pi] }").concat();
    assert!(!found.contains("several kernels"), "{found}");
}
