// Filters and days without a whole new page: the answer's part is put in place, the address is kept, back goes back.
const part = () => document.querySelector("[data-swap]");

let asked; // what was asked for before is not waited for

async function go(address, { push, focus }) {
  const old = part();
  old.setAttribute("aria-busy", "true");
  asked?.abort();
  const { signal } = (asked = new AbortController());
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-swap]");
    if (!answer.ok || !fresh) throw new Error(answer.statusText);
    if (push) history.pushState({}, "", address);
    document.title = page.title;
    old.replaceWith(fresh);
    for (const link of page.querySelectorAll(".languages a")) {
      const here = document.querySelector(`.languages a[hreflang="${link.hreflang}"]`);
      if (here) here.href = link.getAttribute("href");
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

function addressOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value) query.append(name, value);
  return `${form.action.split("?")[0]}?${query}`;
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-swap]")) return;
  event.preventDefault();
  go(addressOf(event.target), { push: true, focus: "button[type=submit]" });
});

document.addEventListener("change", (event) => {
  const { form, name, value, type } = event.target;
  if (!form?.closest("[data-swap]") || type === "search" || type === "text") return;
  const which = type === "checkbox" ? `[name="${name}"][value="${value}"]` : `[name="${name}"]`;
  go(addressOf(form), { push: true, focus: which });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-swap] a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  event.preventDefault();
  go(link.href, { push: true, focus: "h1" });
});

addEventListener("popstate", () => {
  if (part()) go(location.href, { push: false });
});
