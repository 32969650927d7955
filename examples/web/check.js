// What `check.py` opens the page for: results against the definition, and the measured times.

import { put, shorts, bytes, taken } from "./modules.js";
import { colours, derivative, grey, matrix as defined, outer, pascal, shown } from "./definition.js";
import { BORDERS, matrix, read } from "./typed.js";

const SIZES = [[1, 1], [2, 1], [1, 5], [3, 3], [17, 5], [33, 31], [101, 67]];

/** Texts with their taps, as integers over a denominator; last, what an entry of the matrix is over. */
const TAPS = [
  ["sobel_x / 8", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 8],
  ["[[1, 2, 1], [2, 4, 2], [1, 2, 1]] / 16", outer([1, 2, 1], [1, 2, 1]), 16],
  ["[[1, -2, 3], [0, 5, 0], [-4, 0, -2]]", [[1, -2, 3], [0, 5, 0], [-4, 0, -2]], 1],
  ["binomial([5, 5])", outer(pascal(4), pascal(4)), 256],
  ["box([3, 5])", outer([1, 1, 1], [1, 1, 1, 1, 1]), 15],
  ["[[1, 1], [1, 1]] / 4", [[1, 1], [1, 1]], 4],
  // The matrix of exact sums has integers; that of sums of floats has the taps.
  ["[[0.5, 0.25, 0.25]]", [[2, 1, 1]], 4, 4],
  ["[[1]]", [[1]], 1],
  ["3 * sobel_x + box([1, 1])", [[-3, 0, 3], [-6, 1, 6], [-3, 0, 3]], 1],
];

const WRONG = [
  "", " ", "sobel_z", "gaussian([9, 9])", "[[1, 2], [3]]", "[1, 2, 1]", "[[1, 2", "[[1]] / 0", "7", "[[]]", "[]", "\"",
  "gaussian([9, 9], -1)", "file(\"a.npy\")", "{ a: sobel_x, b: sobel_y }", "sobel_x + 1", "é", "[[1e999]]",
  "box([100000, 100000])", "[[1]] * ", "[[99999999999999999999]]", "sobel_x.flop()", "[[0x]]", "((((", "|v| v", "remez(7)",
  "disk(20)", "(".repeat(5000), "-".repeat(5000) + "1",
];

/** The same bytes for everyone (Marsaglia's xorshift). */
function randomPicture(width, height) {
  let state = 0x9e3779b9 ^ (width * 4099 + height);
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 24;
  });
  return new ImageData(data, width, height);
}

class Results {
  compared = 0;
  wrong = [];

  equal(what, found, expected) {
    this.compared += expected.length;
    const at = expected.findIndex((value, i) => value !== found[i]);
    if (found.length !== expected.length || at >= 0) {
      this.wrong.push(`${what}: element ${at} is ${found[at]} and should be ${expected[at]}`);
    }
  }

  holds(what, truth) {
    if (!truth) {
      this.wrong.push(what);
    }
  }
}

function declaredKernels(filters, results) {
  for (const [width, height] of SIZES) {
    const picture = randomPicture(width, height);
    const size = width * height;
    put(filters, picture);
    filters.prepare();
    results.equal(`grey, ${width}x${height}`, bytes(filters, filters.grey(), size), grey(picture));
    shown.forEach((definition, number) => {
      filters.run(number);
      filters.show(number);
      const found = taken(filters, width, height).data;
      results.equal(`kernel ${number}, ${width}x${height}`, found, definition(picture));
    });
    filters.run(0);
    results.equal(`Sobel, ${width}x${height}`, shorts(filters, filters.derivative(), size), derivative(picture));
  }
}

function pixels(id) {
  const canvas = document.getElementById(id);
  return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
}

/** Types a text into the page. */
function type(text) {
  const input = document.getElementById("taps");
  input.value = text;
  input.dispatchEvent(new Event("input"));
}

/** What the canvases show for each kernel. */
function canvases(choose, results) {
  shown.forEach((definition, number) => {
    choose(number);
    results.equal(`canvas of kernel ${number}`, pixels("result").data, definition(pixels("source")));
  });
  type("[[1, 2, 1]] / 4");
  const expected = colours(pixels("source"), [[1, 2, 1]], 4, 0, BORDERS[0]);
  results.equal("canvas of a typed kernel", pixels("own").data, expected);
}

function typedKernels(typed, results) {
  for (const [text, taps, denominator, over = 1] of TAPS) {
    for (const [border, added] of BORDERS.flatMap((name) => [[name, 0], [name, 128]])) {
      const { mistakes } = read(typed, text, BORDERS.indexOf(border), added !== 0);
      results.holds(`${text}: ${mistakes[0]?.message}`, mistakes.length === 0);
      for (const [width, height] of SIZES) {
        const picture = randomPicture(width, height);
        put(typed, picture);
        typed.run();
        const found = taken(typed, width, height).data;
        const expected = colours(picture, taps, denominator, added, border);
        results.equal(`${text}, ${border}, ${width}x${height}`, found, expected);
      }
      const { rows, entries } = matrix(typed);
      results.holds(`${text}: the matrix has ${rows} rows`, rows === 64);
      const expected = defined(taps, border, 8, 8).map((entry) => entry / over);
      results.equal(`matrix of ${text}, ${border}`, entries, expected);
    }
  }
}

/** Mistakes are messages under the input, and the kernel before them stays. */
function mistakes(results) {
  const [input, under] = ["taps", "mistakes"].map((id) => document.getElementById(id));
  for (const text of WRONG) {
    type("sobel_x");
    results.holds("a right text leaves a message", under.textContent === "");
    const plan = document.getElementById("plan").textContent;
    type(text);
    results.holds(`${JSON.stringify(text)} has no message`, under.textContent.length > 10);
    results.holds(`${JSON.stringify(text)} is not marked`, input.getAttribute("aria-invalid") === "true");
    results.holds(`${JSON.stringify(text)} changes the plan`, document.getElementById("plan").textContent === plan);
  }
  type("gaussian([9, 9], 1.5)");
}

/** Sends what was found to `check.py`. */
export async function check(started, { choose, showTimes, modules }) {
  const results = new Results();
  const report = { userAgent: navigator.userAgent };
  try {
    await started;
    const { filters, typed } = modules();
    declaredKernels(filters, results);
    canvases(choose, results);
    typedKernels(typed, results);
    mistakes(results);
    report.times = await showTimes();
    choose(1);
    results.holds("JavaScript and WebAssembly differ", report.times.equal);
  } catch (error) {
    results.wrong.push(error.stack ?? String(error));
  }
  report.compared = results.compared;
  report.wrong = results.wrong;
  await fetch("/report", { method: "POST", body: JSON.stringify(report) });
}
