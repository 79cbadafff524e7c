// Keeps the figures of the live monitor fresh. Every page works without this file.
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
