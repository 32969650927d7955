// The two modules of WebAssembly, and views of their memory.

/** Loads a module; its exports, and how many bytes it has. */
export async function load(name) {
  const response = await fetch(name);
  if (!response.ok) {
    throw new Error(`${name} is missing: build it with serve.py`);
  }
  const bytes = await response.arrayBuffer();
  const { instance } = await WebAssembly.instantiate(bytes);
  return { ...instance.exports, size: bytes.byteLength };
}

// A view is of no use after a call that makes memory grow, so that each is made when it is needed.
export const bytes = (module, at, length) => new Uint8Array(module.memory.buffer, at, length);
export const shorts = (module, at, length) => new Int16Array(module.memory.buffer, at, length);
export const doubles = (module, at, length) => new Float64Array(module.memory.buffer, at, length);
export const string = (module, at, length) => new TextDecoder().decode(bytes(module, at, length));

/** Puts the pixels of an `ImageData` into a module. */
export function put(module, { data, width, height }) {
  const at = module.frame(width, height);
  if (at === 0) {
    throw new Error(`there is no memory for ${width} × ${height} pixels`);
  }
  bytes(module, at, data.length).set(data);
}

/** The result of a module as an `ImageData`, without a copy. */
export function taken(module, width, height) {
  const pixels = new Uint8ClampedArray(module.memory.buffer, module.shown(), 4 * width * height);
  return new ImageData(pixels, width, height);
}
