//! Which pattern a matrix has, derived from the window alone.

use conv_plan::window::{Axis, Border, ResolvedAxis, Window};

/// A pattern of entries that every kernel of a window gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Structure {
    /// Constant along each diagonal: a signal, stride 1, nothing but constants outside.
    Toeplitz,
    /// Blocks constant along each block diagonal, each block Toeplitz itself (or circulant, which
    /// is a kind of Toeplitz): the same on planes.
    BlockToeplitz,
    /// Each row is the row above moved right by one, around the end: a signal, stride 1,
    /// `wrap`, and an output as long as the input.
    Circulant,
    /// Blocks moved around like the entries of a circulant matrix, each block circulant itself:
    /// the same on planes.
    DoublyCirculant,
    /// None of these is claimed.
    General,
}

/// The pattern along one axis.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Along {
    /// One input, one output: a matrix with one entry.
    Point,
    Circulant,
    Toeplitz,
    General,
}

pub(super) fn of(window: &Window, rows: &ResolvedAxis, columns: &ResolvedAxis) -> Structure {
    let vertical = along(&window.rows, window.row_border, rows);
    let horizontal = along(&window.columns, window.column_border, columns);
    match (vertical, horizontal) {
        (Along::General, _) | (_, Along::General) => Structure::General,
        (Along::Point, Along::Toeplitz) | (Along::Toeplitz, Along::Point) => Structure::Toeplitz,
        (Along::Point, _) | (Along::Circulant, Along::Point) => Structure::Circulant,
        (Along::Circulant, Along::Circulant) => Structure::DoublyCirculant,
        (Along::Toeplitz | Along::Circulant, _) => Structure::BlockToeplitz,
    }
}

fn along(axis: &Axis, border: Border, extent: &ResolvedAxis) -> Along {
    let inside = extent.before == 0 && extent.after == 0;
    match border {
        _ if extent.input == 1 && extent.output == 1 => Along::Point,
        _ if axis.stride != 1 => Along::General,
        Border::Wrap if extent.input == extent.output => Along::Circulant,
        Border::Zero | Border::Constant(_) => Along::Toeplitz,
        _ if inside => Along::Toeplitz,
        _ => Along::General,
    }
}
