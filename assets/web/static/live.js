// Puts what the stream says into the page: texts by data-live, states by data-mark. Without it the page reloads.
"use strict";
(() => {
  const root = document.querySelector("[data-stream]");
  if (!root || !window.EventSource) return;
  const SILENT_MS = 40000; // the server says something every 15 s
  const state = root.querySelector('[data-mark="state"]');
  // A call that came between the page and its stream still rings; one that the page showed already does not.
  const view = { call: state && state.dataset.value === "called" ? null : "" };
  let source = null, heard = Date.now(), waiting = 0, sound = null, ringing = 0;
  const name = document.title.split(" · ").pop();

  const find = (attribute, key) => root.querySelectorAll(`[data-${attribute}="${key}"]`);

  function say(key, value) {
    for (const part of find("live", key)) { // a text that is the same is not read aloud again
      if (part.textContent !== value) part.textContent = value;
      if (key !== "at") part.hidden = value === "";
    }
    for (const part of find("mark", key)) part.dataset.value = value;
    for (const part of find("when", key)) part.hidden = value === "";
  }

  function lose(yes) {
    for (const part of root.querySelectorAll("[data-mark-lost]")) part.dataset.lost = yes ? "yes" : "no";
  }

  function take(news) {
    const called = news.call && view.call !== null && news.call !== view.call;
    Object.assign(view, news);
    if (news.page && news.page !== root.dataset.page) return reloadSoon();
    for (const [key, value] of Object.entries(news)) say(key, value);
    if (!("lost" in news)) say("lost", view.lost || "");
    lose(Boolean(view.lost));
    if (news.title) document.title = `${news.title} · ${name}`;
    if (called) ring();
    if (view.over) end();
  }

  function end() { // nothing rings any more, and what was good to know is past
    stop();
    for (const part of root.querySelectorAll("[data-until-over]")) part.hidden = true;
  }

  function reloadSoon() { // a new day or another plan: not everybody at the same moment
    stop();
    setTimeout(() => location.reload(), Math.random() * 4000);
  }

  function stop() {
    if (source) source.close();
    source = null;
    clearTimeout(waiting);
  }

  function missing() {
    say("lost", root.dataset.lostSays.replace("{time}", (find("live", "at")[0] || {}).textContent || ""));
    lose(true);
  }

  function join() {
    stop();
    heard = Date.now();
    source = new EventSource(root.dataset.stream);
    source.onmessage = (event) => { heard = Date.now(); take(JSON.parse(event.data)); };
    source.addEventListener("beat", (event) => { heard = Date.now(); say("at", event.data); });
    source.onerror = () => {
      missing();
      if (source && source.readyState === EventSource.CLOSED) again();
    };
  }

  function again() {
    stop();
    waiting = setTimeout(join, 2000 + Math.random() * 4000);
  }

  setInterval(() => {
    if (source && Date.now() - heard > SILENT_MS) { missing(); again(); }
  }, 5000);
  document.addEventListener("visibilitychange", () => { // a phone that slept may have lost it without a word
    if (!document.hidden && !view.over && (!source || source.readyState !== EventSource.OPEN || Date.now() - heard > 16000)) join();
  });

  // ------------------------------------------------------------------ the call

  function ring() {
    if (navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 800]);
    if (sound) for (let turn = 0; turn < 3; turn += 1) chime(turn * 1.2);
    window.scrollTo({ top: 0 });
    clearInterval(ringing);
    let turns = 0; // the name of the tab changes to and fro until somebody looks
    ringing = setInterval(() => {
      turns += 1;
      document.title = turns % 2 ? `● ${view.title}` : `${view.title} · ${name}`;
      if (turns > 40 && turns % 2 === 0) clearInterval(ringing);
    }, 1000);
  }

  function chime(after) {
    [659, 523].forEach((pitch, place) => {
      const at = sound.currentTime + after + place * 0.45;
      const tone = sound.createOscillator(), level = sound.createGain();
      tone.frequency.value = pitch;
      level.gain.setValueAtTime(0.0001, at);
      level.gain.exponentialRampToValueAtTime(0.5, at + 0.03);
      level.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
      tone.connect(level).connect(sound.destination);
      tone.start(at);
      tone.stop(at + 0.65);
    });
  }

  const box = root.querySelector("[data-sound]");
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (box && Audio) {
    const button = box.querySelector("button");
    box.hidden = false;
    button.addEventListener("click", () => { // browsers allow sound only after a tap
      const on = button.getAttribute("aria-pressed") !== "true";
      if (on) { sound = new Audio(); sound.resume(); chime(0); } else if (sound) { sound.close(); sound = null; }
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? button.dataset.on : button.dataset.off;
    });
  }
  join();
})();
