// The page's own words, in the language of the person who is talking. The bot's words are the bot's.

const WORDS = {
  en: {
    pick: "Pick a person and talk. Everything stays on this computer.",
    clock: "Clock", hour: "+1 hour", day: "+1 day", week: "+1 week",
    back: "Back to people", messages: "Messages", latest: "To the latest message", unread: "new",
    startHint: "The bot answers once you have started it. Were you given an invitation link? Paste it here.",
    startLink: "Invitation link (optional)", start: "Start",
    commands: "Commands", editing: "Changing your message", cancel: "Cancel", attached: "Attached",
    message: "Message", photos: "Add photos", files: "Add a file", voice: "Record a voice message", stop: "Stop and send",
    send: "Send", remove: "Remove", ok: "OK", picture: "Picture", close: "Close", edit: "Change", edited: "changed",
    bot: "bot", typing: "is typing …", sending: "is sending a file …", offline: "No connection. Trying again …",
    as: "You are {name}", today: "Today", failed: "That could not be sent.", you: "You", opensPage: "opens a page",
    noLink: "That is not an invitation link of this bot.", noMicrophone: "The microphone cannot be used.",
    place: "Send a place", placeHint: "A place as a map would give it. The bot keeps an exact place only if you ask for it.",
    latitude: "Latitude", longitude: "Longitude", here: "Where I am", noPlace: "The place is not to be had.", beside: "Show beside", apart: "Show no longer",
  },
  fr: {
    pick: "Choisissez une personne et écrivez au bot. Tout reste sur cet ordinateur.",
    clock: "Horloge", hour: "+1 heure", day: "+1 jour", week: "+1 semaine",
    back: "Retour aux personnes", messages: "Messages", latest: "Au dernier message", unread: "nouveaux",
    startHint: "Le bot répond une fois démarré. Vous avez reçu un lien d’invitation ? Collez-le ici.",
    startLink: "Lien d’invitation (facultatif)", start: "Démarrer",
    commands: "Commandes", editing: "Modification de votre message", cancel: "Annuler", attached: "Pièces jointes",
    message: "Message", photos: "Ajouter des photos", files: "Ajouter un fichier",
    voice: "Enregistrer un message vocal", stop: "Arrêter et envoyer",
    send: "Envoyer", remove: "Retirer", ok: "OK", picture: "Image", close: "Fermer", edit: "Modifier", edited: "modifié",
    bot: "bot", typing: "écrit…", sending: "envoie un fichier…", offline: "Pas de connexion. Nouvel essai…",
    as: "Vous êtes {name}", today: "Aujourd’hui", failed: "L’envoi n’a pas abouti.", you: "Vous",
    opensPage: "ouvre une page", noLink: "Ce n’est pas un lien d’invitation de ce bot.", noMicrophone: "Le microphone n’est pas disponible.",
    place: "Envoyer un lieu", placeHint: "Un lieu tel qu’une carte le donnerait. Le bot ne garde un lieu exact que si vous le demandez.",
    latitude: "Latitude", longitude: "Longitude", here: "Là où je suis", noPlace: "Le lieu n’est pas disponible.", beside: "Afficher à côté", apart: "Ne plus afficher",
  },
  es: {
    pick: "Elige una persona y habla. Todo se queda en este ordenador.",
    clock: "Reloj", hour: "+1 hora", day: "+1 día", week: "+1 semana",
    back: "Volver a las personas", messages: "Mensajes", latest: "Al último mensaje", unread: "nuevos",
    startHint: "El bot responde cuando lo inicias. ¿Te dieron un enlace de invitación? Pégalo aquí.",
    startLink: "Enlace de invitación (opcional)", start: "Iniciar",
    commands: "Comandos", editing: "Cambiando tu mensaje", cancel: "Cancelar", attached: "Adjuntos",
    message: "Mensaje", photos: "Añadir fotos", files: "Añadir un archivo",
    voice: "Grabar un mensaje de voz", stop: "Parar y enviar",
    send: "Enviar", remove: "Quitar", ok: "Aceptar", picture: "Imagen", close: "Cerrar", edit: "Cambiar", edited: "cambiado",
    bot: "bot", typing: "escribe …", sending: "envía un archivo …", offline: "Sin conexión. Otro intento …",
    as: "Eres {name}", today: "Hoy", failed: "No se pudo enviar.", you: "Tú",
    opensPage: "abre una página", noLink: "No es un enlace de invitación de este bot.", noMicrophone: "No se puede usar el micrófono.",
    place: "Enviar un lugar", placeHint: "Un lugar como lo daría un mapa. El bot guarda un lugar exacto solo si lo pides.",
    latitude: "Latitud", longitude: "Longitud", here: "Donde estoy", noPlace: "No se puede saber el lugar.", beside: "Mostrar al lado", apart: "Dejar de mostrar",
  },
  ar: {
    pick: "اختيار شخص ثم بدء المحادثة. كل شيء يبقى على هذا الحاسوب.",
    clock: "الساعة", hour: "+ ساعة", day: "+ يوم", week: "+ أسبوع",
    back: "العودة إلى الأشخاص", messages: "الرسائل", latest: "إلى آخر رسالة", unread: "جديدة",
    startHint: "يجيب البوت بعد بدء المحادثة. إن وُجد رابط دعوة فيمكن لصقه هنا.",
    startLink: "رابط الدعوة (اختياري)", start: "بدء",
    commands: "الأوامر", editing: "تعديل الرسالة", cancel: "إلغاء", attached: "المرفقات",
    message: "رسالة", photos: "إضافة صور", files: "إضافة ملف", voice: "تسجيل رسالة صوتية", stop: "إيقاف وإرسال",
    send: "إرسال", remove: "إزالة", ok: "حسنًا", picture: "صورة", close: "إغلاق", edit: "تعديل", edited: "معدّلة",
    bot: "بوت", typing: "يكتب …", sending: "يرسل ملفًا …", offline: "لا يوجد اتصال. محاولة جديدة …",
    as: "الحساب: {name}", today: "اليوم", failed: "تعذّر الإرسال.", you: "أنا",
    opensPage: "يفتح صفحة", noLink: "هذا ليس رابط دعوة لهذا البوت.", noMicrophone: "لا يمكن استعمال الميكروفون.",
    place: "إرسال مكان", placeHint: "مكان كما تعطيه الخريطة. لا يُحفظ المكان الدقيق إلا عند الطلب.",
    latitude: "خط العرض", longitude: "خط الطول", here: "المكان الحالي", noPlace: "تعذّر تحديد المكان.", beside: "عرض جنبًا إلى جنب", apart: "إخفاء",
  },
};

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "ckb"]);

let language = "en";

/** The page's word for a key, in the language in use. */
export const word = (key) => WORDS[language][key];

/** The language in use, for dates and numbers. */
export const locale = () => language;

/** The direction in which a language is written. */
export const direction = (code) => (RIGHT_TO_LEFT.has((code ?? "").split("-")[0]) ? "rtl" : "ltr");

/** Write the whole page anew in this person's language and direction; English where we have no words of theirs. */
export function speak(person) {
  const code = (person?.language_code ?? "").split("-")[0];
  language = code in WORDS ? code : "en";
  document.documentElement.lang = language;
  document.documentElement.dir = person?.dir ?? direction(language);
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) label(element, element.dataset.label);
}

/** Name an element for those who hear the page, and show the name when the pointer rests on a button. */
export function label(element, key) {
  element.setAttribute("aria-label", word(key));
  if (element.tagName === "BUTTON") element.title = word(key);
  if ("placeholder" in element) element.placeholder = word(key);
}
