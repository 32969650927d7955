// The kernel that is typed: its mistakes under the input, its plan in words, its matrix drawn.

import { bytes, doubles, string } from "./modules.js";

export const SAMPLES = [
  ["Box", "box([7, 7])"],
  ["Gaussian", "gaussian([9, 9], 1.5)"],
  ["Rows of numbers", "[[0, -1, 0],\n [-1, 5, -1],\n [0, -1, 0]]"],
  ["Motion", "identity(9) / 9"],
  ["Laplacian of Gaussian", "8 * log([9, 9], 1.4)", true],
  ["Sobel y, smoothed", "binomial([3, 3]) * sobel_y / 4", true],
];

/** The side of an entry in pixels, and how many entries are a block. */
const SQUARE = 8;
const BLOCK = 8;

/** By their numbers in the module; the first is the default of the crate. */
export const BORDERS = ["zero", "replicate", "reflect101", "wrap"];

/** Reads a text: its plan, or its mistakes, each with the part of the text that it is about. */
export function read(module, text, border, centred) {
  const written = new TextEncoder().encode(text);
  const at = module.write_text(written.length);
  bytes(module, at, written.length).set(written);
  const accepted = module.read_taps(border, centred) !== 0;
  const answer = string(module, module.text(), module.text_length());
  if (accepted) {
    return { plan: answer, mistakes: [] };
  }
  const decoder = new TextDecoder();
  const mistakes = answer.trimEnd().split("\n").map((row) => {
    const [, from, to, message] = /^(\d+) (\d+) (.*)$/.exec(row);
    return { part: decoder.decode(written.slice(Number(from), Number(to))), message };
  });
  return { plan: "", mistakes };
}

/** The entries of the matrix, row by row. */
export function matrix(module) {
  const [rows, columns] = [module.matrix_rows(), module.matrix_columns()];
  return { rows, columns, entries: doubles(module, module.matrix(), rows * columns) };
}

/** Draws a square for each entry: white for 0, blue below it, red above. */
export function drawMatrix(canvas, { rows, columns, entries }) {
  [canvas.width, canvas.height] = [columns * SQUARE + 1, rows * SQUARE + 1];
  const to = canvas.getContext("2d");
  to.fillStyle = "#ffffff";
  to.fillRect(0, 0, canvas.width, canvas.height);
  const largest = entries.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
  entries.forEach((entry, i) => {
    if (entry === 0) {
      return;
    }
    const part = 0.15 + 0.85 * Math.abs(entry) / largest;
    const end = entry < 0 ? [33, 102, 172] : [178, 24, 43];
    to.fillStyle = `rgb(${end.map((value) => Math.round(255 + part * (value - 255))).join(" ")})`;
    to.fillRect(SQUARE * (i % columns), SQUARE * Math.floor(i / columns), SQUARE, SQUARE);
  });
  to.fillStyle = "#8a929b";
  for (let x = 0; x <= columns; x += BLOCK) {
    to.fillRect(SQUARE * x, 0, 1, canvas.height);
  }
  for (let y = 0; y <= rows; y += BLOCK) {
    to.fillRect(0, SQUARE * y, canvas.width, 1);
  }
}

/** Puts mistakes under the input. */
export function showMistakes(element, mistakes, text) {
  element.replaceChildren(...mistakes.map(({ part, message }) => {
    const line = document.createElement("p");
    if (part.trim() !== "" && part !== text) {
      const code = document.createElement("code");
      code.textContent = part;
      line.append(code, ": ");
    }
    line.append(message);
    return line;
  }));
}
