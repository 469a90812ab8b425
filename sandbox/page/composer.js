// Where the person writes: the draft, what is attached to it, and changing an own message.

import { byId, el, icon } from "./dom.js";
import { label, word } from "./words.js";
import { toast } from "./toast.js";

const draft = byId("draft");
const tray = byId("tray");
const MOST = 10; // pictures in one album

/** What a phone would send a file as. */
function kindOf(file) {
  if (file.type.startsWith("image/")) return "photo";
  return file.type.startsWith("video/") ? "video" : "file";
}

/** One composer for all people; each keeps a draft of their own, also over a reload. */
export class Composer {
  #person = null;
  #attached = []; // { file, kind: "photo" | "video" | "file" }
  #changing = null;

  constructor(acts) {
    this.acts = acts;
    draft.addEventListener("input", () => this.#keep());
    draft.addEventListener("keydown", (event) => this.#key(event));
    byId("write").addEventListener("submit", (event) => this.#submit(event));
    this.#offer("add-photos", "photo-input", kindOf);
    this.#offer("add-files", "file-input", () => "file");
    byId("editing").querySelector("button").addEventListener("click", () => this.change(null));
    draft.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    const main = byId("chat");
    main.addEventListener("dragover", (event) => event.preventDefault());
    main.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
  }

  /** Take up the person's draft. */
  open(person) {
    this.#person = person;
    this.#attached = [];
    this.change(null);
    draft.value = sessionStorage.getItem(this.#place()) ?? "";
    this.#show();
  }

  /** Show it, or not. */
  present(shown) {
    byId("composer").hidden = !shown;
    this.#grow();
  }

  focus() {
    draft.focus();
  }

  /** Change an own message instead of writing a new one; null goes back to writing. */
  change(message) {
    if (this.#changing && !message) draft.value = "";
    this.#changing = message;
    byId("editing").hidden = !message;
    if (!message) return;
    draft.value = message.text;
    this.#grow();
    draft.focus();
  }

  #place() {
    return `draft ${this.#person}`;
  }

  #keep() {
    if (!this.#changing) sessionStorage.setItem(this.#place(), draft.value);
    this.#grow();
  }

  #grow() {
    draft.style.height = "auto";
    draft.style.height = `${draft.scrollHeight}px`;
    byId("send").classList.toggle("ready", draft.value.trim() !== "" || this.#attached.length > 0);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      byId("write").requestSubmit();
    } else if (event.key === "Escape" && this.#changing) {
      this.change(null);
      this.#grow();
    } else if (event.key === "ArrowUp" && !draft.value && this.acts.toCard()) {
      event.preventDefault();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const text = draft.value.trim();
    const attached = this.#attached;
    const changing = this.#changing;
    if (!text && !attached.length) return;
    this.#attached = [];
    this.change(null);
    draft.value = "";
    this.#keep();
    this.#show();
    try {
      if (changing) await this.acts.edit(changing.message_id, text);
      else if (attached.length) await this.#sendFiles(attached, text);
      else await this.acts.write(text);
    } catch {
      this.#giveBack(text, attached);
    }
  }

  /** Pictures go together as an album, films and files one by one; the text is the caption of the first. */
  async #sendFiles(attached, text) {
    const photos = attached.filter((each) => each.kind === "photo").map((each) => each.file);
    for (let at = 0; at < photos.length; at += MOST) {
      await this.acts.photos(photos.slice(at, at + MOST), at === 0 ? text : "");
    }
    const others = attached.filter((each) => each.kind !== "photo");
    for (const [at, { file, kind }] of others.entries()) {
      const caption = at === 0 && !photos.length ? text : "";
      await (kind === "video" ? this.acts.video(file, caption) : this.acts.document(file, caption));
    }
  }

  #giveBack(text, attached) {
    toast(word("failed"));
    draft.value ||= text;
    this.#attached = attached;
    this.#keep();
    this.#show();
  }

  #offer(buttonId, inputId, kindOfFile) {
    const input = byId(inputId);
    byId(buttonId).addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.#attach([...input.files], kindOfFile);
      input.value = "";
    });
  }

  #take(event, carried) {
    const files = [...(carried?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.#attach(files, kindOf);
  }

  #attach(files, kindOfFile) {
    this.#attached.push(...files.map((file) => ({ file, kind: kindOfFile(file) })));
    this.#show();
    draft.focus();
  }

  #show() {
    for (const image of tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    tray.replaceChildren(...this.#attached.map((each) => this.#line(each)));
    tray.hidden = !this.#attached.length;
    this.#grow();
  }

  #line(each) {
    const remove = el("button", { type: "button", class: "icon" }, icon("cross"));
    label(remove, "remove");
    remove.setAttribute("aria-label", `${word("remove")}: ${each.file.name}`);
    remove.addEventListener("click", () => {
      this.#attached = this.#attached.filter((other) => other !== each);
      this.#show();
      draft.focus();
    });
    const shown = each.kind === "photo" ? el("img", { src: URL.createObjectURL(each.file), alt: "" }) : icon("paper");
    return el("li", { class: each.kind }, shown, el("bdi", {}, each.file.name), remove);
  }
}
