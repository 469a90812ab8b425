// The inline buttons under a message.

import { el, icon } from "./dom.js";
import { word } from "./words.js";
import { link } from "./entities.js";

const PATIENCE = 15000; // milliseconds after which a button stops waiting for the bot's answer

/** The rows of buttons of a message, or null. */
export function keyboard(message, acts) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (!rows.length) return null;
  const lines = rows.map((row) => el("div", { class: "row" }, ...row.map((button) => key(message, button, acts))));
  return el("div", { class: "keyboard", role: "group", keydown: walk }, ...lines);
}

function key(message, button, acts) {
  if (button.url) {
    const element = link(button.url, acts);
    element.className = "key";
    element.dir = "auto";
    element.append(button.text, icon("out"));
    element.setAttribute("aria-label", `${button.text}, ${word("opensPage")}`);
    return element;
  }
  if (button.copy_text) {
    const copy = () => navigator.clipboard.writeText(button.copy_text.text);
    return el("button", { type: "button", class: "key", dir: "auto", click: copy }, button.text);
  }
  const press = (event) => acts.press(message.message_id, button.callback_data, event.currentTarget);
  return el("button", { type: "button", class: "key", dir: "auto", click: press }, button.text);
}

/** Let a button turn its wheel; the returned function stops it, which an answer, a new card or patience does. */
export function wait(button) {
  button.setAttribute("aria-busy", "true");
  const stop = () => {
    clearTimeout(timer);
    button.removeAttribute("aria-busy");
  };
  const timer = setTimeout(stop, PATIENCE);
  return stop;
}

/** Arrow keys walk over the buttons as they are laid out. */
function walk(event) {
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const move = moves[event.key];
  if (!move) return;
  const rows = [...event.currentTarget.children].map((row) => [...row.children]);
  const down = rows.findIndex((row) => row.includes(document.activeElement));
  const mirrored = document.documentElement.dir === "rtl" ? -1 : 1;
  const across = rows[down].indexOf(document.activeElement) + move[1] * mirrored;
  const row = rows[down + move[0]] ?? rows[down];
  row[Math.max(0, Math.min(across, row.length - 1))].focus();
  event.preventDefault();
}

/**
 * When a card that held the focus is drawn anew, the focus goes to the button of the same words if there is one, else
 * to the first; false if the card has no buttons any more, so that the caller finds a place for it.
 */
export function refocus(words, after) {
  const keys = [...after.querySelectorAll(".key")];
  const next = keys.find((candidate) => candidate.textContent === words) ?? keys[0];
  next?.focus({ preventScroll: true });
  return next !== undefined;
}
