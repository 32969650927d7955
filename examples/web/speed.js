// The same filter in WebAssembly and in plain JavaScript, measured in turns.

import { bytes, load, put, shorts, taken } from "./modules.js";
import { draw } from "./picture.js";

export const SAMPLES = 31;
const [WIDTH, HEIGHT] = [1920, 1080];
/** Runs before the first sample: both are compiled for speed by then. */
const WARM = 12;
/** Runs of a sample, because browsers make their clocks coarse. */
const RUNS = 4;

/** Sobel's horizontal derivative with `reflect101`: sums of columns, each computed once. */
export function sobelX(source, result, width, height) {
  const reflected = (y) => Math.max(0, y < 0 ? -y : y < height ? y : 2 * height - 2 - y);
  for (let y = 0; y < height; y++) {
    const above = reflected(y - 1) * width;
    const here = y * width;
    const below = reflected(y + 1) * width;
    let middle = source[above] + 2 * source[here] + source[below];
    // Both sides of the first column are the second one.
    let left = width > 1 ? source[above + 1] + 2 * source[here + 1] + source[below + 1] : middle;
    for (let x = 1; x < width; x++) {
      const right = source[above + x] + 2 * source[here + x] + source[below + x];
      result[here + x - 1] = right - left;
      left = middle;
      middle = right;
    }
    result[here + width - 1] = 0;
  }
}

const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];

/** Medians in milliseconds, of a module that nothing else on the page uses. */
export async function measure() {
  const filters = await load("filters.wasm");
  const canvas = document.createElement("canvas");
  draw(canvas, WIDTH, HEIGHT);
  const from = canvas.getContext("2d", { willReadFrequently: true });
  const other = document.createElement("canvas");
  [other.width, other.height] = [WIDTH, HEIGHT];
  const to = other.getContext("2d", { willReadFrequently: true });

  const copied = () => {
    put(filters, from.getImageData(0, 0, WIDTH, HEIGHT));
    filters.prepare();
    filters.run(0);
    filters.show(0);
    to.putImageData(taken(filters, WIDTH, HEIGHT), 0, 0);
  };
  copied();
  const grey = bytes(filters, filters.grey(), WIDTH * HEIGHT).slice();
  const sums = new Int16Array(WIDTH * HEIGHT);
  const ways = {
    wasm: () => filters.run(0),
    plain: () => sobelX(grey, sums, WIDTH, HEIGHT),
    copied,
  };
  for (const run of Object.values(ways)) {
    for (let i = 0; i < WARM; i++) {
      run();
    }
    // V8 installs what it compiled beside the program between tasks.
    await new Promise((done) => setTimeout(done, 50));
  }
  const times = { wasm: [], plain: [], copied: [] };
  for (let sample = 0; sample < SAMPLES; sample++) {
    for (const [name, run] of Object.entries(ways)) {
      const start = performance.now();
      for (let i = 0; i < RUNS; i++) {
        run();
      }
      times[name].push((performance.now() - start) / RUNS);
    }
    await new Promise((done) => setTimeout(done, 0));
  }
  const found = shorts(filters, filters.derivative(), WIDTH * HEIGHT);
  return {
    wasm: median(times.wasm),
    plain: median(times.plain),
    copied: median(times.copied),
    samples: SAMPLES,
    equal: found.every((sum, i) => sum === sums[i]),
  };
}
