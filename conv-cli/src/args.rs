//! The command line: what can be asked for.

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Filter pictures, arrays and sounds with the kernels of conv-kernel, and look into kernels.
///
/// KERNEL is the name of a kernel or an expression, as `taps:` of the macro takes it (sobel_x,
/// "gaussian([5, 5], 1.0) * laplacian(4)", "[[1, 2, 1]]"), a TOML file with the keys of a
/// declaration, or an NPY file of taps. An option wins over the same key of a TOML file.
///
/// Exit codes: 0, all was done; 1, something failed on the way, such as one input of many; 2, the
/// command line or the kernel is wrong, and nothing was done.
#[derive(Debug, Parser)]
#[command(name = "conv", version, verbatim_doc_comment)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Apply a kernel to files
    Apply(Apply),
    /// Print the plan of a kernel, and what is known of it
    Explain(Explain),
    /// Print the code that the macro writes, formatted
    ///
    /// KERNEL may be a declaration too, "struct Blur: u8 { taps: box([3, 3]) }", or a Rust file (`-`
    /// reads one), whose declarations are printed one after the other, without the modules and
    /// conditions around them.
    Expand(Expand),
    /// Print the matrix of a kernel, with what is known of it, and draw it
    Matrix(Matrix),
    /// Print the frequency response of a kernel, and draw it
    Response(Response),
    /// Time a kernel on this machine
    Bench(Bench),
    /// Compare all ways to compute a kernel, on every CPU level
    Verify(Verify),
    /// Draw the kernels of the library into two contact sheets
    Gallery(Gallery),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// A kernel and the keys of its declaration.
#[derive(Debug, Args)]
pub(crate) struct KernelArguments {
    /// A name or an expression, a TOML file, or an NPY file
    #[arg(allow_hyphen_values = true)]
    pub(crate) kernel: String,
    /// The type of the input elements: u8, u16, i16, i32, f32 or f64; i8 is explained, not run
    /// [default: that of the file, or f32]
    #[arg(long, value_name = "TYPE", help_heading = "Kernel")]
    pub(crate) input: Option<String>,
    /// The type of the output elements [default: that of the input]
    #[arg(long, value_name = "TYPE", help_heading = "Kernel")]
    pub(crate) output: Option<String>,
    /// Distance between outputs: 2, or [rows, columns]
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) stride: Option<String>,
    /// Distance between taps: 2, or [rows, columns]
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) dilation: Option<String>,
    /// valid, same, same_lower, full, causal, 1, [1, 2] or [[1, 2], [3, 4]]
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) padding: Option<String>,
    /// zero, constant(1), replicate, reflect, reflect101 or wrap
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) border: Option<String>,
    /// correlate or convolve
    #[arg(long, help_heading = "Kernel")]
    pub(crate) mode: Option<String>,
    /// direct, fft or auto
    #[arg(long, help_heading = "Kernel")]
    pub(crate) method: Option<String>,
    /// What sums are multiplied by: 1/16 or 0.5
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) scale: Option<String>,
    /// What happens to results that do not fit: saturate or wrap
    #[arg(long, help_heading = "Kernel")]
    pub(crate) overflow: Option<String>,
    /// [row, column] of the tap on the output position
    #[arg(long, help_heading = "Kernel", allow_hyphen_values = true)]
    pub(crate) anchor: Option<String>,
    /// fused or strict
    #[arg(long, help_heading = "Kernel")]
    pub(crate) arithmetic: Option<String>,
    /// What becomes of NaN: propagate or renormalize
    #[arg(long, help_heading = "Kernel")]
    pub(crate) missing: Option<String>,
    /// What the rate of a signal is raised by
    #[arg(long, help_heading = "Kernel")]
    pub(crate) interpolate: Option<String>,
    /// What becomes of each sum: "|v| v / 2 + 128"
    #[arg(long, help_heading = "Kernel")]
    pub(crate) map: Option<String>,
    /// One value of several kernels: "|gx, gy| gx.abs() + gy.abs()"
    #[arg(long, help_heading = "Kernel")]
    pub(crate) combine: Option<String>,
    /// What must hold of the taps: unit_gain, [zero_gain, symmetric] ..
    #[arg(long, help_heading = "Kernel")]
    pub(crate) require: Option<String>,
    /// Real taps become integers over 2^bits: 8, or [8, lossy]
    #[arg(long, help_heading = "Kernel")]
    pub(crate) quantize: Option<String>,
    /// Which planes are a column times a row, and have two passes: exact, or approximate(1e-6)
    #[arg(long, help_heading = "Kernel")]
    pub(crate) separable: Option<String>,
}

