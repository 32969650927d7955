//! A kernel of planes, its types known here and nowhere above.

use crate::arrays::{Out, Source};
use crate::elements::Item;
use crate::faults::raised;
use crate::threads::{Threads, with_scratch};
use conv_kernel::prelude::*;
use conv_kernel::{Adjoint, ConvMatrix, Plan, Real, Tile};
use pyo3::prelude::*;

/// Rows and columns, as NumPy counts them.
pub(super) type Shape = (usize, usize);

/// A kernel whose types nobody else knows.
pub(super) trait Planes: Send + Sync {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn apply_tile<'py>(
        &self,
        part: &Bound<'py, PyAny>,
        tile: &Tile,
        out: Out<'_, 'py>,
    ) -> PyResult<Bound<'py, PyAny>>;

    fn size(&self, shape: Shape) -> Result<Shape, Error>;
    fn needed(&self, shape: Shape, region: Rect) -> Result<Rect, Error>;
    fn cut(&self, shape: Shape, tile: Shape) -> Result<Vec<Tile>, Error>;
    fn transposed(&self, shape: Shape) -> Result<Adjoint, Error>;
    fn entries(&self, shape: Shape) -> Result<ConvMatrix, Error>;
    fn plan(&self) -> Plan;
}

impl<In: Item, To: Item> Planes for DynKernel<In, To> {
    fn apply<'py>(
        &self,
        array: &Bound<'py, PyAny>,
        out: Out<'_, 'py>,
        threads: &Threads,
    ) -> PyResult<Bound<'py, PyAny>> {
        let source = Source::<In>::new(array, 2, "a plane kernel")?;
        let (rows, columns) = self.size(shape_of(source.shape())?).map_err(raised)?;
        source.computed(out, &[rows, columns], threads, |from, to, together| {
            let (from, to) = (from.plane()?, PlaneMut::new(to, columns, rows)?);
            match together {
                true => self.apply_par_into(from, to),
                false => with_scratch(|scratch| self.apply_with(from, to, scratch)),
            }
        })
    }

    fn apply_tile<'py>(
        &self,
        part: &Bound<'py, PyAny>,
        tile: &Tile,
        out: Out<'_, 'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let source = Source::<In>::new(part, 2, "a plane kernel")?;
        let (width, height) = (tile.output.width, tile.output.height);
        source.computed(out, &[height, width], &Threads::Caller, |from, to, _| {
            let (from, to) = (from.plane()?, PlaneMut::new(to, width, height)?);
            with_scratch(|scratch| self.apply_tile_with(from, tile, to, scratch))
        })
    }

    fn size(&self, (rows, columns): Shape) -> Result<Shape, Error> {
        let (width, height) = self.output_size(columns, rows)?;
        Ok((height, width))
    }

    fn needed(&self, (rows, columns): Shape, region: Rect) -> Result<Rect, Error> {
        self.region_needed((columns, rows), region)
    }

    fn cut(&self, (rows, columns): Shape, tile: Shape) -> Result<Vec<Tile>, Error> {
        let mut all = Vec::new();
        for tile in self.tiles((columns, rows), (tile.1, tile.0))? {
            all.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
            all.push(tile);
        }
        Ok(all)
    }

    fn transposed(&self, (rows, columns): Shape) -> Result<Adjoint, Error> {
        self.adjoint(columns, rows)
    }

    fn entries(&self, (rows, columns): Shape) -> Result<ConvMatrix, Error> {
        self.matrix(columns, rows)
    }

    fn plan(&self) -> Plan {
        self.explain()
    }
}

fn shape_of(shape: &[usize]) -> PyResult<Shape> {
    match *shape {
        [rows, columns] => Ok((rows, columns)),
        _ => Err(raised(Error::Axes)),
    }
}

/// The adjoint of an array of floats.
pub(super) fn transposed<'py, T: Item + Real>(
    adjoint: &Adjoint,
    array: &Bound<'py, PyAny>,
    (rows, columns): Shape,
) -> PyResult<Bound<'py, PyAny>> {
    let source = Source::<T>::new(array, 2, "the adjoint of a plane kernel")?;
    source.computed(None, &[rows, columns], &Threads::Caller, |from, to, _| {
        let (from, to) = (from.plane()?, PlaneMut::new(to, columns, rows)?);
        with_scratch(|scratch| adjoint.apply_with(from, to, scratch))
    })
}
