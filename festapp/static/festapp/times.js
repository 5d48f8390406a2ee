// What is over, what is on, the line of now, and times on the visitor's own clock. Marks the page up; asks nobody.
const root = document.documentElement;
const ahead = Number(root.dataset.clock ?? 0) * 1000; // a demo's clock is set to another day
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const at = (time) => new Date(time.dateTime).getTime();

function markNow() {
  const now = Date.now() + ahead;
  for (const showing of document.querySelectorAll(".showing")) {
    const times = showing.querySelectorAll(".when time");
    if (!times.length) continue;
    const ends = at(times[times.length - 1]);
    const isHeld = !showing.classList.contains("cancelled");
    showing.classList.toggle("past", ends <= now);
    showing.classList.toggle("running", isHeld && at(times[0]) <= now && now < ends);
  }
  for (const ticks of document.querySelectorAll(".ticks")) drawLine(ticks, now);
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

function isMine() {
  return sessionStorage.getItem("clock") === "mine";
}

// The festival's words are kept with each time, and put back.
const written = new WeakMap();

function showClock() {
  const days = { weekday: "short", timeZone: mine };
  for (const time of document.querySelectorAll("main time[datetime*=T]")) {
    if (!written.has(time)) written.set(time, time.textContent);
    const festival = written.get(time);
    const isHour = /^\d{1,2}$/.test(festival);
    if (!isHour && !/^\d\d:\d\d/.test(festival)) continue;
    if (!isMine()) {
      time.textContent = festival;
      continue;
    }
    const moment = new Date(at(time));
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
  sessionStorage.setItem("clock", isMine() ? "festival" : "mine");
  showClock();
  markNow();
  [...zone.children].find((part) => !part.hidden)?.querySelector("button").focus();
});

function start() {
  offerClock();
  showClock();
  markNow();
}

start();
document.addEventListener("swapped", start);
document.querySelector(".board .now")?.closest(".board").scrollTo({ top: document.querySelector(".board .now").offsetTop - 160 });
setInterval(markNow, 60000);
