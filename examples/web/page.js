// The page: what is chosen, and what is shown of it.

import { load, put, string, taken } from "./modules.js";
import { Camera, draw, place } from "./picture.js";
import { measure } from "./speed.js";
import { BORDERS, SAMPLES, drawMatrix, matrix, read, showMistakes } from "./typed.js";

/** Declared kernels, by their numbers in the module. */
const KERNELS = [
  ["Sobel x", "SobelX"],
  ["Edges", "Edges"],
  ["Sharpen", "Sharpen"],
  ["Blur", "Blur"],
  ["Emboss", "Emboss"],
];

/** The first kernel of colours: those before it read the grey plane. */
const COLOURS = 2;

const element = (id) => document.getElementById(id);
const [source, result] = [element("source"), element("result")];
const camera = new Camera();
let filters = null;
let typed = null;
let chosen = 1;
let declarations = "";

/** Filters the source into a canvas; milliseconds of the kernel alone, and of all. */
function filter(module, canvas, prepare, run, show) {
  const { width, height } = source;
  const start = performance.now();
  put(module, source.getContext("2d").getImageData(0, 0, width, height));
  prepare();
  const from = performance.now();
  const done = run();
  const kernel = performance.now() - from;
  if (!done) {
    throw new Error("this picture could not be filtered");
  }
  show();
  if (canvas.width !== width || canvas.height !== height) {
    [canvas.width, canvas.height] = [width, height];
  }
  canvas.getContext("2d", { willReadFrequently: true }).putImageData(taken(module, width, height), 0, 0);
  const all = performance.now() - start;
  return `${kernel.toFixed(2)} ms, and ${all.toFixed(1)} ms from canvas to canvas`;
}

/** What failed is shown, and the page goes on. */
function attempt(action) {
  element("trouble").textContent = "";
  try {
    return action();
  } catch (error) {
    element("trouble").textContent = error.message;
  }
}

/** What is under the source. */
function caption(what) {
  element("source-caption").textContent = `${what}: ${source.width} × ${source.height} pixels`;
}

function drawPicture() {
  draw(source, 960, 600);
  caption("Drawn");
}

function updateDeclared() {
  const prepare = () => chosen >= COLOURS || filters.prepare();
  const time = filter(filters, result, prepare, () => filters.run(chosen), () => filters.show(chosen));
  element("result-caption").textContent = `${KERNELS[chosen][0]}: ${time}`;
}

function updateTyped() {
  if (typed === null || typed.matrix_rows() === 0) {
    return;
  }
  const time = filter(typed, element("own"), () => {}, () => typed.run(), () => {});
  element("own-caption").textContent = `Your kernel: ${time}`;
}

function update() {
  attempt(() => {
    updateDeclared();
    updateTyped();
  });
}

/** The declaration of a kernel, cut out of the source. */
function declaration(name) {
  const found = new RegExp(`((?: {4}///[^\\n]*\\n)+) {4}pub\\(crate\\) (struct ${name}:[^]*?\\n {4}\\})`).exec(declarations);
  if (!found) {
    return "";
  }
  const body = `${found[1]}    ${found[2]}`;
  return `conv_kernel! {\n${body}\n}`;
}

function choose(number) {
  chosen = number;
  element("kernels").querySelectorAll("input")[number].checked = true;
  element("declaration").textContent = declaration(KERNELS[number][1]);
  attempt(updateDeclared);
}

function readTyped() {
  if (typed === null) {
    return;
  }
  const text = element("taps").value;
  const { plan, mistakes } = read(typed, text, element("border").selectedIndex, element("centred").checked);
  const wrong = mistakes.length > 0;
  showMistakes(element("mistakes"), mistakes, text);
  element("taps").setAttribute("aria-invalid", String(wrong));
  element("facts").classList.toggle("stale", wrong);
  if (wrong) {
    return;
  }
  const lines = plan.split("\n");
  const facts = lines.pop();
  element("plan").textContent = lines.join("\n");
  element("matrix-caption").textContent =
    `For a plane of 8 × 8: ${facts}. Red is above 0, blue below; each block joins a row of results to a row of pixels.`;
  drawMatrix(element("matrix"), matrix(typed));
  attempt(updateTyped);
}

