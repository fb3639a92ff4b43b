// Copying, on https, plain http and from disk alike.
const Copy = (() => {
  async function text(what) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(what);
        return true;
      } catch { /* refused: the old way may still work */ }
    }
    return byHand(what);
  }

  // Browsers give the clipboard to secure pages only; a selected text can be copied everywhere.
  function byHand(what) {
    const before = document.activeElement;
    const area = h("textarea", { class: "offstage", "aria-hidden": "true", tabindex: "-1" });
    area.value = what;
    document.body.append(area);
    area.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch { /* told below */ }
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }

  async function picture(src) {
    try {
      const blob = await png(src);
      await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
      return true;
    } catch {
      return false;
    }
  }

  // Clipboards take PNG and little else.
  async function png(src) {
    const image = new Image();
    image.src = src;
    await image.decode();
    const canvas = h("canvas", { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
  }

  return { text, picture };
})();
