//! The format `.safetensors`: the length of the header in 8 bytes, the header in JSON, the tensors.
//!
//! The crate `safetensors` checks the header. Its `SafeTensors::deserialize` is not used: it needs
//! the whole file, which is large for a whole network, and adds sizes from the header unchecked, so
//! that a broken one would overflow. Here only the header and the tensor are read.

use super::Contents;
use super::dtype::{ByteOrder, DType};
use super::open::{excerpt, unreadable};
use ::safetensors::Dtype;
use ::safetensors::tensor::Metadata;
use conv_plan::fault::names::distance;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// No header is longer; the crate has the same limit.
const LONGEST_HEADER: u64 = 100_000_000;

pub(super) fn read(mut file: impl Read + Seek, tensor: Option<&str>) -> Contents {
    let io = |error: io::Error| unreadable(&error);
    let size = file.seek(SeekFrom::End(0)).map_err(io)?;
    let Some(after_length) = size.checked_sub(8) else {
        return Err("is truncated, within the length of its header: save it again".into());
    };
    let mut length = [0; 8];
    file.rewind().map_err(io)?;
    file.read_exact(&mut length).map_err(io)?;
    let length = u64::from_le_bytes(length);
    if length > LONGEST_HEADER {
        return Err("does not begin as a safetensors file does: save the tensors again".into());
    }
    let Some(there) = after_length.checked_sub(length) else {
        return Err("is truncated, within its header: save it again".into());
    };
    let metadata: Metadata =
        serde_json::from_slice(&take(&mut file, length)?).map_err(|error| {
            let error = excerpt(&error.to_string());
            format!("has a header that is not one of safetensors ({error}): save the tensors again")
        })?;
    let expected = metadata.data_len() as u64;
    if there < expected {
        return Err(format!(
            "is truncated, with {there} of the {expected} bytes of its tensors: save it again"
        ));
    }
    if there > expected {
        return Err(format!(
            "has {there} bytes after its header, where its tensors take {expected}: save it again"
        ));
    }
    let Some((name, info)) = tensor.and_then(|name| Some((name, metadata.info(name)?))) else {
        return Err(unnamed(tensor, &metadata));
    };
    let dtype = dtype(info.dtype).map_err(|fault| format!("has `{name:?}` {fault}"))?;
    let (start, end) = info.data_offsets;
    file.seek(SeekFrom::Start(8 + length + start as u64))
        .map_err(io)?;
    let bytes = take(&mut file, (end - start) as u64)?;
    let values = dtype
        .values(ByteOrder::Little, &bytes)
        .map_err(|fault| format!("has in `{name:?}` {fault}"))?;
    Ok((info.shape.clone(), values))
}

/// The next `length` bytes. Memory grows with what is there, whatever a header promises.
fn take(file: &mut impl Read, length: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match file.take(length).read_to_end(&mut bytes) {
        Ok(read) if read as u64 == length => Ok(bytes),
        Ok(_) => Err(unreadable(&ErrorKind::UnexpectedEof.into())),
        Err(error) => Err(unreadable(&error)),
    }
}

fn dtype(dtype: Dtype) -> Result<DType, String> {
    match dtype {
        Dtype::F16 => Ok(DType::F16),
        Dtype::BF16 => Ok(DType::BF16),
        Dtype::F32 => Ok(DType::F32),
        Dtype::F64 => Ok(DType::F64),
        Dtype::I8 => Ok(DType::I8),
        Dtype::I16 => Ok(DType::I16),
        Dtype::I32 => Ok(DType::I32),
        Dtype::I64 => Ok(DType::I64),
        Dtype::U8 => Ok(DType::U8),
        Dtype::U16 => Ok(DType::U16),
        Dtype::U32 => Ok(DType::U32),
        Dtype::U64 => Ok(DType::U64),
        other => Err(format!(
            "in the dtype `{other}`: convert it to floats or integers, such as `F32` or `I32`, and save it again"
        )),
    }
}

/// The message for a tensor that is not named, or that the file does not have.
fn unnamed(tensor: Option<&str>, metadata: &Metadata) -> String {
    const MOST: usize = 8;
    let mut names = metadata.offset_keys();
    if names.is_empty() {
        return "holds no tensor: save the weights into it".into();
    }
    if let Some(tensor) = tensor {
        names.sort_by_cached_key(|name| distance(tensor, name));
    }
    let mut listed: Vec<String> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`\"{}\"`", excerpt(name)))
        .collect();
    match names.len().saturating_sub(MOST) {
        0 => {}
        more => listed.push(format!("one of {more} more")),
    }
    let listed = match listed.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} or {last}", init.join(", ")),
        all => all.concat(),
    };
    match tensor {
        Some(tensor) => format!("holds no tensor `{tensor:?}`: write {listed}"),
        None => format!("holds several tensors: write the name of one after the path, {listed}"),
    }
}
