// The people to pick from.

import { byId, el, initials } from "./dom.js";
import { word } from "./words.js";

const FACES = 6; // colours in chrome.css

const list = byId("people-list");
const unread = new Map();

/** A person's whole name. */
export const nameOf = (person) => [person.first_name, person.last_name].filter(Boolean).join(" ");

/** Let an element be the round face of a person or bot. */
export function face(element, name, id) {
  element.textContent = initials(name);
  element.dataset.colour = Math.abs(id) % FACES;
  return element;
}

/** List everyone, as links that can be opened in a window of their own. */
export function show(people) {
  list.replaceChildren(...people.map(row));
}

/** Mark who is talking. */
export function current(person) {
  unread.delete(person?.id);
  for (const link of list.querySelectorAll("a")) {
    if (Number(link.dataset.person) === person?.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  count(person?.id);
}

/** The bot wrote to someone who is not talking just now. */
export function heard(personId) {
  unread.set(personId, (unread.get(personId) ?? 0) + 1);
  count(personId);
}

/** Put the focus on who is talking, or on the first. */
export function focus() {
  (list.querySelector("[aria-current]") ?? list.querySelector("a"))?.focus();
}

function row(person) {
  const name = nameOf(person);
  const lines = el(
    "span",
    { class: "lines" },
    el("span", { class: "name" }, el("bdi", {}, name)),
    el("span", { class: "note" }, el("bdi", {}, person.note ?? (person.username ? `@${person.username}` : ""))),
  );
  const spoken = person.language_code ? languageName(person.language_code) : null;
  const language = spoken ? el("span", { class: "language", lang: person.language_code }, spoken) : null;
  const badge = el("span", { class: "badge", hidden: true });
  const link = el(
    "a",
    { href: `#${person.id}`, "data-person": person.id },
    face(el("span", { class: "face", "aria-hidden": "true" }), name, person.id),
    lines,
    el("span", { class: "side" }, language, badge),
  );
  return el("li", {}, link);
}

function languageName(code) {
  return new Intl.DisplayNames([code], { type: "language" }).of(code);
}

function count(personId) {
  const badge = list.querySelector(`a[data-person="${personId}"] .badge`);
  if (!badge) return;
  const number = unread.get(personId) ?? 0;
  badge.hidden = !number;
  badge.textContent = number;
  badge.title = `${number} ${word("unread")}`;
}
