// A picture by itself, as large as the window.

import { byId } from "./dom.js";

const dialog = byId("viewer");
const picture = byId("viewer-picture");

/** Show a picture until Escape, the cross or a tap beside it. */
export function view(url, alt) {
  picture.src = url;
  picture.alt = alt;
  dialog.showModal();
}

dialog.addEventListener("click", (event) => event.target !== picture && dialog.close());
