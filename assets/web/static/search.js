// Shows what fits while somebody types. Without it the button does the same.
"use strict";
(() => {
  const form = document.querySelector("[data-search]"), results = document.getElementById("results");
  if (!form || !results || !window.fetch) return;
  const field = form.querySelector("input[type=search]");
  let timer = 0, asked = 0;
  async function look() {
    const turn = (asked += 1);
    const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
    const page = await fetch(address).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    const found = page && new DOMParser().parseFromString(page, "text/html").getElementById("results");
    if (!found || turn !== asked) return; // a later question was answered already
    results.replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
  }
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
})();
