//! `conv gallery`: the contact sheets of the example `gallery`, whose files these are.

#[path = "../../examples/gallery/card.rs"]
mod card;
#[path = "../../examples/edges/files.rs"]
mod files;
#[path = "../../examples/gallery/kernels.rs"]
mod kernels;
#[path = "../../examples/edges/scene.rs"]
mod scene;
#[path = "../../examples/gallery/sheet.rs"]
mod sheet;
#[path = "../../examples/gallery/sheets.rs"]
mod sheets;

use crate::args::Gallery;
use crate::output;
use serde_json::{Value, json};

/// Why no sheet is drawn, in one line.
type Failure = String;

pub(crate) fn run(request: &Gallery) -> Result<(), crate::fault::Failure> {
    let written = sheets::write(&sheets::Request {
        image: request.image.clone(),
        directory: request.to.clone(),
        guide: request.guide,
        dark: request.dark,
    })
    .map_err(crate::fault::Failure::of)?;
    let sheet = |sheet: &sheets::Written| {
        let section = |(heading, titles): &(&str, Vec<&str>)| json!({ "heading": heading, "kernels": titles });
        json!({
            "file": request.to.join(&sheet.name),
            "width": sheet.size.0,
            "height": sheet.size.1,
            "sections": sheet.sections.iter().map(section).collect::<Value>(),
        })
    };
    let value = written.iter().map(sheet).collect();
    output::facts(request.json, &value, &sheets::report(&written))
}
