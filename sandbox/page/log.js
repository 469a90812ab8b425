// The chat's messages, in order, kept as they are now: new ones join, cards change, deleted ones go.

import { byId, el, icon } from "./dom.js";
import { bubble } from "./message.js";
import { refocus } from "./keyboard.js";
import { label, locale, word } from "./words.js";

const NEAR = 48; // pixels from the end that still count as being at the end
const TOGETHER = 300; // seconds within which messages of one side stand close

/** The log of one chat at a time. `acts` is what a tap in a message does. */
export class Log {
  #box = byId("log");
  #list = el("div", { id: "log-list" });
  #latest = byId("latest");
  #blocks = new Map(); // key of a message or album -> { messages: Map, node }
  #atEnd = true;
  #top = 0; // where the chat was last scrolled to
  #unread = 0;

  constructor(acts, onEmptyFocus) {
    this.acts = acts;
    this.onEmptyFocus = onEmptyFocus;
    this.#box.append(this.#list);
    this.#box.addEventListener("scroll", () => this.#noteEnd(), { passive: true });
    this.#latest.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#stay()).observe(this.#list);
    new ResizeObserver(() => this.#stay()).observe(this.#box);
  }

  /** Show a whole chat, from its end. */
  reset(messages) {
    this.#blocks.clear();
    this.#box.setAttribute("aria-busy", "true");
    for (const message of messages) this.#place(message);
    this.#list.replaceChildren(...[...this.#blocks.values()].map((block) => this.#draw(block)));
    this.#restack();
    this.#box.removeAttribute("aria-busy");
    this.toEnd();
  }

  get empty() {
    return this.#blocks.size === 0;
  }

  /** A new or changed message. */
  put(message) {
    const block = this.#place(message);
    const before = block.node;
    const fresh = this.#draw(block);
    if (before) this.#replace(before, fresh);
    else this.#insert(block, fresh);
    this.#restack();
    if (!before && !this.#atEnd && message.from?.is_bot) this.#count(1);
    if (!message.from?.is_bot && !before) this.toEnd();
  }

  /** A message that is gone. */
  remove(messageId) {
    for (const [key, block] of this.#blocks) {
      if (!block.messages.delete(messageId)) continue;
      if (block.messages.size) this.#replace(block.node, this.#draw(block));
      else {
        const held = block.node.contains(document.activeElement);
        block.node.remove();
        this.#blocks.delete(key);
        if (held) this.onEmptyFocus();
      }
    }
    this.#restack();
  }

  /** Go to the end, and stay there as messages come. */
  toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#atEnd = true;
    this.#count(-this.#unread);
    this.#latest.hidden = true;
  }

  /** Put the focus on the newest card's first button; false if no card has buttons. */
  toCard() {
    const keyboards = this.#list.querySelectorAll(".keyboard");
    const key = keyboards[keyboards.length - 1]?.querySelector(".key");
    key?.focus();
    return key !== undefined;
  }

  #place(message) {
    const key = message.media_group_id ? `album ${message.media_group_id}` : message.message_id;
    const block = this.#blocks.get(key) ?? { messages: new Map(), node: null };
    block.messages.set(message.message_id, message);
    this.#blocks.set(key, block);
    return block;
  }

  #draw(block) {
    const messages = [...block.messages.values()].sort((a, b) => a.message_id - b.message_id);
    block.first = messages[0];
    block.node = el("div", { class: "block" }, bubble(messages, this.acts));
    return block.node;
  }

  #replace(before, fresh) {
    const held = before.contains(document.activeElement);
    const words = held ? document.activeElement.textContent : "";
    before.replaceWith(fresh);
    if (held && !refocus(words, fresh)) this.onEmptyFocus();
  }

  #insert(block, fresh) {
    const later = this.#ordered().find((other) => other.first.message_id > block.first.message_id);
    if (later) later.node.before(fresh);
    else this.#list.append(fresh);
  }

  #ordered() {
    return [...this.#blocks.values()].sort((a, b) => a.first.message_id - b.first.message_id);
  }

  /** Write the days between the messages, and let those of one side stand close. */
  #restack() {
    let before = null;
    for (const block of this.#ordered()) {
      const day = dayOf(block.first);
      const newDay = !before || day !== dayOf(before);
      const close = !newDay && before.from?.is_bot === block.first.from?.is_bot && block.first.date - before.date < TOGETHER;
      block.node.classList.toggle("close", close);
      if (newDay) block.node.dataset.day = day;
      else delete block.node.dataset.day;
      before = block.first;
    }
    this.#stay();
  }

  /** Only scrolling up leaves the end: messages and pictures that make the chat longer do not. */
  #noteEnd() {
    const top = this.#box.scrollTop;
    if (this.#box.scrollHeight - top - this.#box.clientHeight < NEAR) this.#atEnd = true;
    else if (top < this.#top - 1) this.#atEnd = false;
    this.#top = top;
    if (this.#atEnd) this.#count(-this.#unread);
    this.#latest.hidden = this.#atEnd;
  }

  #stay() {
    if (this.#atEnd) this.#box.scrollTop = this.#box.scrollHeight;
  }

  #count(more) {
    this.#unread += more;
    label(this.#latest, "latest");
    this.#latest.replaceChildren(icon("down"), this.#unread ? `${this.#unread} ${word("unread")}` : "");
  }
}

function dayOf(message) {
  const day = { weekday: "short", day: "numeric", month: "long", year: "numeric" };
  return new Date(message.date * 1000).toLocaleDateString(locale(), day);
}
