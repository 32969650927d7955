//! What went wrong, and how it is shown: a sentence, and where there is a text, its part.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt::Display;
use std::io::{IsTerminal, Write};
use std::ops::Range;
use std::process::ExitCode;
use std::sync::Arc;

/// A text that a mistake can be in.
#[derive(Debug)]
pub(crate) struct Source {
    /// A file, or the argument that it stands in.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// One mistake.
#[derive(Debug)]
pub(crate) struct Fault {
    message: String,
    at: Option<(Arc<Source>, Range<usize>)>,
    help: Option<&'static str>,
}

impl Fault {
    pub(crate) fn new(message: impl Display) -> Self {
        Self {
            message: message.to_string(),
            at: None,
            help: None,
        }
    }

    pub(crate) fn at(message: impl Display, source: &Arc<Source>, range: Range<usize>) -> Self {
        Self {
            message: message.to_string(),
            at: Some((source.clone(), range)),
            help: None,
        }
    }

    /// The same, with what helps here, if it is about no text.
    pub(crate) const fn with_help(mut self, help: &'static str) -> Self {
        if self.at.is_none() {
            self.help = Some(help);
        }
        self
    }

    fn rendered(&self, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str());
        match &self.at {
            None => {
                let help = self.help.map(|help| Level::HELP.message(help));
                let group = help
                    .into_iter()
                    .fold(Group::with_title(title), Group::element);
                renderer.render(&[group])
            }
            Some((source, range)) => {
                let part = AnnotationKind::Primary.span(range.clone());
                let snippet = Snippet::source(source.text.as_str())
                    .path(source.name.as_str())
                    .annotation(part);
                renderer.render(&[title.element(snippet)])
            }
        }
    }
}

/// Why a command ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    faults: Vec<Fault>,
    code: u8,
}

impl Failure {
    /// Something that failed on the way.
    pub(crate) fn of(message: impl Display) -> Self {
        Self {
            faults: vec![Fault::new(message)],
            code: 1,
        }
    }

    /// A command line that asks for what cannot be.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self::kernel(vec![Fault::new(message)])
    }

    /// A kernel with mistakes.
    pub(crate) const fn kernel(faults: Vec<Fault>) -> Self {
        Self { faults, code: 2 }
    }

    /// The same, with the input that it is about.
    pub(crate) fn about(mut self, name: &str) -> Self {
        for fault in &mut self.faults {
            fault.message = format!("{name}: {}", fault.message);
        }
        self
    }

    /// What is wrong, for another failure.
    pub(crate) fn into_faults(self) -> Vec<Fault> {
        self.faults
    }

    pub(crate) fn code(&self) -> ExitCode {
        self.code.into()
    }

    /// Whether the command line, or the kernel, is wrong.
    pub(crate) const fn is_usage(&self) -> bool {
        self.code == 2
    }

    /// What is wrong, each in a sentence.
    pub(crate) fn sentences(&self) -> String {
        let sentences: Vec<&str> = self.faults.iter().map(|fault| &*fault.message).collect();
        sentences.join("; ")
    }

    /// Prints every mistake, in colour on a terminal.
    pub(crate) fn print(&self) {
        let mut stderr = std::io::stderr().lock();
        let plain = !stderr.is_terminal() || std::env::var_os("NO_COLOR").is_some();
        let renderer = if plain {
            Renderer::plain()
        } else {
            Renderer::styled()
        };
        for fault in &self.faults {
            // There is nobody else to tell.
            let _ = writeln!(stderr, "{}", fault.rendered(&renderer));
        }
    }
}
