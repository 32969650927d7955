//! The contact sheets as files: which kernels are on which, and the picture that they are applied
//! to.

use super::kernels::{self, Page, Section};
use super::{Failure, card, files, scene, sheet};
use crate::plots::letters;
use crate::plots::theme::Theme;
use image::codecs::png::{CompressionType, FilterType};
use image::{GrayImage, imageops};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Small: few shades, and letters and squares that come again.
const COMPRESSION: files::Compression = (CompressionType::Best, FilterType::NoFilter);

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// A picture whose middle is shown; without it, a scene is drawn.
    pub(crate) image: Option<PathBuf>,
    pub(crate) directory: PathBuf,
    /// Whether each page of the guide has its picture.
    pub(crate) guide: bool,
    /// Whether the paper is dark.
    pub(crate) dark: bool,
}

/// A sheet that was written.
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) size: (u32, u32),
    /// Headings, and the titles of kernels below each.
    pub(crate) sections: Vec<(&'static str, Vec<&'static str>)>,
}

/// Writes every picture.
pub(crate) fn write(request: &Request) -> Result<Vec<Written>, Failure> {
    let sections = kernels::sections().map_err(|error| error.to_string())?;
    let input = request.image.as_deref();
    let mut targets = Vec::new();
    for (name, of_sheet) in sheets(&sections, request.guide) {
        let target = files::Target::new(&request.directory.join(&name), input)?;
        targets.push((name, target, of_sheet));
    }
    let picture = picture(input)?;
    letters::with_font()?;
    let mut written = Vec::new();
    for (name, target, of_sheet) in targets {
        let sheet = sheet::draw(Theme::of(request.dark), &of_sheet, &picture)?;
        target.write(&sheet, COMPRESSION)?;
        let titles = |section: &&Section| {
            let kernels = section.kernels.iter();
            (
                section.heading,
                kernels.map(|kernel| kernel.title).collect(),
            )
        };
        written.push(Written {
            name,
            size: sheet.dimensions(),
            sections: of_sheet.iter().map(titles).collect(),
        });
    }
    Ok(written)
}

/// Names of pictures, and the sections on each.
fn sheets(sections: &[Section], guide: bool) -> Vec<(String, Vec<&Section>)> {
    if guide {
        let page = |page: Page| {
            let of_page = sections.iter().filter(|section| section.page == page);
            (format!("{}.png", page.name()), of_page.collect())
        };
        return Page::ALL.map(page).into();
    }
    let alike = |(name, axes): (&str, usize)| {
        let alike = sections.iter().filter(|section| section.axes() == axes);
        (name.to_owned(), alike.collect())
    };
    [("gallery-planes.png", 2), ("gallery-signals.png", 1)]
        .map(alike)
        .into()
}

/// The sheets and their kernels, one a line.
pub(crate) fn report(written: &[Written]) -> String {
    let mut report = String::new();
    for sheet in written {
        let (width, height) = sheet.size;
        let _ = writeln!(report, "{}: {width}x{height}", sheet.name);
        for (heading, titles) in &sheet.sections {
            let _ = writeln!(report, "  {heading}");
            for title in titles {
                let _ = writeln!(report, "    {title}");
            }
        }
    }
    report
}

/// The picture to which kernels are applied, as large as it is shown.
fn picture(input: Option<&Path>) -> Result<GrayImage, Failure> {
    Ok(match input {
        Some(path) => middle(&files::read(path)?),
        None => shrunk(&imageops::crop_imm(&scene::draw(), 120, 70, 560, 560).to_image()),
    })
}

/// The square in the middle of a picture, shrunk.
fn middle(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    let (x, y) = ((width - side) / 2, (height - side) / 2);
    shrunk(&imageops::crop_imm(picture, x, y, side, side).to_image())
}

fn shrunk(picture: &GrayImage) -> GrayImage {
    let side = card::SIDE;
    imageops::resize(picture, side, side, imageops::FilterType::Triangle)
}
