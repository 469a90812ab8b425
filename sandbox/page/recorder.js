// Recording a voice message: once to begin, once more to stop and send it.

import { byId, icon } from "./dom.js";
import { label, word } from "./words.js";
import { toast } from "./toast.js";

const OGG = "audio/ogg;codecs=opus"; // what Telegram's voice messages are; not every browser can make it
const button = byId("record");

let begun = false; // also while the microphone is waited for: one recording at a time
let recording = null; // from the first sound on: who could stop before would send an empty file
let send = () => {};

/** Who is told of a finished recording, as a file. */
export function onRecorded(act) {
  send = act;
}

/** Draw the button: a microphone, or a square while it listens. Without a microphone to ask for, there is none. */
export function draw() {
  button.hidden = !navigator.mediaDevices || !window.MediaRecorder;
  button.replaceChildren(icon(recording ? "stop" : "mic"));
  button.classList.toggle("on", recording !== null);
  label(button, recording ? "stop" : "voice");
}

async function begin() {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  const parts = [];
  const recorder = new MediaRecorder(sound, MediaRecorder.isTypeSupported(OGG) ? { mimeType: OGG } : {});
  recorder.addEventListener("start", () => {
    recording = recorder;
    draw();
  });
  recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
  recorder.addEventListener("stop", () => {
    for (const track of sound.getTracks()) track.stop();
    end();
    send(new File(parts, "voice", { type: recorder.mimeType }));
  });
  recorder.start();
}

function end() {
  begun = false;
  recording = null;
  draw();
}

button.addEventListener("click", () => {
  if (recording) recording.stop();
  else if (!begun) {
    begun = true;
    begin().catch(() => {
      end();
      toast(word("noMicrophone"));
    });
  }
});
