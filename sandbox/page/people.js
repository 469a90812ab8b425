// The people to pick from.

import { addressOf, alone, MOST } from "./beside.js";
import { byId, el, icon, initials } from "./dom.js";
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

/** Mark who is talking: one, or several side by side; anybody else can be put beside them. */
export function current(...talking) {
  const ids = talking.filter(Boolean).map((person) => person.id);
  for (const link of list.querySelectorAll("a.person")) {
    const id = Number(link.dataset.person);
    if (ids.includes(id)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
    const besides = link.parentElement.querySelector(".besides");
    besides.hidden = alone || !ids.length || ids.includes(id) || ids.length >= MOST;
    besides.href = addressOf([...ids, id]);
  }
  for (const id of ids) {
    unread.delete(id);
    count(id);
  }
}

/** The bot wrote to someone who is not talking just now. */
export function heard(personId) {
  unread.set(personId, (unread.get(personId) ?? 0) + 1);
  count(personId);
}

/** Put the focus on who is talking, or on the first. */
export function focus() {
  (list.querySelector("[aria-current]") ?? list.querySelector("a.person"))?.focus();
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
    { class: "person", href: addressOf([person.id]), "data-person": person.id },
    face(el("span", { class: "face", "aria-hidden": "true" }), name, person.id),
    lines,
    el("span", { class: "side" }, language, badge),
  );
  const attributes = { class: "besides icon", title: word("beside"), "aria-label": `${word("beside")}: ${name}`, hidden: true };
  return el("li", {}, link, el("a", attributes, icon("beside")));
}

function languageName(code) {
  return new Intl.DisplayNames([code], { type: "language" }).of(code);
}

function count(personId) {
  const badge = list.querySelector(`a.person[data-person="${personId}"] .badge`);
  if (!badge) return;
  const number = unread.get(personId) ?? 0;
  badge.hidden = !number;
  badge.textContent = number;
  badge.title = `${number} ${word("unread")}`;
}
