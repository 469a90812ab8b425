// Several people side by side: each in a frame of their own, so that every chat is whole and nothing is shared.

import { byId, el, icon } from "./dom.js";
import { direction, word } from "./words.js";

export const MOST = 3; // a browser gives one server six connections, and each chat listens on one
/** Whether this page is itself one of several: then it shows its chat, and nobody else to pick. */
export const alone = new URLSearchParams(location.search).has("alone");

const place = byId("beside");

/** The address of these people side by side, or of one by himself. */
export const addressOf = (ids) => `#${ids.join("+")}`;

/** The people that an address names: `7001+7004`. */
export const peopleOf = (address) => [...new Set(address.split("+").map(Number))].filter(Boolean).slice(0, MOST);

/** Show these people, keeping the frames of those who are shown already. */
export function show(people, nameOf) {
  const frames = new Map([...place.children].map((column) => [Number(column.dataset.person), column]));
  for (const [id, column] of frames) if (!people.some((person) => person.id === id)) column.remove();
  for (const person of people) {
    const column = frames.get(person.id) ?? place.appendChild(draw(person, nameOf(person)));
    const others = people.filter((other) => other !== person).map((other) => other.id);
    const close = column.querySelector("a");
    close.href = addressOf(others);
    close.title = word("apart");
    close.setAttribute("aria-label", `${word("apart")}: ${nameOf(person)}`);
  }
  place.hidden = false;
}

/** Show nobody. */
export function close() {
  place.hidden = true;
  place.replaceChildren();
}

function draw(person, name) {
  const heading = el("h2", { dir: "auto" }, name);
  const away = el("a", { class: "icon" }, icon("cross"));
  const frame = el("iframe", { src: `/?alone${addressOf([person.id])}`, title: name });
  const attributes = { "data-person": person.id, "aria-label": name, dir: person.dir ?? direction(person.language_code) };
  return el("section", attributes, el("header", {}, heading, away), frame);
}
