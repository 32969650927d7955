// What the kernels of the page are, by definition: sums over windows, in exact integers.
//
// Nothing of the modules is used here.

const TAPS = {
  sobelX: [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
  sobelY: [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
  sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
  emboss: [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
};

/** Row `n` of Pascal's triangle. */
export function pascal(n) {
  const row = [1];
  for (let i = 0; i < n; i++) {
    row.push(row[i] * (n - i) / (i + 1));
  }
  return row;
}

export const outer = (column, row) => column.map((one) => row.map((other) => one * other));

const modulo = (i, length) => ((i % length) + length) % length;

/** The place of the element that stands for one outside; -1 for a zero. */
const OUTSIDE = {
  zero: (i, length) => (i >= 0 && i < length ? i : -1),
  replicate: (i, length) => Math.min(Math.max(i, 0), length - 1),
  // `cb|abc|ba`, again and again.
  reflect101: (i, length) => {
    const within = modulo(i, Math.max(1, 2 * (length - 1)));
    return Math.min(within, 2 * (length - 1) - within);
  },
  wrap: modulo,
};

/** The integer next to a fraction; the even one, if two are as near. */
function nearest(numerator, denominator) {
  const below = Math.floor(numerator / denominator);
  const twice = 2 * (numerator - below * denominator);
  return below + Number(twice > denominator || (twice === denominator && below % 2 !== 0));
}

const clamped = (value) => Math.min(255, Math.max(0, value));

/** Sums of a plane, each an integer; of kernels with an even side the smaller half is before. */
function sums(plane, width, height, taps, border = "reflect101") {
  const [up, left] = [(taps.length - 1) >> 1, (taps[0].length - 1) >> 1];
  const place = (count, before, length) => Array.from({ length: length + count }, (_, i) => OUTSIDE[border](i - before, length));
  const [rows, columns] = [place(taps.length, up, height), place(taps[0].length, left, width)];
  const all = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < taps.length; i++) {
        const row = rows[y + i];
        for (let j = 0; j < taps[i].length; j++) {
          const column = columns[x + j];
          if (row >= 0 && column >= 0) {
            sum += taps[i][j] * plane[row * width + column];
          }
        }
      }
      all[y * width + x] = sum;
    }
  }
  return all;
}

/** The channels of a picture, each a plane. */
const channels = (pixels) => [0, 1, 2].map((c) => pixels.filter((_, i) => i % 4 === c));

function opaque([red, green, blue]) {
  const pixels = new Uint8ClampedArray(4 * red.length).fill(255);
  for (let i = 0; i < red.length; i++) {
    [pixels[4 * i], pixels[4 * i + 1], pixels[4 * i + 2]] = [red[i], green[i], blue[i]];
  }
  return pixels;
}

/** Each channel filtered: taps over a denominator, and what is added. */
export function colours({ data, width, height }, taps, denominator = 1, added = 0, border = "reflect101") {
  const filtered = channels(data).map((plane) => sums(plane, width, height, taps, border)
    .map((sum) => clamped(nearest(sum + added * denominator, denominator))));
  return opaque(filtered);
}

export function grey({ data }) {
  const [red, green, blue] = channels(data);
  return red.map((_, i) => nearest(299 * red[i] + 587 * green[i] + 114 * blue[i], 1000));
}

export const derivative = (image) => sums(grey(image), image.width, image.height, TAPS.sobelX);

/** What the page shows for each number of a kernel. */
export const shown = [
  (image) => {
    const plane = derivative(image).map((sum) => Math.floor(sum / 8) + 128);
    return opaque([plane, plane, plane]);
  },
  (image) => {
    const { width, height } = image;
    const [gx, gy] = [TAPS.sobelX, TAPS.sobelY].map((taps) => sums(grey(image), width, height, taps));
    const plane = gx.map((x, i) => clamped(nearest(Math.abs(x) + Math.abs(gy[i]), 2)));
    return opaque([plane, plane, plane]);
  },
  (image) => colours(image, TAPS.sharpen),
  (image) => colours(image, outer(pascal(8), pascal(8)), 1 << 16),
  (image) => colours(image, TAPS.emboss),
];

/** The matrix of taps for a plane, row by row. */
export function matrix(taps, border, width, height) {
  const size = width * height;
  const entries = new Float64Array(size * size);
  const [up, left] = [(taps.length - 1) >> 1, (taps[0].length - 1) >> 1];
  for (let i = 0; i < size; i++) {
    const [y, x] = [Math.floor(i / width), i % width];
    taps.forEach((row, v) => row.forEach((tap, u) => {
      const [row, column] = [OUTSIDE[border](y + v - up, height), OUTSIDE[border](x + u - left, width)];
      if (row >= 0 && column >= 0) {
        entries[i * size + row * width + column] += tap;
      }
    }));
  }
  return entries;
}
