// The bot's commands for this person, as the bot has set them.

import { byId, el } from "./dom.js";

const box = byId("commands");
const opener = byId("open-commands");

let offered = [];
let choose = () => {};

/** Offer these commands; `onChoose` is told the one that is chosen, with its slash. */
export function offer(commands, onChoose) {
  offered = commands;
  choose = onChoose;
  opener.hidden = !commands.length;
  close();
}

/** Show the menu; with the focus on its first line if `entered`. */
export function open(entered = true) {
  if (!offered.length) return;
  box.replaceChildren(...offered.map(line));
  box.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  if (entered) box.firstElementChild.focus();
}

/** Hide the menu. */
export function close() {
  box.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

/** Keep the lines that begin as the draft does; hide the menu when the draft is no command. */
export function narrow(text) {
  if (!text.startsWith("/") || /\s/.test(text)) return close();
  open(false);
  for (const item of [...box.children]) item.hidden = !item.dataset.command.startsWith(text);
}

function line({ command, description }) {
  const whole = `/${command}`;
  const take = () => {
    close();
    choose(whole);
  };
  const name = el("bdi", { dir: "ltr" }, whole);
  const about = el("span", { dir: "auto" }, description);
  return el("button", { type: "button", role: "menuitem", "data-command": whole, click: take }, name, about);
}

opener.addEventListener("click", () => (box.hidden ? open() : close()));
box.addEventListener("keydown", (event) => {
  const lines = [...box.children].filter((item) => !item.hidden);
  const at = lines.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
  if (event.key === "Escape") {
    close();
    byId("draft").focus();
  } else if (next !== undefined) {
    lines[(next + lines.length) % lines.length].focus();
    event.preventDefault();
  }
});
document.addEventListener("pointerdown", (event) => {
  if (!box.contains(event.target) && !opener.contains(event.target)) close();
});
