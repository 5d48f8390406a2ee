// What is over, what is on, the line of now, and times on the visitor's own clock. Marks the page up; asks nobody.
const root = document.documentElement;
const ahead = Number(root.dataset.clock ?? 0) * 1000; // a demo's clock is set to another day
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const at = (time) => new Date(time.dateTime).getTime();

function markNow() {
  const now = Date.now() + ahead;
  for (const showing of document.querySelectorAll(".showing")) {
    const times = showing.querySelectorAll(".when time[datetime*=T]");
    if (!times.length) continue;
    const ends = at(times[times.length - 1]);
    const isHeld = !showing.classList.contains("cancelled");
    const isRunning = isHeld && at(times[0]) <= now && now < ends;
    showing.classList.toggle("past", ends <= now);
    showing.classList.toggle("running", isRunning);
    say(showing, isRunning ? "running" : isHeld && ends <= now ? "past" : "");
  }
  const running = document.querySelector(".showing.running");
  document.getElementById("running")?.removeAttribute("id");
  if (running) running.id = "running";
  for (const way of document.querySelectorAll(".to-now")) way.hidden = !running;
  for (const ticks of document.querySelectorAll(".ticks")) drawLine(ticks, now);
}

// Not by its colour alone.
function say(showing, state) {
  const said = showing.querySelector(".state");
  if (said?.dataset.state === state || (!said && !state)) return;
  said?.remove();
  if (!state) return;
  const word = document.createElement("span");
  word.className = "state";
  word.dataset.state = state;
  word.textContent = document.querySelector(".zone").dataset[state];
  showing.querySelector(".when").append(" ", word);
}

function drawLine(ticks, now) {
  const line = ticks.querySelector(".now") ?? document.createElement("p");
  line.remove();
  let row = 0, begins = 0;
  for (const tick of [...ticks.children]) {
    row += 1;
    const hour = tick.querySelector("time");
    if (hour) begins = at(hour);
    const minutes = Number(/\bm(\d+)\b/.exec(tick.className)[1]);
    const passed = (now - begins) / 60000;
    if (passed >= 0 && passed < minutes) {
      line.className = `now a${row}`;
      line.style.marginBlockStart = `${(tick.offsetHeight * passed) / minutes}px`;
      const time = line.firstElementChild ?? line.appendChild(document.createElement("time"));
      time.dateTime = new Date(now).toISOString();
      time.textContent = clockOf(new Date(now), ticks.dataset.zone && !isMine() ? ticks.dataset.zone : mine);
      ticks.append(line);
      return;
    }
    begins += minutes * 60000;
  }
}

function clockOf(moment, timeZone) {
  return moment.toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
}

// Where storage is blocked, nothing is remembered, and all else works.
function remembered(name) {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // it is not remembered
  }
}

let clock = remembered("clock");

function isMine() {
  return clock === "mine";
}

// The festival's words are kept with each time, and put back.
const written = new WeakMap();

function showClock() {
  root.classList.toggle("own-clock", isMine());
  const days = { weekday: "short", timeZone: mine };
  for (const time of document.querySelectorAll("main time[datetime*=T]")) {
    if (!written.has(time)) written.set(time, time.textContent);
    const festival = written.get(time);
    const isHour = /^\d{1,2}$/.test(festival);
    const isWhole = /\d{4},? \d\d:\d\d/.test(festival);
    if (!isHour && !isWhole && !/^\d\d:\d\d/.test(festival)) continue;
    if (!isMine()) {
      time.textContent = festival;
      continue;
    }
    const moment = new Date(at(time));
    if (isWhole) {
      const day = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: mine };
      time.textContent = `${moment.toLocaleDateString(root.lang, day)}, ${clockOf(moment, mine)}`;
      continue;
    }
    const clock = clockOf(moment, mine);
    const isOtherDay = time.dateTime.slice(8, 10) !== moment.toLocaleDateString("en", { day: "2-digit", timeZone: mine });
    const day = isOtherDay && !isHour ? ` ${moment.toLocaleDateString(root.lang, days)}` : "";
    time.textContent = (isHour ? clock.replace(/^0/, "").replace(":00", "") : clock) + day;
  }
  for (const zone of document.querySelectorAll(".zone")) {
    const [festival, own] = zone.children;
    festival.hidden = isMine();
    own.hidden = !isMine();
  }
}

function offerClock() {
  const isElsewhere = [...document.querySelectorAll("main time[datetime*=T]")].some((time) => {
    const moment = new Date(at(time));
    return clockOf(moment, mine) !== time.dateTime.slice(11, 16);
  });
  for (const button of document.querySelectorAll(".zone button")) button.hidden = !isElsewhere;
  for (const name of document.querySelectorAll(".zone [data-mine]")) {
    name.textContent = mine.split("/").pop().replaceAll("_", " ");
  }
}

document.addEventListener("click", (event) => {
  const zone = event.target.closest(".zone button")?.closest(".zone");
  if (!zone) return;
  clock = isMine() ? "festival" : "mine";
  remember("clock", clock);
  showClock();
  markNow();
  [...zone.children].find((part) => !part.hidden)?.querySelector("button").focus();
});

// The grid is left where it was; at first it shows what is on.
const place = () => `grid ${location.pathname}${location.search}`;
const grid = () => document.querySelector(".board.grid");

function leave() {
  if (grid()) remember(place(), `${grid().scrollLeft} ${grid().scrollTop}`);
}

function comeBack() {
  if (!grid()) return;
  const left = remembered(place());
  const running = [...grid().querySelectorAll(".running")].map((one) => one.getBoundingClientRect().top);
  if (left) grid().scrollTo(...left.split(" ").map(Number));
  else if (running.length) {
    const heads = grid().querySelector(".rooms").getBoundingClientRect().bottom;
    grid().scrollTop += Math.min(...running) - heads;
  }
}

// A page that tells what is on is asked for again once something on it is over, at most once a minute.
function refresh() {
  const before = Number(remembered("refreshed") ?? 0);
  const isOver = document.querySelector("[data-fresh]") && document.querySelector(".showing.past");
  if (!isOver || document.hidden || !navigator.onLine || Date.now() - before < 60000) return;
  remember("refreshed", Date.now());
  location.reload();
}

function start() {
  offerClock();
  showClock();
  markNow();
  comeBack();
}

function tick() {
  markNow();
  refresh();
}

start();
document.addEventListener("leaving", leave);
document.addEventListener("swapped", start);
document.addEventListener("visibilitychange", tick);
addEventListener("pagehide", leave);
setInterval(tick, 60000);
