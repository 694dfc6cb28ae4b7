// A tablet before a window: when somebody else is asked, or nobody any more, the page is asked for anew.
"use strict";
(() => {
  const form = document.querySelector("[data-send-after]");
  if (form) { // whoever walks away from the reasons is counted all the same
    let waiting = 0;
    const again = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => form.requestSubmit(), Number(form.dataset.sendAfter) * 1000);
    };
    form.addEventListener("input", again);
    again();
  }

  const root = document.querySelector("[data-tablet]");
  if (!root || !window.EventSource) return;
  const note = root.querySelector("[data-lost]");
  const SILENT_MS = 40000; // the server says something every 15 s
  let source = null, heard = 0, ticket = null, leaving = false;

  function lose(text) {
    note.hidden = !text;
    note.querySelector("p").textContent = text;
  }

  function home() { // not while a form is under way: that would take its answer away
    if (!leaving) location.replace(root.dataset.home);
  }

  function take(news) {
    if ("lost" in news) lose(news.lost);
    if ("ticket" in news) ticket = news.ticket;
    if ("thanks" in root.dataset && !ticket) return; // the thanks stay for their own while
    if (ticket !== root.dataset.ticket) home();
  }

  function join() {
    if (source) source.close();
    heard = Date.now();
    source = new EventSource(root.dataset.tablet);
    source.onmessage = (event) => { heard = Date.now(); lose(""); take(JSON.parse(event.data)); };
    source.addEventListener("beat", () => { heard = Date.now(); });
    source.onerror = () => {
      lose(note.dataset.lost);
      if (source.readyState === EventSource.CLOSED) setTimeout(join, 3000);
    };
  }

  const left = Number(root.dataset.left); // the asking, and the thanks, end by themselves
  if (left) setTimeout(home, left * 1000);
  setInterval(() => { if (Date.now() - heard > SILENT_MS) { lose(note.dataset.lost); join(); } }, 5000);
  document.addEventListener("submit", () => {
    leaving = true;
    setTimeout(() => { leaving = false; }, 15000); // the line broke: the page goes on
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  join();
})();