impl KernelArguments {
    /// The keys that were given as options.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("input", &self.input),
            ("output", &self.output),
            ("stride", &self.stride),
            ("dilation", &self.dilation),
            ("padding", &self.padding),
            ("border", &self.border),
            ("mode", &self.mode),
            ("method", &self.method),
            ("scale", &self.scale),
            ("overflow", &self.overflow),
            ("anchor", &self.anchor),
            ("arithmetic", &self.arithmetic),
            ("missing", &self.missing),
            ("interpolate", &self.interpolate),
            ("map", &self.map),
            ("combine", &self.combine),
            ("require", &self.require),
            ("quantize", &self.quantize),
            ("separable", &self.separable),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_deref()?)))
    }
}

/// What becomes of the opacity of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Opacity {
    /// Each pixel keeps its own
    Keep,
    /// It is filtered as colours are
    Filter,
    /// Colours are multiplied by it before, and divided after: right for blurs
    Premultiply,
}

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Tiff,
    Npy,
    Wav,
}

#[derive(Debug, Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// IN.. and OUT: files, `-` for a pipe; several inputs go into the directory OUT
    #[arg(required = true, num_args = 2.., value_name = "IN... OUT")]
    pub(crate) paths: Vec<PathBuf>,
    /// The format of the output, where its name does not say it
    #[arg(long)]
    pub(crate) format: Option<Format>,
    /// What becomes of the opacity of a picture
    #[arg(long, value_name = "WAY", default_value = "keep")]
    pub(crate) alpha: Opacity,
    /// How many inputs are worked on at once [default: the CPU's threads]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// No progress bar, and nothing printed unless something fails
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Print what was done as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Expand {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Matrix {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// The size of the input: WIDTHxHEIGHT, or the length of a signal [default: 8x8, or 16]
    #[arg(long)]
    pub(crate) size: Option<String>,
    /// Draw it into this PNG, or with `-` into the pipe, alone
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
    /// Draw on dark paper
    #[arg(long, requires = "png")]
    pub(crate) dark: bool,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Response {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// How many frequencies from 0 to half a cycle are printed, on each axis
    #[arg(long, value_name = "N", default_value_t = 9)]
    pub(crate) points: usize,
    /// Draw it into this PNG, or with `-` into the pipe, alone
    #[arg(long, value_name = "FILE")]
    pub(crate) png: Option<PathBuf>,
    /// Draw on dark paper
    #[arg(long, requires = "png")]
    pub(crate) dark: bool,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Bench {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// The size of the input: WIDTHxHEIGHT, or the length of a signal [default: 1920x1080, or
    /// 1000000]
    #[arg(long)]
    pub(crate) size: Option<String>,
    /// Milliseconds that each CPU level is timed
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pub(crate) time: u64,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) kernel: KernelArguments,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Gallery {
    /// A picture, whose middle is shown after each kernel; without it, a scene is drawn
    pub(crate) image: Option<PathBuf>,
    /// The directory that the pictures are written into
    #[arg(long, value_name = "DIRECTORY", default_value = ".")]
    pub(crate) to: PathBuf,
    /// A picture for each page of the guide, not the two contact sheets
    #[arg(long)]
    pub(crate) guide: bool,
    /// Draw on dark paper
    #[arg(long)]
    pub(crate) dark: bool,
    /// Print what is on them as JSON
    #[arg(long)]
    pub(crate) json: bool,
}
