// The bot's answers to a pressed button: a line that goes by itself, or an alert that waits for OK.

import { byId, el } from "./dom.js";

const SHOWN = 4500; // milliseconds

/** Show a line for a moment. */
export function toast(text) {
  const line = el("p", { class: "toast", dir: "auto" }, text);
  byId("toasts").append(line);
  setTimeout(() => line.remove(), SHOWN);
}

/** Show a text until it is closed. */
export function alertBox(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}
