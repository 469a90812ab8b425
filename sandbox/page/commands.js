// The bot's commands for this person, as the bot has set them.

import { byId, el } from "./dom.js";

const box = byId("commands");
const opener = byId("open-commands");
const draft = byId("draft");

let acts = null;

/** Where commands come from (`load`), and what happens with the one that is chosen, with its slash (`choose`). */
export function serve(given) {
  acts = given;
}

/** Show the menu as it is now, only what begins as the draft does. */
async function open(beginning) {
  const offered = (await acts.load()).filter(({ command }) => `/${command}`.startsWith(beginning));
  box.replaceChildren(...offered.map(line));
  box.hidden = !offered.length;
  opener.setAttribute("aria-expanded", String(offered.length > 0));
}

/** Hide the menu. */
export function close() {
  box.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

async function enter() {
  await open("/");
  box.firstElementChild?.focus();
}

async function narrow(text) {
  if (!/^\/\S*$/.test(text)) return close();
  await open(text);
  if (draft.value !== text) await narrow(draft.value);
}

function line({ command, description }) {
  const whole = `/${command}`;
  const take = () => {
    close();
    if (draft.value.startsWith("/")) draft.value = "";
    draft.dispatchEvent(new Event("input"));
    acts.choose(whole);
  };
  const name = el("bdi", { dir: "ltr" }, whole);
  const about = el("span", { dir: "auto" }, description);
  return el("button", { type: "button", role: "menuitem", click: take }, name, about);
}

opener.addEventListener("click", () => (box.hidden ? enter() : close()));
draft.addEventListener("input", () => narrow(draft.value));
draft.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" && !box.hidden) box.firstElementChild.focus();
  else if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) close();
});
box.addEventListener("keydown", (event) => {
  const lines = [...box.children];
  const at = lines.indexOf(document.activeElement);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
  if (event.key === "Escape") {
    close();
    draft.focus();
  } else if (next !== undefined) {
    lines[(next + lines.length) % lines.length].focus();
    event.preventDefault();
  }
});
document.addEventListener("pointerdown", (event) => {
  if (!box.contains(event.target) && !opener.contains(event.target)) close();
});
