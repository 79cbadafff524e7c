// Two scripts: fresh figures on the live monitor, and a warning before one is logged out. Every page works without this file.

// Keeps the figures of the live monitor fresh.
// An element with data-live-stream names the event stream. Each event carries a JSON object from live key to value.
// Elements with that data-live-key show it: a number in the language of the page, a text as it is, and a yes or no
// as the words in data-live-true and data-live-false, with the badge colour that goes with them.
(function () {
  "use strict";
  var root = document.querySelector("[data-live-stream]");
  if (!root || !window.EventSource) { return; }
  var figures = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  var places = new Map();
  root.querySelectorAll("[data-live-key]").forEach(function (place) {
    var key = place.getAttribute("data-live-key");
    places.set(key, (places.get(key) || []).concat(place));
  });

  function words(place, value) {
    if (typeof value === "number") { return figures.format(value); }
    if (typeof value !== "boolean") { return String(value); }
    place.classList.toggle("utrecht-status-badge--safe", value);
    place.classList.toggle("utrecht-status-badge--danger", !value);
    return place.getAttribute(value ? "data-live-true" : "data-live-false") || "";
  }

  var stream = new EventSource(root.getAttribute("data-live-stream"));
  stream.addEventListener("message", function (event) {
    var values;
    try { values = JSON.parse(event.data) || {}; } catch (unreadable) { return; }
    Object.keys(values).forEach(function (key) {
      (places.get(key) || []).forEach(function (place) {
        var text = words(place, values[key]);
        if (place.textContent !== text) { place.textContent = text; }
      });
    });
  });
  window.addEventListener("pagehide", function () { stream.close(); });
})();

// Warns before the login ends, and moves the end on without leaving the page. The bar with data-session-seconds holds the words.
// Another window may have moved the end on, so the server is asked before anybody is warned.
(function () {
  "use strict";
  var bar = document.querySelector("[data-session-seconds]");
  if (!bar || !window.fetch) { return; }
  var form = bar.querySelector("form");
  var notice = bar.querySelector("[role=alert]");
  var shown = bar.querySelector("time");
  var warnFrom = Number(bar.getAttribute("data-session-warn"));
  var canExtend = Boolean(form);
  var address = form ? form.getAttribute("action") : null;
  var end = Date.now() + Number(bar.getAttribute("data-session-seconds")) * 1000;
  var told = "";

  function say(what, soon) {
    if (told === what) { return; }
    told = what;
    notice.textContent = what ? bar.getAttribute("data-session-" + what) : "";
    bar.classList.toggle("stelsel-session--soon", soon);
  }

  function take(state) {
    end = Date.now() + state.seconds * 1000;
    if (!state.clock) { return; }
    canExtend = state.canExtend;
    shown.textContent = state.clock;
    shown.setAttribute("datetime", state.iso);
  }

  function judge() {
    var left = (end - Date.now()) / 1000;
    if (left > warnFrom) {
      if (told === "soon" || told === "last") { say("", false); }
    } else if (left > 0) {
      say(canExtend ? "soon" : "last", true);
    } else {
      say("over", true);
      if (form) { form.hidden = true; }
      window.clearInterval(timer);
    }
  }

  function look() {
    if (!address || (end - Date.now()) / 1000 > warnFrom) { judge(); return; }
    fetch(address, { headers: { Accept: "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(take, function () { /* the clock of this page is good enough */ })
      .then(judge);
  }

  if (form) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      fetch(address, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) })
        .then(function (answer) { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
        .then(function (state) { take(state); say("longer", false); judge(); })
        .catch(function () { form.submit(); });
    });
  }
  var timer = window.setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pageshow", look);
})();
