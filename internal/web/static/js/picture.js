// @ts-check
// Pictures that the server draws as SVG, as PNG too: for documents that take no SVG.

/** How many dots stand for one of the picture, so that it prints well, and how many a side has at most. */
const scale = 2;
const most = 8192;

/** offer puts a button beside each link to a picture. @param {HTMLElement} view @param {(text: string, kind?: string) => void} notice */
export function offer(view, notice) {
  for (const a of view.querySelectorAll("a[data-picture]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "PNG";
    button.setAttribute("aria-label", a.textContent.replace("SVG", "PNG"));
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        save(await drawn(a.href), view.dataset.file.replace(/^.*[:/]/, "").replace(/\.[^.]*$/, "") + ".png");
      } catch (e) {
        notice("The picture cannot be drawn: " + e.message, "bad");
      }
      button.disabled = false;
    });
    a.after(" ", button);
  }
}

/** drawn draws the SVG at an address. @returns {Promise<Blob>} */
async function drawn(address) {
  const r = await fetch(address);
  const text = await r.text();
  if (!r.ok) throw new Error(text.trim());
  const image = new Image();
  image.src = "data:image/svg+xml," + encodeURIComponent(text);
  await image.decode();
  const k = Math.min(scale, most / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * k);
  canvas.height = Math.round(image.naturalHeight * k);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob((b) => (b ? resolve(b) : reject(new Error("it is too large"))), "image/png"));
}

function save(blob, name) {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
