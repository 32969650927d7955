//! Two files in memory, one for inputs and one for outputs, that both processes map.
//!
//! Every contestant that can write to a given buffer reads and writes these.

use anyhow::{Context, Result};
use bytemuck::Pod;
use memmap2::MmapMut;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

/// Bytes of the largest plane.
const CAPACITY: usize = 3840 * 2160 * 4;

/// The mapped files; they are removed in the end.
pub(crate) struct Shared {
    input: Mapped,
    output: Mapped,
}

struct Mapped {
    path: PathBuf,
    map: MmapMut,
}

impl Shared {
    pub(crate) fn create() -> Result<Self> {
        // Where the system has them, files that are never written to a disk.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            memory.to_path_buf()
        } else {
            std::env::temp_dir()
        };
        Ok(Self {
            input: Mapped::create(&folder, "input")?,
            output: Mapped::create(&folder, "output")?,
        })
    }

    pub(crate) fn paths(&self) -> (&Path, &Path) {
        (&self.input.path, &self.output.path)
    }

    /// The first elements of the input, to be filled.
    pub(crate) fn input_mut<T: Pod>(&mut self, length: usize) -> &mut [T] {
        &mut bytemuck::cast_slice_mut(&mut self.input.map)[..length]
    }

    /// The first elements of the input and of the output.
    pub(crate) fn planes<In: Pod, Out: Pod>(
        &mut self,
        input: usize,
        output: usize,
    ) -> (&[In], &mut [Out]) {
        (
            &bytemuck::cast_slice(&self.input.map)[..input],
            &mut bytemuck::cast_slice_mut(&mut self.output.map)[..output],
        )
    }
}

impl Mapped {
    fn create(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(format!("conv-kernel-peers-{}-{name}", std::process::id()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .with_context(|| format!("cannot create {}", path.display()))?;
        file.set_len(CAPACITY as u64)?;
        Ok(Self {
            map: map(&file)?,
            path,
        })
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        // A file that is left over is no reason to fail.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Maps a file into memory.
#[allow(unsafe_code)]
fn map(file: &File) -> Result<MmapMut> {
    // SAFETY: the file is made by this process under its own name and is never truncated. The other
    // process that maps it writes only while it works on a command, and this one then waits for the
    // answer without holding a reference into the map.
    let map = unsafe { MmapMut::map_mut(file) }?;
    Ok(map)
}
