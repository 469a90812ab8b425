// What the page asks of its own server, and nothing of any other.

async function answered(response) {
  if (!response.ok) throw new Error((await response.text()) || response.statusText);
  return response.json();
}

const get = async (path) => answered(await fetch(path));

const post = async (path, body) =>
  answered(await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

async function postFiles(path, files, caption) {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  if (caption) form.append("caption", caption);
  return answered(await fetch(path, { method: "POST", body: form }));
}

export const people = () => get("/chat/people");
export const clock = () => get("/chat/clock");
export const forward = (by) => post("/chat/clock", { forward: by });
export const fileUrl = (fileId) => `/chat/file/${encodeURIComponent(fileId)}`;

/** The acts of one person. */
export const as = (person) => {
  const own = `/chat/${person}`;
  return {
    messages: () => get(`${own}/messages`),
    commands: () => get(`${own}/commands`),
    say: (text) => post(`${own}/say`, { text }),
    edit: (message_id, text) => post(`${own}/edit`, { message_id, text }),
    press: (message_id, data) => post(`${own}/press`, { message_id, data }),
    photos: (files, caption) => postFiles(`${own}/photos`, files, caption),
    document: (file, caption) => postFiles(`${own}/document`, [file], caption),
    voice: (file) => postFiles(`${own}/voice`, [file]),
    video: (file, caption) => postFiles(`${own}/video`, [file], caption),
    place: (latitude, longitude) => post(`${own}/location`, { latitude, longitude }),
    events: (after) => new EventSource(`${own}/events?after=${encodeURIComponent(after)}`),
  };
};
