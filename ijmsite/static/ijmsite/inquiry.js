// The inquiry form works without this file. With it, a deadline is meant by the journalist's own
// clock, and the form says what it comes to at the press office.
const language = document.documentElement.lang === "fr" ? "fr-CA" : "en-CA";
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const MINUTE = 60_000;

document.querySelectorAll("form[data-inquiry]").forEach(prepare);
document.addEventListener("shown-again", ({ target }) => target.dataset.inquiry && prepare(target));

function prepare(form) {
  if (!own) return;
  form.elements.zone.value = own;
  const words = JSON.parse(form.dataset.inquiry);
  const input = form.elements.deadline;
  const help = document.getElementById(`${input.id}_helptext`);
  help.setAttribute("aria-live", "polite");
  const say = () => {
    const said = inWords(input.value, words);
    if (help.textContent !== said) help.textContent = said;
  };
  input.addEventListener("input", say);
  // It was refused as past, and is no longer: what newsroom.js hears.
  input.addEventListener("input", () => {
    const wasPast = new Date(input.defaultValue) <= new Date();
    const isAhead = new Date(input.value) > new Date();
    if (wasPast && isAhead) input.dispatchEvent(new Event("settled", { bubbles: true }));
  });
  input.addEventListener("focus", say);
  say();
  for (const pick of form.querySelectorAll(".form__picks button")) {
    const { late } = pick.dataset;
    if (late && momentOf(pick).getDate() !== new Date().getDate()) pick.textContent = late;
    pick.addEventListener("click", () => {
      input.value = typed(momentOf(pick));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

// Returns the moment that a button stands for: in so many minutes, or next at a time of day.
function momentOf({ dataset: { minutes, time, days = 0 } }) {
  const now = new Date();
  if (minutes) return new Date(now.getTime() + minutes * MINUTE);
  const at = new Date(now);
  at.setDate(at.getDate() + Number(days));
  at.setHours(...time.split(":"), 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at;
}

// Writes a moment as the field has it: the reader's clock, without its zone.
function typed(at) {
  return new Date(at - at.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

function inWords(value, words) {
  const { office } = words;
  const isOurs = own === office.zone;
  const clock = fill(isOurs ? words.ours : words.yours, { zone: own, city: office.city });
  const at = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d/.test(value) ? new Date(value) : NaN;
  if (isNaN(at)) return clock;
  const minutes = Math.ceil((at - Date.now()) / MINUTE);
  if (minutes <= 0) return `${clock} ${words.past}`;
  const said = { distance: distance(minutes), time: timeAt(at, office), city: office.city };
  const away = fill(isOurs ? words.away : words.awayThere, said);
  if (isOpen(at, office)) return `${clock} ${away}`;
  const closed = fill(words.closed, { opening: shown(opening(at, office), office, true) });
  // Who writes days ahead is answered before that.
  const isReadBefore = isOpen(new Date(), office) || opening(new Date(), office) < at;
  return [clock, away, closed, ...(isReadBefore ? [] : [words.hurry])].join(" ");
}

function fill(words, said) {
  return words.replace(/{(\w+)}/g, (_, name) => said[name]);
}

function distance(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) {
    const days = { style: "unit", unit: "day", unitDisplay: "long" };
    return new Intl.NumberFormat(language, days).format(Math.round(hours / 24));
  }
  return [hours && `${hours}\u00a0h`, rest && `${rest}\u00a0min`].filter(Boolean).join(" ");
}

// The day is said as well where it is another one there.
function timeAt(at, office) {
  return shown(at, office, partsAt(at, own).date !== partsAt(at, office.zone).date);
}

function shown(at, office, withDay) {
  const day = withDay && { weekday: "short", day: "numeric", month: "short" };
  const time = { hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  const said = new Intl.DateTimeFormat(language, { timeZone: office.zone, ...day, ...time });
  // French writes "9 h 30": without a zero before it, and on one line.
  return said.format(at).replace(/\b0?(\d{1,2})\sh\s/, "$1\u00a0h\u00a0");
}

function partsAt(at, timeZone) {
  const [year, hourCycle] = ["numeric", "h23"];
  const [month, day, hour, minute] = Array(4).fill("2-digit");
  const options = { timeZone, hourCycle, year, month, day, hour, minute };
  const parts = new Intl.DateTimeFormat("en-CA", options).formatToParts(at);
  const said = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  return { date: `${said.year}-${said.month}-${said.day}`, time: `${said.hour}:${said.minute}` };
}

function isOpen(at, office) {
  const { date, time } = partsAt(at, office.zone);
  return isWorkday(date, office) && office.opens <= time && time < office.closes;
}

function isWorkday(date, { daysOff }) {
  return new Date(`${date}T12:00Z`).getUTCDay() % 6 !== 0 && !daysOff.includes(date);
}

function opening(at, office) {
  let { date, time } = partsAt(at, office.zone);
  while (!isWorkday(date, office) || time >= office.opens) {
    date = new Date(Date.parse(`${date}T12:00Z`) + 24 * 60 * MINUTE).toISOString().slice(0, 10);
    time = "";
  }
  const guess = new Date(`${date}T${office.opens}Z`);
  const there = partsAt(guess, office.zone);
  return new Date(2 * guess - Date.parse(`${there.date}T${there.time}Z`));
}
