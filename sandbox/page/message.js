// One message, or one album of them, as the chat shows it.

import { el, icon } from "./dom.js";
import { fileUrl } from "./api.js";
import { formatted } from "./entities.js";
import { keyboard } from "./keyboard.js";
import { locale, word } from "./words.js";
import { view } from "./viewer.js";

/** The element of a message or album (its messages in order). */
export function bubble(messages, acts) {
  const [first] = messages;
  const out = !first.from?.is_bot;
  const body = el("div", { class: "body" }, pictures(messages), ...messages.flatMap(others), ...texts(messages, acts));
  body.append(foot(messages, out));
  const classes = ["message", out ? "out" : "in", body.querySelector(".words") ? "" : "bare"].filter(Boolean).join(" ");
  const name = out ? word("you") : acts.botName();
  const keyboards = messages.map((each) => keyboard(each, acts));
  return el("article", { class: classes, "aria-label": name }, body, change(messages, out, acts), ...keyboards);
}

function change([message], out, acts) {
  if (!out || !message.text) return null;
  const name = word("edit");
  const attributes = { type: "button", class: "icon change", "aria-label": name, title: name };
  return el("button", { ...attributes, click: () => acts.change(message) }, icon("pencil"));
}

function pictures(messages) {
  const shown = messages.filter((message) => message.photo?.length);
  if (!shown.length) return null;
  return el("div", { class: "pictures", "data-count": Math.min(shown.length, 10) }, ...shown.map(picture));
}

function picture(message) {
  const size = message.photo.reduce((best, each) => (each.width > best.width ? each : best));
  const url = fileUrl(size.file_id);
  const alt = message.caption ?? word("picture");
  const image = el("img", { src: url, alt, width: size.width, height: size.height, decoding: "async" });
  return el("button", { type: "button", class: "picture", click: () => view(url, alt) }, image);
}

function others(message) {
  const { voice, audio, video, document: file, location } = message;
  if (voice ?? audio) return [el("audio", { controls: true, preload: "metadata", src: fileUrl((voice ?? audio).file_id) })];
  if (video) return [el("video", { controls: true, preload: "metadata", src: fileUrl(video.file_id) })];
  if (file) return [paper(file)];
  if (location) return [el("p", { class: "words place", dir: "ltr" }, icon("pin"), `${location.latitude}, ${location.longitude}`)];
  return [];
}

function paper(file) {
  const name = el("bdi", { class: "name" }, file.file_name ?? word("files"));
  const size = el("span", { class: "size" }, bytes(file.file_size ?? 0));
  return el("a", { class: "paper", href: fileUrl(file.file_id), download: file.file_name ?? "" }, icon("paper"), name, size);
}

function bytes(count) {
  const [value, unit] = count < 1e6 ? [count / 1e3, "kilobyte"] : [count / 1e6, "megabyte"];
  return new Intl.NumberFormat(locale(), { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
}

/** Each text lies in its own direction, whatever the direction of the page. */
function texts(messages, acts) {
  return messages
    .filter((message) => message.text ?? message.caption)
    .map((message) => {
      const marks = message.entities ?? message.caption_entities;
      return el("div", { class: "words", dir: "auto" }, formatted(message.text ?? message.caption, marks, acts));
    });
}

/** The time; of an own message also that it was changed (a bot's card changes all the time). */
function foot(messages, out) {
  const date = new Date(messages.at(-1).date * 1000);
  const time = date.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit" });
  const edited = out && messages.some((message) => message.edit_date) ? `${word("edited")} ` : null;
  return el("div", { class: "foot" }, edited, el("time", { datetime: date.toISOString() }, time));
}
