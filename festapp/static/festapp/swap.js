// Filters and days without a whole new page: the answer's part is put in place, the address is kept, back goes back.
const part = () => document.querySelector("[data-swap]");
const here = () => location.pathname + location.search;
let shown = here();
let asked; // what was asked for before is not waited for
let lastField; // a field changed again is one step back, not many

async function go(address, { push, focus }) {
  const old = part();
  old.setAttribute("aria-busy", "true");
  document.dispatchEvent(new Event("leaving"));
  asked?.abort();
  const { signal } = (asked = new AbortController());
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-swap]");
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    if (push) history[push === "same" ? "replaceState" : "pushState"]({}, "", address);
    shown = here();
    document.title = page.title;
    keepWhatIsAtHand(old, fresh);
    old.replaceWith(fresh);
    for (const link of page.querySelectorAll(".languages a")) {
      const mine = document.querySelector(`.languages a[hreflang="${link.hreflang}"]`);
      if (mine) mine.href = link.getAttribute("href");
    }
    document.dispatchEvent(new Event("swapped"));
    const target = focus && (fresh.querySelector(focus) ?? fresh.querySelector("[aria-current=page]"));
    target?.focus({ preventScroll: true });
    document.getElementById("said").textContent = fresh.querySelector(".count")?.textContent ?? "";
  } catch {
    if (signal.aborted) return;
    location.assign(address);
  }
}

// What was opened stays open, and what was typed while the answer was on its way is still there.
function keepWhatIsAtHand(old, fresh) {
  const [opened, closed] = [old, fresh].map((one) => one.querySelector(".filters details"));
  if (opened?.open && closed) closed.open = true;
  const [typed, answered] = [old, fresh].map((one) => one.querySelector("[name=q]"));
  if (typed && answered && document.activeElement === typed && typed.value !== typed.dataset.sent) {
    answered.value = typed.value;
  }
}

function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
  const words = form.querySelector("[name=q]");
  // Other words are looked for in all days, unless a day is chosen after.
  if (words.value && words.value !== words.defaultValue) query.delete("day");
  words.dataset.sent = words.value;
  return `${form.action.split("?")[0]}?${query}`;
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-swap]")) return;
  event.preventDefault();
  lastField = undefined;
  go(addressOf(event.target), { push: true, focus: "button[type=submit]" });
});

document.addEventListener("change", (event) => {
  const { form, name, value, type } = event.target;
  if (!form?.closest("[data-swap]") || type === "search" || type === "text") return;
  const which = type === "checkbox" ? `[name="${name}"][value="${value}"]` : `[name="${name}"]`;
  go(addressOf(form), { push: which === lastField ? "same" : true, focus: which });
  lastField = which;
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-swap] a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  lastField = undefined;
  go(link.href, { push: true, focus: link.closest(".views") ? ".views a" : "h1" });
});

addEventListener("popstate", () => {
  lastField = undefined;
  if (part() && here() !== shown) go(location.href, { push: false });
});
