// The page: who is talking, what they see, and what they do.

import { byId, icon } from "./dom.js";
import * as api from "./api.js";
import * as beside from "./beside.js";
import * as clock from "./clock.js";
import * as commands from "./commands.js";
import * as people from "./people.js";
import * as place from "./place.js";
import * as recorder from "./recorder.js";
import { Composer } from "./composer.js";
import { Log } from "./log.js";
import { wait } from "./keyboard.js";
import { alertBox, toast } from "./toast.js";
import { speak, word } from "./words.js";

const ACTION_SHOWN = 5000; // milliseconds that "is typing" stands, as in Telegram
const AGAIN = 2000; // milliseconds until a lost connection is tried again
const PHONE = matchMedia("(max-width: 719px)");
const ICONS = {
  "to-people": "back", "open-commands": "menu", "add-photos": "picture", "add-files": "clip", "add-place": "pin", record: "mic", send: "send",
};

let bot = null;
let everyone = [];
let person = null;
let own = null; // the acts of this person
let source = null; // the events of this person's chat
let position = ""; // the last of them that has been seen
let payload = ""; // of the deep link that brought the person here
let quiet = 0; // timer after which "is typing" goes
const waiting = new Map(); // callback query id -> stop its button's wheel

const acts = {
  botName: () => bot.first_name,
  payloadOf,
  say: (text) => attempt(own.say(text)),
  start: (code) => begin(code),
  write: (text) => own.say(text),
  change: (message) => composer.change(message),
  edit: (id, text) => own.edit(id, text),
  photos: (files, caption) => own.photos(files, caption),
  document: (file, caption) => own.document(file, caption),
  video: (file, caption) => own.video(file, caption),
  toCard: () => log.toCard(),
  press,
};

const composer = new Composer(acts);
const log = new Log(acts, () => composer.focus());

/** The payload of a link to this bot, or null for any other link. */
function payloadOf(url) {
  const found = /^(?:https?:\/\/)?t\.me\/([A-Za-z0-9_]+)(?:\?start=([A-Za-z0-9_-]{0,64}))?$/.exec(url);
  return found && found[1].toLowerCase() === bot.username.toLowerCase() ? (found[2] ?? "") : null;
}

async function attempt(sending) {
  try {
    return await sending;
  } catch {
    toast(word("failed"));
    return null;
  }
}

async function press(messageId, data, button) {
  const stop = wait(button);
  const pressed = await attempt(own.press(messageId, data));
  if (!pressed || waiting.delete(pressed.query)) stop();
  else waiting.set(pressed.query, stop);
}

async function begin(code) {
  payload = "";
  history.replaceState(null, "", `/#${person.id}`);
  await attempt(own.say(code ? `/start ${code}` : "/start"));
}

/** Show a person's chat as it is now, and follow it from there. */
async function open(id) {
  person = everyone.find((each) => each.id === id) ?? null;
  source?.close();
  beside.close();
  document.body.dataset.view = person ? "chat" : "people";
  byId("chat").hidden = !person;
  commands.close();
  redraw();
  if (!person) return people.focus();
  own = api.as(person.id);
  composer.open(person.id);
  await load();
  if (!byId("start").hidden) byId("start-link").focus();
  else if (!PHONE.matches) composer.focus();
}

/** Show several people side by side; the frames follow their chats themselves. */
function openBeside(ids) {
  person = null;
  source?.close();
  document.body.dataset.view = "beside";
  byId("chat").hidden = true;
  commands.close();
  redraw();
  const shown = ids.map((id) => everyone.find((each) => each.id === id)).filter(Boolean);
  beside.show(shown, people.nameOf);
  people.current(...shown);
}

/** Load the whole chat, and listen from that position on. */
async function load() {
  const loaded = person;
  const chat = await own.messages().catch(() => null);
  if (loaded !== person) return;
  if (!chat) return again();
  log.reset(chat.messages);
  settle();
  position = chat.position;
  listen();
}

/** Listen from the position on; a window that nobody sees does not, for a browser has few connections to give. */
function listen() {
  source?.close();
  source = document.hidden ? null : follow(own.events(position));
}

function again() {
  const missed = person;
  byId("bot-status").textContent = word("offline");
  setTimeout(() => missed === person && load(), AGAIN);
}