async function showTimes() {
  stopCamera();
  element("measure").disabled = true;
  element("measuring").textContent = "Measuring …";
  await new Promise((done) => setTimeout(done, 30));
  const times = await measure().finally(() => {
    element("measure").disabled = false;
    element("measuring").textContent = "";
  });
  const rows = element("times").rows;
  [times.wasm, times.plain, times.copied].forEach((time, i) => {
    rows[i].cells[1].textContent = `${time.toFixed(2)} ms`;
    rows[i].cells[2].textContent = (1000 / time).toFixed(0);
  });
  element("ratio").textContent = times.equal
    ? `${(times.plain / times.wasm).toFixed(1)} times as fast as plain JavaScript, with equal results`
    : "The results differ";
  return times;
}

async function toggleCamera() {
  const button = element("camera");
  if (camera.runs) {
    stopCamera();
    update();
    return;
  }
  let times = [];
  button.disabled = true;
  try {
    const runs = await camera.start((image, width, height) => {
      place(source, image, width, height);
      update();
      const now = performance.now();
      times = times.filter((time) => now - time < 1000);
      times.push(now);
      caption(`Camera, ${times.length} frames in the last second`);
    });
    if (runs) {
      button.textContent = "Stop camera";
      button.setAttribute("aria-pressed", "true");
    }
  } catch (error) {
    camera.stop();
    element("trouble").textContent = `No camera: ${error.message}`;
  } finally {
    button.disabled = false;
  }
}

function stopCamera() {
  camera.stop();
  element("camera").textContent = "Start camera";
  element("camera").setAttribute("aria-pressed", "false");
}

async function openFile(file) {
  try {
    const image = await createImageBitmap(file);
    stopCamera();
    place(source, image, image.width, image.height);
    caption(file.name);
    update();
  } catch {
    element("trouble").textContent = `${file.name} is no picture that this browser can read`;
  }
}

function listen() {
  KERNELS.forEach(([name], number) => {
    const [label, input, words] = ["label", "input", "span"].map((tag) => document.createElement(tag));
    [input.type, input.name, input.value] = ["radio", "kernel", String(number)];
    input.addEventListener("change", () => choose(number));
    words.textContent = name;
    label.append(input, words);
    element("kernels").append(label);
  });
  for (const border of BORDERS) {
    element("border").append(new Option(border, border));
  }
  for (const [name, text, centred = false] of SAMPLES) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", () => {
      element("taps").value = text;
      element("centred").checked = centred;
      readTyped();
    });
    element("samples").append(button);
  }
  element("drawn").addEventListener("click", () => {
    stopCamera();
    drawPicture();
    update();
  });
  element("file").addEventListener("change", (event) => {
    const [file] = event.target.files;
    // The same file may be chosen again.
    event.target.value = "";
    if (file) {
      openFile(file);
    }
  });
  element("camera").addEventListener("click", toggleCamera);
  for (const [id, event] of [["taps", "input"], ["centred", "change"], ["border", "change"]]) {
    element(id).addEventListener(event, () => attempt(readTyped));
  }
  element("measure").addEventListener("click", () => showTimes().catch((error) => {
    element("trouble").textContent = error.message;
  }));
}

async function start() {
  drawPicture();
  const text = (response) => response.text();
  [filters, declarations] = await Promise.all([
    load("filters.wasm"),
    fetch("filters/src/kernels.rs").then(text),
  ]);
  listen();
  choose(chosen);
  typed = await load("typed.wasm");
  readTyped();
  const level = string(filters, filters.level(), filters.level_length());
  element("built").textContent =
    `Instruction set: ${level}. Declared kernels are ${filters.size.toLocaleString("en")} bytes of WebAssembly; `
    + `what reads, plans and runs a typed one is ${typed.size.toLocaleString("en")}.`;
}

const started = start();
started.catch((error) => {
  element("trouble").textContent = error.message;
});
if (location.hash === "#check") {
  // The page is not loaded before the answer to this, and `check.py` takes its picture then.
  const answer = new Image();
  answer.src = "/answer";
  answer.hidden = true;
  document.body.append(answer);
  const { check } = await import("./check.js");
  await check(started, { choose, showTimes, modules: () => ({ filters, typed }) });
}
