// What there is to filter: a drawn picture, a file, the camera.

/** The longer side of a picture that is filtered. */
const LARGEST = 2560;

/** Draws a harbour in the evening: edges of all directions, colours, and fine lines. */
export function draw(canvas, width, height) {
  canvas.width = width;
  canvas.height = height;
  const to = canvas.getContext("2d", { willReadFrequently: true });
  to.save();
  to.scale(width / 960, height / 600);

  const sky = to.createLinearGradient(0, 0, 0, 380);
  for (const [at, colour] of [[0, "#2b3a67"], [0.55, "#c8697a"], [1, "#f7c873"]]) {
    sky.addColorStop(at, colour);
  }
  to.fillStyle = sky;
  to.fillRect(0, 0, 960, 380);
  to.fillStyle = "#fff3c4";
  circle(to, 700, 250, 62);

  const hills = [["#5b4a72", 300, 46, 150], ["#43385e", 335, 30, 95]];
  for (const [colour, level, high, long] of hills) {
    to.fillStyle = colour;
    to.beginPath();
    to.moveTo(0, 380);
    for (let x = 0; x <= 960; x += 6) {
      to.lineTo(x, level - high * Math.sin(x / long) * Math.cos(x / 61));
    }
    to.lineTo(960, 380);
    to.fill();
  }

  const sea = to.createLinearGradient(0, 380, 0, 600);
  sea.addColorStop(0, "#d98f76");
  sea.addColorStop(1, "#16324f");
  to.fillStyle = sea;
  to.fillRect(0, 380, 960, 220);
  to.strokeStyle = "rgba(255, 233, 190, 0.6)";
  for (let i = 0; i < 40; i++) {
    const y = 386 + 5.2 * i;
    const half = 14 + (i * 37) % 90;
    const middle = 700 + 30 * Math.sin(3.1 * i);
    to.lineWidth = 0.8 + i / 14;
    line(to, middle - half, y, middle + half, y);
  }

  lighthouse(to);
  ship(to);
  board(to);
  to.restore();
}

function lighthouse(to) {
  to.fillStyle = "#2a2636";
  polygon(to, [[40, 470], [110, 405], [250, 400], [330, 470]]);
  const side = (y) => 36 - (420 - y) / 16;
  for (let band = 0; band < 7; band++) {
    const [top, bottom] = [160 + 37 * band, 197 + 37 * band];
    to.fillStyle = band % 2 ? "#f4efe6" : "#c23b3b";
    polygon(to, [
      [180 - side(top), top], [180 + side(top), top], [180 + side(bottom), bottom], [180 - side(bottom), bottom],
    ]);
  }
  to.fillStyle = "#23202e";
  to.fillRect(152, 150, 56, 10);
  to.fillStyle = "#ffe9a8";
  to.fillRect(164, 116, 32, 34);
  to.strokeStyle = "#23202e";
  to.lineWidth = 3;
  for (const x of [164, 175, 185, 196]) {
    line(to, x, 116, x, 150);
  }
  to.fillStyle = "#c23b3b";
  polygon(to, [[156, 117], [180, 88], [204, 117]]);
  const beam = to.createLinearGradient(200, 0, 560, 0);
  beam.addColorStop(0, "rgba(255, 240, 180, 0.55)");
  beam.addColorStop(1, "rgba(255, 240, 180, 0)");
  to.fillStyle = beam;
  polygon(to, [[198, 128], [560, 60], [560, 150], [198, 138]]);
}

function ship(to) {
  to.fillStyle = "#1f2a44";
  polygon(to, [[430, 455], [640, 455], [612, 500], [462, 500]]);
  to.fillStyle = "#f4efe6";
  polygon(to, [[535, 300], [535, 445], [630, 445]]);
  to.fillStyle = "#e4d9c4";
  polygon(to, [[525, 320], [525, 445], [452, 445]]);
  to.strokeStyle = "#1f2a44";
  to.lineWidth = 5;
  line(to, 530, 285, 530, 456);
  to.lineWidth = 1.2;
  for (let i = 0; i < 5; i++) {
    line(to, 530, 290 + 8 * i, 440 + 14 * i, 454);
  }
}

// Fine squares and a star of lines, which show what a kernel does to detail.
function board(to) {
  for (let i = 0; i < 100; i++) {
    const [column, row] = [i % 10, Math.floor(i / 10)];
    to.fillStyle = (column + row) % 2 ? "#f4efe6" : "#1b1d24";
    to.fillRect(790 + 12 * column, 450 + 12 * row, 12, 12);
  }
  to.strokeStyle = "#ffffff";
  to.lineWidth = 1.5;
  for (let i = 0; i < 24; i++) {
    const angle = Math.PI * i / 12;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    line(to, 860 + 14 * x, 90 + 14 * y, 860 + 62 * x, 90 + 62 * y);
  }
}

function polygon(to, corners) {
  to.beginPath();
  for (const [x, y] of corners) {
    to.lineTo(x, y);
  }
  to.fill();
}

function circle(to, x, y, radius) {
  to.beginPath();
  to.arc(x, y, radius, 0, 2 * Math.PI);
  to.fill();
}

function line(to, fromX, fromY, toX, toY) {
  to.beginPath();
  to.moveTo(fromX, fromY);
  to.lineTo(toX, toY);
  to.stroke();
}

/** Puts a picture or a frame into a canvas, opaque and no larger than is filtered. */
export function place(canvas, image, width, height) {
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(scale * side)));
  if (canvas.width !== wide || canvas.height !== high) {
    [canvas.width, canvas.height] = [wide, high];
  }
  const to = canvas.getContext("2d", { willReadFrequently: true });
  to.fillStyle = "#ffffff";
  to.fillRect(0, 0, wide, high);
  to.drawImage(image, 0, 0, wide, high);
}

/** The camera: asks for permission, and calls back with each frame until it is stopped. */
export class Camera {
  #stream = null;
  /** How often it was started or stopped: a start that waits may be overtaken. */
  #turn = 0;
  #video = document.createElement("video");

  get runs() {
    return this.#stream !== null;
  }

  /** Whether it runs: not if it was stopped while the user was asked. */
  async start(eachFrame) {
    if (!navigator.mediaDevices) {
      throw new Error("the browser offers a camera to pages of https and of this machine only");
    }
    const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const turn = ++this.#turn;
    const stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    if (turn !== this.#turn) {
      stream.getTracks().forEach((track) => track.stop());
      return false;
    }
    this.#stream = stream;
    this.#video.srcObject = stream;
    this.#video.muted = true;
    this.#video.playsInline = true;
    try {
      await this.#video.play();
    } catch (error) {
      if (turn === this.#turn) {
        throw error;
      }
    }
    if (turn !== this.#turn) {
      return false;
    }
    const next = (callback) => (this.#video.requestVideoFrameCallback
      ? this.#video.requestVideoFrameCallback(callback)
      : requestAnimationFrame(callback));
    const frame = () => {
      if (this.#stream === stream) {
        eachFrame(this.#video, this.#video.videoWidth, this.#video.videoHeight);
        next(frame);
      }
    };
    next(frame);
    return true;
  }

  stop() {
    this.#turn += 1;
    for (const track of this.#stream?.getTracks() ?? []) {
      track.stop();
    }
    this.#stream = null;
    this.#video.srcObject = null;
  }
}