function follow(events) {
  const on = (kind, act) =>
    events.addEventListener(kind, (event) => {
      position = event.lastEventId;
      act(JSON.parse(event.data));
    });
  on("message", ({ message }) => arrived(message));
  on("edited", ({ message }) => log.put(message));
  on("deleted", ({ message_id }) => log.remove(message_id));
  on("toast", answered);
  on("action", ({ action }) => status(action === "typing" ? "typing" : "sending"));
  on("elsewhere", ({ person: id }) => people.heard(id));
  on("clock", clock.set);
  on("reset", load);
  events.addEventListener("error", () => lost(events));
  events.addEventListener("open", () => status("bot"));
  return events;
}

/** The browser connects again by itself, unless the server refused; then the chat is loaded anew after a moment. */
function lost(events) {
  if (events === source && events.readyState === EventSource.CLOSED) again();
  else byId("bot-status").textContent = word("offline");
}

function arrived(message) {
  log.put(message);
  if (message.from?.is_bot) status("bot");
  settle();
}

function answered({ callback_query_id: query, text, show_alert: alert, url }) {
  const stop = waiting.get(query);
  stop?.();
  if (!waiting.delete(query)) waiting.set(query, undefined); // the answer came before the press was acknowledged
  const code = url ? payloadOf(url) : null;
  if (code !== null) begin(code);
  else if (text) (alert ? alertBox : toast)(text);
}

function status(key) {
  byId("bot-status").textContent = word(key);
  clearTimeout(quiet);
  if (key !== "bot") quiet = setTimeout(() => status("bot"), ACTION_SHOWN);
}

/** A chat that has not begun, or a link that is not yet used, shows Start; any other shows where to write. */
function settle() {
  const starting = log.empty || payload !== "";
  const begun = !starting && byId("start").contains(document.activeElement);
  byId("start").hidden = !starting;
  composer.present(!starting);
  if (begun) composer.focus(); // who has just pressed Start writes next, whenever their message arrives here
  if (starting && payload) byId("start-link").value = `https://t.me/${bot.username}?start=${payload}`;
}

/** Write the page in the person's language, from their side. */
function redraw() {
  speak(person);
  people.show(everyone);
  people.current(person);
  clock.draw();
  recorder.draw();
  byId("people-title").textContent = bot.first_name;
  byId("bot-name").textContent = bot.first_name;
  people.face(byId("bot-face"), bot.first_name, bot.id);
  byId("talking-as").textContent = person ? word("as").replace("{name}", people.nameOf(person)) : "";
  document.title = person ? `${people.nameOf(person)} · ${bot.first_name}` : bot.first_name;
  status("bot");
}

/** The address says who is talking (`#7001`), perhaps with a deep link's payload (`#7001?start=code`). */
function arrive() {
  const [id, query] = location.hash.slice(1).split("?");
  payload = new URLSearchParams(query ?? location.search).get("start") ?? "";
  const several = beside.peopleOf(id);
  if (several.length > 1 && !beside.alone) return openBeside(several);
  const chosen = several[0] || (PHONE.matches ? 0 : Number(sessionStorage.getItem("person")) || everyone[0]?.id);
  if (!beside.alone) sessionStorage.setItem("person", chosen || "");
  open(chosen);
}

function codeOf(text) {
  const code = payloadOf(text) ?? text;
  return /^[A-Za-z0-9_-]{0,64}$/.test(code) ? code : null;
}

byId("start-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = codeOf(byId("start-link").value.trim());
  if (code === null) return toast(word("noLink"));
  byId("start-link").value = "";
  await begin(code);
  settle();
});
commands.serve({
  load: () => own.commands(),
  choose: (command) => acts.say(command).then(() => composer.focus()),
});
byId("log").addEventListener("keydown", (event) => event.key === "Escape" && composer.focus());
byId("to-people").addEventListener("click", () => (location.hash = ""));
place.serve((latitude, longitude) => attempt(own.place(latitude, longitude)));
recorder.onRecorded((file) => attempt(own.voice(file)));
for (const [id, name] of Object.entries(ICONS)) byId(id).append(icon(name));
byId("editing").querySelector("button").append(icon("cross"));
byId("viewer").querySelector("button").append(icon("cross"));

document.body.toggleAttribute("data-alone", beside.alone);
({ bot, people: everyone } = await api.people());
clock.set(await api.clock());
addEventListener("hashchange", arrive);
document.addEventListener("visibilitychange", () => person && listen());
arrive();
