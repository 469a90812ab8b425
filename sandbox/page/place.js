// Sending a place: two numbers, as a phone's map would give them.

import { byId } from "./dom.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

const dialog = byId("place");
const latitude = byId("latitude");
const longitude = byId("longitude");

/** Ask for a place, and hand it to `send` unless the person thinks better of it. */
export function serve(send) {
  byId("add-place").addEventListener("click", () => {
    dialog.returnValue = "";
    dialog.showModal();
    latitude.focus();
  });
  byId("place-here").addEventListener("click", here);
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "send") send(latitude.valueAsNumber, longitude.valueAsNumber);
  });
}

function here() {
  const found = ({ coords }) => {
    latitude.value = coords.latitude.toFixed(5);
    longitude.value = coords.longitude.toFixed(5);
  };
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, () => toast(word("noPlace")));
  else toast(word("noPlace"));
}
