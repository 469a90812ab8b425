// The clock that the bot lives by, and the three buttons that move it.

import { byId, el } from "./dom.js";
import * as api from "./api.js";
import { locale, word } from "./words.js";
import { toast } from "./toast.js";

const STRIDES = { hour: "1 hour", day: "1 day", week: "1 week" };

let ahead = 0; // milliseconds by which the bot's clock is ahead of this computer's
let movable = false;

/** Take over what the server says the time is. */
export function set(clock) {
  ahead = Date.parse(clock.now) - Date.now();
  movable = clock.movable;
  show();
}

/** Write the clock anew, in the language in use. */
export function show() {
  const now = new Date(Date.now() + ahead);
  const how = { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
  byId("clock-now").textContent = now.toLocaleString(locale(), how);
  byId("clock-now").dateTime = now.toISOString();
  byId("clock").hidden = false;
  byId("clock-forward").hidden = !movable;
}

/** Draw the buttons, in the language in use. */
export function draw() {
  const buttons = Object.entries(STRIDES).map(([key, by]) =>
    el("button", { type: "button", click: () => move(by) }, word(key)),
  );
  byId("clock-forward").replaceChildren(...buttons);
  show();
}

async function move(by) {
  try {
    set(await api.forward(by));
  } catch {
    toast(word("failed"));
  }
}

setInterval(show, 1000);
