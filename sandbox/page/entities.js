// A message's text with its entities, as elements. Offsets are UTF-16 units, which is what JavaScript strings count.

import { el } from "./dom.js";

const SPOKEN = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}»]|(?<![\p{L}\p{N}_/])\/[a-z0-9_]{1,32}(?![\p{L}\p{N}_/])/giu;

const WRAPPERS = {
  bold: () => el("strong"),
  italic: () => el("em"),
  underline: () => el("u"),
  strikethrough: () => el("s"),
  code: () => el("code", { dir: "ltr" }),
  pre: () => el("pre", { dir: "auto" }),
  blockquote: () => el("blockquote"),
  expandable_blockquote: () => el("blockquote"),
  spoiler: () => spoiler(),
};

/**
 * The text as a fragment. Entities of Telegram are nested or apart, never crossing. Links and commands are found in
 * the plain parts, so they work whether or not they were marked; `acts` says what a tap on them does.
 */
export function formatted(text, entities, acts) {
  const marks = (entities ?? [])
    .filter((entity) => entity.type in WRAPPERS || entity.type === "text_link")
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return piece(text, 0, text.length, marks, acts, true);
}

function piece(text, from, to, marks, acts, linked) {
  const fragment = document.createDocumentFragment();
  let at = from;
  while (marks.length && marks[0].offset < to) {
    const mark = marks.shift();
    const end = Math.min(mark.offset + mark.length, to);
    fragment.append(plain(text.slice(at, mark.offset), acts, linked));
    const inside = linked && !["text_link", "code", "pre"].includes(mark.type);
    const wrapper = mark.type === "text_link" ? link(mark.url, acts) : WRAPPERS[mark.type]();
    wrapper.append(piece(text, mark.offset, end, marks, acts, inside));
    fragment.append(wrapper);
    at = end;
  }
  fragment.append(plain(text.slice(at, to), acts, linked));
  return fragment;
}

function plain(text, acts, linked) {
  const fragment = document.createDocumentFragment();
  let at = 0;
  for (const found of linked ? text.matchAll(SPOKEN) : []) {
    fragment.append(text.slice(at, found.index), spoken(found[0], acts));
    at = found.index + found[0].length;
  }
  fragment.append(text.slice(at));
  return fragment;
}

function spoken(text, acts) {
  const element = text.startsWith("/")
    ? el("button", { type: "button", class: "command", dir: "ltr", click: () => acts.say(text) })
    : link(text, acts);
  element.append(text);
  return element;
}

/** A link: into this chat if it is the bot's own deep link, else a new window that learns nothing of this page. */
export function link(url, acts) {
  const payload = acts.payloadOf(url);
  const safe = /^(https?|mailto|tel):/i.test(url) ? url : "#";
  const element = el("a", { href: safe, target: "_blank", rel: "noreferrer noopener" });
  if (payload !== null) {
    element.addEventListener("click", (event) => {
      event.preventDefault();
      acts.start(payload);
    });
  }
  return element;
}

function spoiler() {
  const element = el("span", { class: "spoiler", role: "button", tabindex: "0" });
  const show = () => element.classList.add("shown");
  element.addEventListener("click", show);
  element.addEventListener("keydown", (event) => event.key === "Enter" && show());
  return element;
}
